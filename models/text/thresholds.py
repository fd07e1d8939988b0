"""One decision threshold per label, tuned on dev."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from models.text.prepare import Floats

GRID = np.linspace(0.03, 0.85, 83)


def f1_table(truth: Floats, probabilities: Floats) -> NDArray[np.float64]:
    """(n_thresholds, n_labels): F1 of each label at each threshold of GRID."""
    positive = truth > 0.5
    rows = []
    for threshold in GRID:
        said = probabilities > threshold
        hits = (said & positive).sum(0)
        rows.append(2.0 * hits / np.maximum(said.sum(0) + positive.sum(0), 1))
    return np.stack(rows)


def tuned(truth: Floats, probabilities: Floats) -> NDArray[np.float64]:
    """(n_labels,): the threshold with the best F1 on these rows, each label alone."""
    return GRID[f1_table(truth, probabilities).argmax(0)]


def macro_f1(truth: Floats, probabilities: Floats, thresholds: NDArray[np.float64]) -> float:
    """Mean of the labels' F1 at the thresholds."""
    return float(f1_score(truth > 0.5, probabilities > thresholds, average="macro", zero_division=0))
