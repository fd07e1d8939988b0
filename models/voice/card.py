"""The results in the model's card, between two marks, always those of results.json."""

from typing import Any, Final

from models.cards import table_head
from models.voice.corpora import LABELS

TITLES: Final = {"crema_d": "CREMA-D", "ravdess": "RAVDESS", "nemo": "nEMO"}


def block(results: dict[str, Any]) -> str:
    """Tables: speakers never heard, F1 of each label, corpora never heard, and where nothing can be heard."""
    return "\n".join(
        [
            "",
            *_speakers(results),
            "",
            *_labels(results),
            "",
            *_unheard(results),
            "",
            *_later(results),
            "",
            *_unfamiliar(results),
            "",
        ]
    )


def _speakers(results: dict[str, Any]) -> list[str]:
    lines = table_head(
        "speakers never heard",
        "clips",
        "labels",
        "macro-F1",
        "always the majority",
        "accuracy of a speaker: worst, median, best",
        "macro-F1 of distorted copies",
        "served label right",
        "calibration error",
        "valence, arousal r",
    )
    for name, part in results["corpora"].items():
        speakers, copies = part["speakers"], results["distorted"].get(name)
        lines.append(
            f"| {TITLES[name]} | {part['n']:,} | {part['labels']} | **{part['macro_f1']:.3f}** "
            f"| {part['majority']['macro_f1']:.3f} "
            f"| {speakers['worst']:.2f}, {speakers['median']:.2f}, {speakers['best']:.2f} "
            f"| {_three(copies and copies['macro_f1'])} | {part['accuracy_nine']:.3f} | {part['ece']:.3f} "
            f"| {part['valence_r']:.2f}, {part['arousal_r']:.2f} |"
        )
    lines.append(f"| together | | | | | | | {results['accuracy_nine']:.3f} | {results['ece']:.3f} | |")
    return lines


def _labels(results: dict[str, Any]) -> list[str]:
    lines = table_head("F1", *LABELS)
    for name, part in results["corpora"].items():
        cells = [_three(part["per_label"].get(label)) for label in LABELS]
        lines.append(f"| {TITLES[name]} | " + " | ".join(cells) + " |")
    return lines


def _unheard(results: dict[str, Any]) -> list[str]:
    lines = table_head(
        "corpus never heard",
        "trained on",
        "epochs",
        "macro-F1, the five labels that all share",
        "chance",
        "macro-F1, all labels that a training corpus has too",
    )
    for name, part in results["left_out"].items():
        others = " and ".join(TITLES[other] for other in part["trained_on"])
        common, shared = part["common"], part["shared"]
        lines.append(
            f"| {TITLES[name]} | {others} | {part['epochs']} | **{common['macro_f1']:.3f}** "
            f"| {1.0 / common['labels']:.2f} | {shared['macro_f1']:.3f} ({shared['labels']} labels) |"
        )
    return lines


def _later(results: dict[str, Any]) -> list[str]:
    counts = list(next(iter(results["later"].values())))
    lines = table_head(
        "macro-F1 after so many other utterances of the speaker", *(f"{count}" for count in counts)
    )
    for name, part in results["later"].items():
        cells = " | ".join(f"{part[count]:.3f}" for count in counts)
        lines.append(f"| {TITLES[name]}, test speakers | {cells} |")
    for name, part in results["left_out"].items():
        cells = " | ".join(f"{part['later'][count]:.3f}" for count in counts)
        lines.append(f"| {TITLES[name]}, never heard, the five labels | {cells} |")
    return lines


def _unfamiliar(results: dict[str, Any]) -> list[str]:
    lines = table_head("no emotion to hear", "mean confidence", "confident emotions")
    for name, part in results["unfamiliar"].items():
        lines.append(f"| {name} | {part['confidence']:.3f} | {part['confident_emotion']:.3f} |")
    return lines


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
