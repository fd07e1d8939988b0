"""Pictures that the evaluations of several senses draw alike."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.picture_style import ACCENT, GRID, INK, MUTED, SOFT

LEAST_IN_BIN = 10


def saved(out_dir: Path, **figures: Figure) -> None:
    """Write each figure to `out_dir` under its name, as PNG."""
    for name, figure in figures.items():
        figure.savefig(out_dir / f"{name}.png", dpi=110, metadata={"Software": None})


def confusion(
    axes: Any, shares: NDArray[np.float64], labels: Sequence[str], *, truth: str, title: str
) -> None:
    """Draw (n, n) shares of each true label's row into a panel; `truth` names the rows."""
    colours = mpl.colors.LinearSegmentedColormap.from_list("", ["#ffffff", ACCENT])
    axes.imshow(shares, cmap=colours, vmin=0, vmax=1)
    for row, column in np.ndindex(shares.shape):
        if shares[row, column] >= 0.005:
            colour = "white" if shares[row, column] > 0.55 else INK
            percent = f"{100 * shares[row, column]:.0f}"
            axes.text(column, row, percent, ha="center", va="center", color=colour)
    axes.set_xticks(range(len(labels)), labels, rotation=40, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set(xlabel="said", ylabel=truth, title=title)
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)


def reliability(
    confidence: NDArray[np.float64],
    right: NDArray[np.bool_],
    bins: Sequence[NDArray[np.bool_]],
    error: float,
    title: str,
) -> Figure:
    """(n,) confidence against whether each reading was right, in `bins` of rows."""
    figure = Figure(figsize=(6.0, 6.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    upper.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    filled = [rows for rows in bins if rows.sum() >= LEAST_IN_BIN]
    points = [(confidence[rows].mean(), right[rows].mean()) for rows in filled]
    upper.plot(*zip(*points, strict=True), color=ACCENT, marker="o", markersize=5, linewidth=1.6)
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share of right labels")
    upper.grid(color=GRID)
    upper.text(0.04, 0.93, f"expected calibration error {error:.3f}", color=INK)
    upper.set_title(title)
    sizes = [int(rows.sum()) for rows in bins]
    lower.bar((np.arange(len(sizes)) + 0.5) / len(sizes), sizes, width=0.9 / len(sizes), color=SOFT)
    lower.set(xlabel="confidence of the reading", ylabel="readings")
    for axes in (upper, lower):
        axes.tick_params(length=0)
    return figure
