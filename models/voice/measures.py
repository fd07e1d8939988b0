"""What the voice model is measured by."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def f1_per_label(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """F1 of each of `labels`."""
    found = {}
    for label in labels:
        hits = sum(one == other == label for one, other in zip(truth, said, strict=True))
        found[label] = (
            2.0 * hits / max(1, sum(one == label for one in truth) + sum(one == label for one in said))
        )
    return found


def macro_f1(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> float:
    """Mean F1 of `labels`."""
    return float(np.mean(list(f1_per_label(truth, said, labels).values())))


def majority(truth: Sequence[str], labels: Sequence[str]) -> dict[str, float]:
    """What always saying the most frequent label would score."""
    often = max(labels, key=list(truth).count)
    return {
        "macro_f1": macro_f1(truth, [often] * len(truth), labels),
        "accuracy": list(truth).count(often) / max(1, len(truth)),
    }


def spread(right: NDArray[np.bool_], speakers: Sequence[str]) -> dict[str, float]:
    """Accuracy over speakers: the worst, the middle and the best one."""
    names = np.array(speakers)
    each = [float(right[names == name].mean()) for name in np.unique(names)]
    return {
        "worst": min(each), "median": float(np.median(each)), "best": max(each), "n_speakers": len(each)
    }  # fmt: skip


def correlation(said: Floats, truth: Floats) -> float:
    """Pearson's r."""
    return float(np.corrcoef(said, truth)[0, 1])
