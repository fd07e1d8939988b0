"""Pictures of an evaluation: F1 per label, confusion of the nine, reliability of the confidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.picture_style import ACCENT, GRID, INK, MUTED, SOFT, STYLE
from models.reliability import bins
from models.text.measures import right_labels
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS, EmotionReading

Floats = NDArray[np.float64]


def plot_all(
    readings: Sequence[EmotionReading | None], truth: Floats, results: dict[str, Any], out_dir: Path
) -> None:
    """Write per_class_f1.png, confusion.png and reliability.png."""
    kept = [(reading, gold) for reading, gold in zip(readings, truth, strict=True) if reading is not None]
    with mpl.rc_context(STYLE):
        pictures = {
            "per_class_f1": per_class_figure(results),
            "confusion": confusion_figure(kept),
            "reliability": reliability_figure(kept, float(results["ece"])),
        }
        for name, figure in pictures.items():
            figure.savefig(out_dir / f"{name}.png", dpi=110, metadata={"Software": None})


def per_class_figure(results: dict[str, Any]) -> Figure:
    """Bars of F1 at the tuned thresholds, best first, with the number of test sentences."""
    rows = sorted(results["per_class"].items(), key=lambda row: row[1]["f1"])
    figure = Figure(figsize=(7.2, 7.6), layout="constrained")
    axes = figure.subplots()
    values = [row["f1"] for _, row in rows]
    axes.barh(range(len(rows)), values, color=ACCENT, height=0.68)
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    for place, (_, row) in enumerate(rows):
        patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        axes.text(row["f1"] + 0.01, place, f"{row['f1']:.2f}", va="center", color=INK, bbox=patch)
        axes.text(1.07, place, f"{row['n']:,}", va="center", ha="right", color=MUTED, fontsize=8)
    axes.text(1.07, len(rows) - 0.2, "sentences", ha="right", color=MUTED, fontsize=8)
    axes.axvline(results["macro_f1"], color=INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.text(
        results["macro_f1"] + 0.01,
        -0.95,
        f"macro {results['macro_f1']:.3f}",
        color=INK,
        fontsize=8,
        va="center",
    )
    axes.set(xlim=(0, 1.08), ylim=(-1.4, len(rows) + 0.3), xlabel="F1")
    axes.set_xticks(np.arange(0, 1.01, 0.2))
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.set_title("GoEmotions test: F1 of each label, served int8 graph")
    return figure


def confusion_figure(kept: list[tuple[EmotionReading, Floats]]) -> Figure:
    """Of the sentences whose gold is a label of the nine: how often each label was said."""
    shares = confusion(kept)
    figure = Figure(figsize=(7.2, 6.4), layout="constrained")
    axes = figure.subplots()
    axes.imshow(
        shares, cmap=mpl.colors.LinearSegmentedColormap.from_list("", ["#ffffff", ACCENT]), vmin=0, vmax=1
    )
    for row, column in np.ndindex(shares.shape):
        if shares[row, column] >= 0.005:
            dark = shares[row, column] > 0.55
            axes.text(
                column,
                row,
                f"{100 * shares[row, column]:.0f}",
                ha="center",
                va="center",
                color="white" if dark else INK,
            )
    axes.set_xticks(range(len(LABELS)), LABELS, rotation=40, ha="right")
    axes.set_yticks(range(len(LABELS)), LABELS)
    axes.set(xlabel="said", ylabel="gold")
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)
    axes.set_title("What is said for each gold label (% of the row)")
    return figure


def confusion(kept: list[tuple[EmotionReading, Floats]]) -> Floats:
    """(9, 9) shares, rows gold, columns said; a sentence with several gold labels counts for the one said,
    if right, else for the largest."""
    table = np.array([[row.get(label, 0.0) for label in LABELS] for row in GOEMOTIONS_TO_PLUTCHIK.values()])
    right = right_labels(np.stack([gold for _, gold in kept]))
    counts = np.zeros((len(LABELS), len(LABELS)))
    for (reading, gold), allowed in zip(kept, right, strict=True):
        said = LABELS.index(reading.label)
        counts[said if allowed[said] else int((gold @ table).argmax()), said] += 1
    shares: Floats = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    return shares


def reliability_figure(kept: list[tuple[EmotionReading, Floats]], error: float) -> Figure:
    """Confidence against the share of right labels, with the number of readings in each bin."""
    confidence = np.array([reading.confidence for reading, _ in kept])
    said = [LABELS.index(reading.label) for reading, _ in kept]
    right = right_labels(np.stack([gold for _, gold in kept]))[np.arange(len(kept)), said]
    figure = Figure(figsize=(6.0, 6.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    filled = [rows for rows in bins(confidence) if rows.sum() >= 10]
    points = [(confidence[rows].mean(), right[rows].mean()) for rows in filled]
    upper.plot(*zip(*points, strict=True), color=ACCENT, marker="o", markersize=5, linewidth=1.6)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right labels")
    upper.grid(color=GRID)
    upper.text(0.04, 0.93, f"expected calibration error {error:.3f}", color=INK)
    upper.set_title("Is the confidence worth its name? GoEmotions test")
    sizes = [int(rows.sum()) for rows in bins(confidence)]
    lower.bar((np.arange(len(sizes)) + 0.5) / len(sizes), sizes, width=0.9 / len(sizes), color=SOFT)
    lower.set(xlabel="confidence of the reading", ylabel="readings")
    for axes in (upper, lower):
        axes.tick_params(length=0)
    return figure
