"""The results in the model's card, between two marks, always those of results.json."""

from typing import Any, Final

from models.cards import table_head

TITLES: Final = {"ferplus": "FER+, most votes, 8 expressions", "fer2013": "FER2013, 7 labels"}


def block(results: dict[str, Any]) -> str:
    """Tables: both label sets, F1 of each label, the confidence, ways to read a turn."""
    return "\n".join(
        ["", *_accuracies(results), "", *_labels(results), "", *_others(results), "", *_turn(results), ""]
    )


def _accuracies(results: dict[str, Any]) -> list[str]:
    lines = table_head(
        "PrivateTest",
        "pictures",
        "accuracy",
        "without near copies",
        "mirrored too",
        "macro-F1",
        "always the majority: accuracy, macro-F1",
    )
    for name, title in TITLES.items():
        part = results[name]
        most = part["majority"]
        lines.append(
            f"| {title} | {part['n']:,} | **{part['accuracy']:.3f}** | {part['without_copies']:.3f} "
            f"| {part['mirrored']:.3f} | {part['macro_f1']:.3f} "
            f"| {most['accuracy']:.3f}, {most['macro_f1']:.3f} |"
        )
    clear = results["ferplus"]["clear_majority"]
    title = "FER+, as its authors count (a clear majority)"
    return [*lines, f"| {title} | {clear['n']:,} | {clear['accuracy']:.3f} | | | | |"]


def _labels(results: dict[str, Any]) -> list[str]:
    lines = []
    for name, title in TITLES.items():
        f1 = results[name]["per_label"]
        lines += [
            *table_head(f"F1, {title}", *f1),
            f"| | {' | '.join(f'{value:.3f}' for value in f1.values())} |",
            "",
        ]
    return lines[:-1]


def _others(results: dict[str, Any]) -> list[str]:
    rows = {
        "calibration error": f"{results['ece']:.3f}",
        "label right, of nine": f"{results['accuracy_nine']:.3f}",
        "the same, the surer half of the readings": f"{results['accuracy_surer_half']:.3f}",
        "valence: r with the place of the votes": f"{results['valence_r']:.2f}",
        "arousal: r with the place of the votes": f"{results['arousal_r']:.2f}",
        "faces that the mesh finds": f"{results['found']:.3f}",
        "FER+ accuracy where it finds none": f"{results['without_landmarks']:.3f}",
    }
    return [
        *table_head("of the served reading", "value"),
        *(f"| {name} | {value} |" for name, value in rows.items()),
    ]


def _turn(results: dict[str, Any]) -> list[str]:
    turn = results["turn"]
    return [
        *table_head("a turn of eight spoilt pictures, read by", "FER+ accuracy"),
        f"| the last picture | {turn['last_frame']:.3f} |",
        f"| the mean of all | {turn['mean']:.3f} |",
        f"| attention, as served | {turn['attention']:.3f} |",
    ]
