"""Pictures of an evaluation: confusion of each corpus, reliability of the confidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.picture_style import ACCENT, GRID, INK, MUTED, SOFT, STYLE
from models.voice.card import TITLES
from models.voice.corpora import KNOWN
from models.voice.measures import bins

if TYPE_CHECKING:
    from models.voice.evaluate import Measured

LEAST_IN_BIN = 10


def plot_all(tests: Sequence["Measured"], results: dict[str, Any], out_dir: Path) -> None:
    """Write confusion.png and reliability.png."""
    with mpl.rc_context(STYLE):
        pictures = {
            "confusion": confusion_figure(tests),
            "reliability": reliability_figure(tests, float(results["ece"])),
        }
        for name, figure in pictures.items():
            figure.savefig(out_dir / f"{name}.png", dpi=110, metadata={"Software": None})


def confusion_figure(tests: Sequence["Measured"]) -> Figure:
    """Of the clips of each label: how often each label was said, one panel a corpus."""
    figure = Figure(figsize=(13.5, 4.9), layout="constrained")
    panels = figure.subplots(1, len(tests), squeeze=False)[0]
    colours = mpl.colors.LinearSegmentedColormap.from_list("", ["#ffffff", ACCENT])
    for axes, test in zip(panels, tests, strict=True):
        labels = KNOWN[test.corpus]
        shares = _confusion(test.truth, test.said(labels), labels)
        axes.imshow(shares, cmap=colours, vmin=0, vmax=1)
        for row, column in np.ndindex(shares.shape):
            if shares[row, column] >= 0.005:
                colour = "white" if shares[row, column] > 0.55 else INK
                percent = f"{100 * shares[row, column]:.0f}"
                axes.text(column, row, percent, ha="center", va="center", color=colour)
        axes.set_xticks(range(len(labels)), labels, rotation=40, ha="right")
        axes.set_yticks(range(len(labels)), labels)
        axes.set(xlabel="said", ylabel="acted")
        axes.tick_params(length=0, colors=INK)
        axes.spines[:].set_visible(False)
        axes.set_title(f"{TITLES[test.corpus]}, speakers never heard (% of the row)")
    return figure


def reliability_figure(tests: Sequence["Measured"], error: float) -> Figure:
    """Confidence against the share of right labels, with the number of readings in each bin."""
    figure = Figure(figsize=(6.0, 6.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    confidence = np.concatenate([test.confidence for test in tests])
    right = np.concatenate([test.right for test in tests])
    filled = [rows for rows in bins(confidence) if rows.sum() >= LEAST_IN_BIN]
    points = [(confidence[rows].mean(), right[rows].mean()) for rows in filled]
    upper.plot(*zip(*points, strict=True), color=ACCENT, marker="o", markersize=5, linewidth=1.6)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right labels")
    upper.grid(color=GRID)
    upper.text(0.04, 0.93, f"expected calibration error {error:.3f}", color=INK)
    upper.set_title("Is the confidence worth its name? Speakers never heard")
    sizes = [int(rows.sum()) for rows in bins(confidence)]
    lower.bar((np.arange(len(sizes)) + 0.5) / len(sizes), sizes, width=0.9 / len(sizes), color=SOFT)
    lower.set(xlabel="confidence of the reading", ylabel="readings")
    for axes in (upper, lower):
        axes.tick_params(length=0)
    return figure


def _confusion(truth: list[str], said: list[str], labels: Sequence[str]) -> NDArray[np.float64]:
    counts = np.zeros((len(labels), len(labels)))
    for one, other in zip(truth, said, strict=True):
        counts[labels.index(one), labels.index(other)] += 1
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    return shares
