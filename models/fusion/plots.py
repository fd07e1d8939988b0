"""Pictures of the figures of fusion and dynamics."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.figure import Figure

from models.face.measures import confusion as shares_of
from models.fusion.baselines import as_sequences
from models.fusion.courses import courses
from models.fusion.dialogues import Dialogues, built
from models.fusion.measures import mean_of, spread_of
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts
from models.fusion.readings import Places
from models.fusion.runs import possible, run
from models.fusion.subsets import calibrated, plain_mean
from models.picture_style import ACCENT, GRID, INK, MUTED, SOFT, STYLE
from models.pictures import confusion, reliability, saved
from models.reliability import bins, calibration_error
from perception.dynamics import Calibration
from perception.emotion import LABELS

N_DIALOGUES: Final = 300
SEED: Final = 3


def plot_fusion(
    found: Mapping[str, Any],
    network: FusionNetwork,
    calibration: Calibration,
    tested: Parts,
    out_dir: Path,
) -> None:
    """Write subsets, mosi, mosi_with_readings, performances, confusion and reliability as PNG."""
    dialogues, logits = _logits(network, tested)
    shares, confidence = calibrated(logits, dialogues, calibration)
    read = dialogues.present[:, :, :3].sum(2) > 0
    label, said = dialogues.courses.label[read], shares[read].argmax(1)
    believed, right = confidence[read], said == label
    with mpl.rc_context(STYLE):
        saved(
            out_dir,
            subsets=bars(
                {name: one["macro_f1"] for name, one in found["subsets"].items()},
                "Built dialogues, every subset of senses",
                "macro-F1",
                beside={name: one["mean"]["macro_f1"] for name, one in found["subsets"].items()},
                beside_is="plain mean of the readings",
            ),
            mosi=bars(
                {name: one["accuracy"] for name, one in found["mosi"]["subsets"].items()},
                "CMU-MOSI, speakers never heard",
                "accuracy",
                floor=float(found["mosi"]["subsets"]["words"]["majority"]["accuracy"]),
            ),
            mosi_with_readings=bars(
                {name: one["accuracy"] for name, one in found["mosi_with_readings"]["subsets"].items()},
                "CMU-MOSI, the words read by our text sense as well",
                "accuracy",
                floor=float(found["mosi"]["subsets"]["words"]["majority"]["accuracy"]),
            ),
            performances=bars(
                {
                    name: one["macro_f1"]
                    for name, one in found["performances"].items()
                    if isinstance(one, Mapping) and "macro_f1" in one
                },
                "RAVDESS, voice and face of actors never met",
                "macro-F1",
            ),
            confusion=_confusion(label, said),
            reliability=reliability(
                believed,
                right,
                bins(believed),
                calibration_error(believed, right),
                "Built dialogues, all senses",
            ),
        )


def plot_dynamics(found: Mapping[str, Any], network: FusionNetwork, tested: Parts, out_dir: Path) -> None:
    """Write baselines, ablations, personal and course as PNG."""
    with mpl.rc_context(STYLE):
        saved(
            out_dir,
            baselines=bars(
                {name: one["built"]["macro_f1"] for name, one in found["baselines"].items()},
                "Built dialogues of new persons",
                "macro-F1",
            ),
            ablations=bars(
                {name: one["built"]["macro_f1"] for name, one in found["ablations"].items()},
                "The network without one of its parts, built dialogues",
                "macro-F1",
            ),
            personal=personal(found["personal"]),
            course=example(network, tested),
        )


def bars(
    values: Mapping[str, Any],
    title: str,
    axis: str,
    *,
    beside: Mapping[str, Any] | None = None,
    beside_is: str = "",
    floor: float | None = None,
) -> Figure:
    """A bar for each figure from `over_seeds`, its spread as a line; `beside` is drawn as a mark, `floor`
    (the majority) as a dashed line."""
    figure = Figure(figsize=(7.6, 0.9 + 0.34 * len(values)), layout="constrained")
    axes, places = figure.subplots(), np.arange(len(values))
    means = [mean_of(value) for value in values.values()]
    spreads = [spread_of(value) for value in values.values()]
    axes.barh(places, means, xerr=spreads, color=SOFT, ecolor=INK, height=0.62)
    for place, mean in zip(places, means, strict=True):
        axes.text(0.006, place, f"{mean:.3f}", va="center", color=INK)
    if beside is not None:
        marks = [mean_of(beside[name]) for name in values]
        axes.plot(marks, places, "|", color=ACCENT, markersize=11, markeredgewidth=2, label=beside_is)
        figure.legend(frameon=False, loc="outside lower right")
    if floor is not None:
        axes.axvline(floor, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), label="always the majority")
        figure.legend(frameon=False, loc="outside lower right")
    axes.set_yticks(places, [re.sub(r"(?<=\S)\+(?=\S)", ", ", name) for name in values])
    axes.invert_yaxis()
    axes.set(xlim=(0, 1), xlabel=axis, title=title)
    axes.tick_params(length=0)
    return figure


def personal(found: Mapping[str, Any]) -> Figure:
    """Gain over somebody never met, from turn to turn."""
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.axhline(0.0, color=MUTED, linewidth=1)
    for (name, one), colour in zip(found.items(), (MUTED, ACCENT), strict=False):
        course = one["course"]
        values = np.array(course["mean"] if isinstance(course, Mapping) else course)
        axes.plot(np.arange(1, len(values) + 1), values, color=colour, linewidth=1.6, label=name)
    axes.grid(color=GRID)
    axes.legend(frameon=False)
    axes.set(xlabel="turn", ylabel="accuracy gained", title="What it brings to know somebody")
    axes.tick_params(length=0)
    return figure


def example(network: FusionNetwork, tested: Parts) -> Figure:
    """One course: what is felt, what was read and what the plain mean of the senses would say."""
    dialogues, logits = _logits(network, tested)
    changes = (np.diff(dialogues.courses.label, axis=1) != 0).sum(1)
    row = int(np.argsort(changes, kind="stable")[len(changes) // 2])
    said = {
        "felt": (dialogues.courses.label[row], INK, "s"),
        "fused": (logits[row].argmax(1), ACCENT, "o"),
        "plain mean": (plain_mean(dialogues)[row], MUTED, "x"),
    }
    figure = Figure(figsize=(8.4, 3.8), layout="constrained")
    axes = figure.subplots()
    for name, (labels, colour, mark) in said.items():
        axes.plot(
            np.arange(1, len(labels) + 1),
            labels,
            mark,
            color=colour,
            markerfacecolor="none",
            label=name,
            linestyle="-" if name == "felt" else "",
            linewidth=1,
        )
    shown = np.unique(np.concatenate([labels for labels, _, _ in said.values()]))
    axes.set_yticks(shown, [LABELS[one] for one in shown])
    axes.grid(color=GRID)
    figure.legend(frameon=False, ncols=3, loc="outside lower right")
    axes.set(xlabel="turn", title="One built dialogue of the test side")
    axes.tick_params(length=0)
    return figure


def _confusion(label: Places, said: Places) -> Figure:
    figure = Figure(figsize=(6.4, 5.6), layout="constrained")
    known = np.unique(label)
    shares = shares_of(label, said, len(LABELS))[np.ix_(known, known)]
    names = [LABELS[one] for one in known]
    confusion(
        figure.subplots(), shares, names, truth="felt", title="Built dialogues, all senses (% of the row)"
    )
    return figure


def _logits(network: FusionNetwork, tested: Parts) -> tuple[Dialogues, Any]:
    rng = np.random.default_rng(SEED)
    dialogues = built(tested, courses(tested.dialogues, N_DIALOGUES, rng), rng)
    sequences = as_sequences(tested, dialogues, network.size)
    with torch.no_grad():
        logits = possible(torch.stack([one.logits for one in run(network.eval(), sequences)], 1), sequences)
    return dialogues, logits.numpy()
