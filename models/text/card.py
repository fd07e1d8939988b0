"""The results in the model's card, between two marks, always those of results.json."""

from typing import Any

_ROWS = (
    ("GoEmotions macro-F1, 28 labels, thresholds tuned on dev", "macro_f1"),
    ("the same, every threshold 0.5", "macro_f1_at_0.5"),
    ("the same, every threshold 0.3", "macro_f1_at_0.3"),
    ("micro-F1", "micro_f1"),
    ("weighted F1", "weighted_f1"),
    ("macro-F1, Ekman's six and neutral", "ekman_macro_f1"),
    ("macro-F1, positive, negative, ambiguous, neutral", "group_macro_f1"),
    ("macro-F1 of the float graph", "macro_f1_float"),
    ("difference int8 to float", "parity"),
    ("accuracy of the served label (nine)", "accuracy"),
    ("expected calibration error of the served confidence", "ece"),
    ("EmoBank valence, Pearson r, as served", "valence_r_served"),
    ("EmoBank valence, Pearson r, head alone", "valence_r_head"),
    ("EmoBank valence, mean absolute error as served, scale -1 to 1", "valence_error"),
    ("EmoBank arousal, Pearson r, as served", "arousal_r_served"),
    ("EmoBank arousal, Pearson r, head alone", "arousal_r_head"),
    ("sentence embedding, mean cosine to all-MiniLM-L6-v2's", "meaning_cosine"),
)
_BASELINES = {
    "macro_f1": "macro_f1",
    "micro_f1": "micro_f1",
    "weighted_f1": "weighted_f1",
    "accuracy": "accuracy",
}


def block(results: dict[str, Any]) -> str:
    """A table of the figures, each baseline beside its figure."""
    lines = ["", "| on the official test | served int8 graph | always neutral |", "|---|---|---|"]
    for title, name in _ROWS:
        if name in results:
            baseline = results["baseline"].get(_BASELINES.get(name, ""), "")
            lines.append(f"| {title} | {results[name]:.4f} | {_four(baseline)} |")
    return "\n".join([*lines, ""])


def _four(value: float | str) -> str:
    return f"{value:.4f}" if isinstance(value, float) else ""
