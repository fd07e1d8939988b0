"""The results in the model's card, between two marks, always those of results.json."""

from typing import Any

from models.cards import table_head


def block(results: dict[str, Any]) -> str:
    """Tables: every subset of senses, and words alone on what others measure."""
    return "\n".join(["", *_subsets(results), "", *_words(results), ""])


def _subsets(results: dict[str, Any]) -> list[str]:
    lines = table_head(
        "senses", "turns", "macro-F1", "accuracy", "plain mean: macro-F1, accuracy", "always neutral",
        "calibration error", "need: macro-F1 (always none)",
    )  # fmt: skip
    rows = {**results["subsets"], "text, written": results["written"]}
    for name, part in rows.items():
        mean, need = part["mean"], part["need"]
        lines.append(
            f"| {name.replace('+', ', ')} | {part['n']:,} | **{part['macro_f1']:.3f}** "
            f"| {part['accuracy']:.3f} | {mean['macro_f1']:.3f}, {mean['accuracy']:.3f} "
            f"| {part['majority']['macro_f1']:.3f}, {part['majority']['accuracy']:.3f} | {part['ece']:.3f} "
            f"| {need['macro_f1']:.3f} ({need['majority_macro_f1']:.3f}) |"
        )
    return lines


def _words(results: dict[str, Any]) -> list[str]:
    meld, sentences, change = results["meld"], results["sentences"], results["meld"]["change"]
    return [
        *table_head("words alone", "n", "result", "beside it"),
        (
            f"| MELD test, words and course | {meld['n']:,} | weighted F1 **{meld['weighted_f1']:.3f}**, "
            f"macro-F1 {meld['macro_f1']:.3f} | always neutral {meld['majority']['weighted_f1']:.3f}, "
            f"{meld['majority']['macro_f1']:.3f} |"
        ),
        (
            f"| MELD test, did the emotion change | {change['n']:,} | accuracy {change['accuracy']:.3f}, F1 "
            f"{change['f1']:.3f}, AUC {change['auc']:.3f} "
            f"| never: accuracy {change['accuracy_no_change']:.3f}; always: accuracy {change['share']:.3f}, "
            f"F1 {change['f1_always_changed']:.3f} |"
        ),
        (
            f"| GoEmotions test, one sentence of a stranger | {sentences['n']:,} | accuracy "
            f"{sentences['accuracy']:.3f}, macro-F1 {sentences['macro_f1']:.3f} | the text sense alone "
            f"{sentences['accuracy_text_alone']:.3f}, {sentences['macro_f1_text_alone']:.3f} |"
        ),
    ]
