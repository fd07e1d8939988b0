"""What the text model is measured by."""

import numpy as np
from numpy.typing import NDArray

from models.text.thresholds import f1_per_label, tuned
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS

Floats = NDArray[np.float64]

EKMAN = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief", "pride",
        "admiration", "desire", "caring",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}  # fmt: skip
"""GoEmotions' own grouping into Ekman's six and neutral (Demszky et al., 2020)."""

GROUPS = {
    "positive": EKMAN["joy"],
    "negative": (*EKMAN["anger"], *EKMAN["disgust"], *EKMAN["fear"], *EKMAN["sadness"]),
    "ambiguous": EKMAN["surprise"],
    "neutral": EKMAN["neutral"],
}
"""GoEmotions' own grouping by sentiment."""

RIGHT_SHARE = 0.4
"""A label of the nine is right for a sentence when one of its GoEmotions labels carries at least this much
of it: both halves of a dyad count (love is joy and trust), a trace does not."""


def grouped(values: Floats, groups: dict[str, tuple[str, ...]]) -> Floats:
    """(n, 28) probabilities or 0/1 -> (n, n_groups): that any member holds, members taken as independent."""
    names = list(GOEMOTIONS_TO_PLUTCHIK)
    columns = [[names.index(member) for member in members] for members in groups.values()]
    return np.stack([1.0 - np.prod(1.0 - values[:, column], axis=1) for column in columns], axis=1)


def grouped_macro_f1(
    dev: tuple[Floats, Floats], test: tuple[Floats, Floats], groups: dict[str, tuple[str, ...]]
) -> float:
    """Macro-F1 of the groups on test, thresholds tuned on dev; each pair is (truth, probabilities) of 28
    labels."""
    thresholds = tuned(*(grouped(part, groups) for part in dev))
    truth, probabilities = (grouped(part, groups) for part in test)
    return float(f1_per_label(truth, probabilities > thresholds).mean())


def summary(truth: Floats, said: NDArray[np.bool_]) -> dict[str, float]:
    """Macro-, micro- and weighted F1 of decisions over 28 labels."""
    positive = truth > 0.5
    per_label = f1_per_label(truth, said)
    micro = 2.0 * (said & positive).sum() / (said.sum() + positive.sum())
    weighted = (per_label * positive.sum(0)).sum() / positive.sum()
    return {"macro_f1": float(per_label.mean()), "micro_f1": float(micro), "weighted_f1": float(weighted)}


def right_labels(truth: Floats) -> NDArray[np.bool_]:
    """(n, 28) gold -> (n, 9): which of the nine labels are right for a sentence (RIGHT_SHARE)."""
    table = np.array([[row.get(label, 0.0) for label in LABELS] for row in GOEMOTIONS_TO_PLUTCHIK.values()])
    counts = (truth > 0.5).astype(int) @ (table >= RIGHT_SHARE).astype(int)
    right: NDArray[np.bool_] = counts > 0
    return right


def correlation(said: Floats, truth: Floats) -> float:
    """Pearson's r."""
    return float(np.corrcoef(said, truth)[0, 1])
