"""Pictures of an evaluation: confusion of both label sets, reliability of the confidence."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from models.face import measures
from models.face.fer import FER2013
from models.picture_style import STYLE
from models.pictures import confusion, reliability, saved
from models.reliability import bins
from perception.signals.face_observation import EXPRESSIONS

if TYPE_CHECKING:
    from models.face.evaluate import Test


def plot_all(test: "Test", results: dict[str, Any], out_dir: Path) -> None:
    """Write confusion.png and reliability.png."""
    with mpl.rc_context(STYLE):
        saved(
            out_dir,
            confusion=confusion_figure(test),
            reliability=reliability_figure(test, float(results["ece"])),
        )


def confusion_figure(test: "Test") -> Figure:
    """Of the pictures of each label: how often each label was said."""
    figure = Figure(figsize=(11.5, 5.2), layout="constrained")
    plain = test.plain
    rows = (
        ("FER+, what most people said", EXPRESSIONS, plain.truth, plain.logits.argmax(1)),
        ("FER2013, its own labels", FER2013, plain.labels, plain.fer2013.argmax(1)),
    )
    for axes, (title, labels, truth, said) in zip(figure.subplots(1, 2), rows, strict=True):
        shares = measures.confusion(truth, said, len(labels))
        confusion(axes, shares, labels, truth="true", title=f"{title} (% of the row)")
    return figure


def reliability_figure(test: "Test", error: float) -> Figure:
    """Confidence against the share of right labels, with the number of readings in each bin."""
    known = test.plain.truth >= 0
    confidence, right = test.confidence[known], test.right[known]
    return reliability(
        confidence,
        right,
        bins(confidence),
        error,
        "Is the confidence worth its name? FER+, PrivateTest",
    )
