"""Pictures of an evaluation: confusion of both label sets, reliability of the confidence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from models.face import measures
from models.face.fer import FER2013
from models.picture_style import ACCENT, GRID, INK, MUTED, SOFT, STYLE
from perception.face.observation import EXPRESSIONS

if TYPE_CHECKING:
    from models.face.evaluate import Test

LEAST_IN_BIN = 10


def plot_all(test: "Test", results: dict[str, Any], out_dir: Path) -> None:
    """Write confusion.png and reliability.png."""
    with mpl.rc_context(STYLE):
        pictures = {
            "confusion": confusion_figure(test),
            "reliability": reliability_figure(test, float(results["ece"])),
        }
        for name, figure in pictures.items():
            figure.savefig(out_dir / f"{name}.png", dpi=110, metadata={"Software": None})


def confusion_figure(test: "Test") -> Figure:
    """Of the pictures of each label: how often each label was said."""
    figure = Figure(figsize=(11.5, 5.2), layout="constrained")
    colours = mpl.colors.LinearSegmentedColormap.from_list("", ["#ffffff", ACCENT])
    plain = test.plain
    rows = (
        ("FER+, what most people said", EXPRESSIONS, plain.truth, plain.logits.argmax(1)),
        ("FER2013, its own labels", FER2013, plain.labels, plain.fer2013.argmax(1)),
    )
    for axes, (title, labels, truth, said) in zip(figure.subplots(1, 2), rows, strict=True):
        shares = measures.confusion(truth, said, len(labels))
        axes.imshow(shares, cmap=colours, vmin=0, vmax=1)
        for row, column in np.ndindex(shares.shape):
            if shares[row, column] >= 0.005:
                colour = "white" if shares[row, column] > 0.55 else INK
                percent = f"{100 * shares[row, column]:.0f}"
                axes.text(column, row, percent, ha="center", va="center", color=colour)
        axes.set_xticks(range(len(labels)), labels, rotation=40, ha="right")
        axes.set_yticks(range(len(labels)), labels)
        axes.set(xlabel="said", ylabel="true")
        axes.tick_params(length=0, colors=INK)
        axes.spines[:].set_visible(False)
        axes.set_title(f"{title} (% of the row)")
    return figure


def reliability_figure(test: "Test", error: float) -> Figure:
    """Confidence against the share of right labels, with the number of readings in each bin."""
    figure = Figure(figsize=(6.0, 6.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    known = test.plain.truth >= 0
    confidence, right = test.confidence[known], test.right[known]
    filled = [rows for rows in measures.bins(confidence) if rows.sum() >= LEAST_IN_BIN]
    points = [(confidence[rows].mean(), right[rows].mean()) for rows in filled]
    upper.plot(*zip(*points, strict=True), color=ACCENT, marker="o", markersize=5, linewidth=1.6)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right labels")
    upper.grid(color=GRID)
    upper.text(0.04, 0.93, f"expected calibration error {error:.3f}", color=INK)
    upper.set_title("Is the confidence worth its name? FER+, PrivateTest")
    sizes = [int(rows.sum()) for rows in measures.bins(confidence)]
    lower.bar((np.arange(len(sizes)) + 0.5) / len(sizes), sizes, width=0.9 / len(sizes), color=SOFT)
    lower.set(xlabel="confidence of the reading", ylabel="readings")
    for axes in (upper, lower):
        axes.tick_params(length=0)
    return figure
