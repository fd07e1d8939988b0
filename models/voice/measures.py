"""What the voice model is measured by."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
N_BINS = 15


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


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean over N_BINS equal bins of confidence, weighted by size, of the
    distance between the mean confidence and the share that is right."""
    rows = [rows for rows in bins(confidence) if rows.any()]
    return float(sum(row.mean() * abs(confidence[row].mean() - right[row].mean()) for row in rows))


def bins(confidence: Floats) -> list[NDArray[np.bool_]]:
    """Which values fall into each of N_BINS equal bins of [0, 1]."""
    number = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    return [number == index for index in range(N_BINS)]


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
