"""Pictures of an evaluation: confusion of each corpus, reliability of the confidence."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.picture_style import STYLE
from models.pictures import confusion, reliability, saved
from models.reliability import bins
from models.voice.card import TITLES
from models.voice.corpora import KNOWN

if TYPE_CHECKING:
    from models.voice.evaluate import Measured


def plot_all(tests: Sequence["Measured"], results: dict[str, Any], out_dir: Path) -> None:
    """Write confusion.png and reliability.png."""
    with mpl.rc_context(STYLE):
        saved(
            out_dir,
            confusion=confusion_figure(tests),
            reliability=reliability_figure(tests, float(results["ece"])),
        )


def confusion_figure(tests: Sequence["Measured"]) -> Figure:
    """Of the clips of each label: how often each label was said, one panel a corpus."""
    figure = Figure(figsize=(13.5, 4.9), layout="constrained")
    panels = figure.subplots(1, len(tests), squeeze=False)[0]
    for axes, test in zip(panels, tests, strict=True):
        labels = KNOWN[test.corpus]
        shares = _confusion(test.truth, test.said(labels), labels)
        title = f"{TITLES[test.corpus]}, speakers never heard (% of the row)"
        confusion(axes, shares, labels, truth="acted", title=title)
    return figure


def reliability_figure(tests: Sequence["Measured"], error: float) -> Figure:
    """Confidence against the share of right labels, with the number of readings in each bin."""
    confidence = np.concatenate([test.confidence for test in tests])
    right = np.concatenate([test.right for test in tests])
    return reliability(
        confidence, right, bins(confidence), error, "Is the confidence worth its name? Speakers never heard"
    )


def _confusion(truth: list[str], said: list[str], labels: Sequence[str]) -> NDArray[np.float64]:
    counts = np.zeros((len(labels), len(labels)))
    for one, other in zip(truth, said, strict=True):
        counts[labels.index(one), labels.index(other)] += 1
    shares: NDArray[np.float64] = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    return shares
