"""One decision threshold per label, tuned on dev.

The best threshold of a rare label hangs on a handful of dev sentences (grief has 13), so the raw optimum
does not carry over. `steady` draws dev again and again with replacement, takes each draw's F1 curve, blurs
the mean curve over neighbouring thresholds, and takes its top. Cross-validated on dev it beats the raw
optimum (figures in the card).
"""

import numpy as np
from numpy.typing import NDArray

GRID = np.linspace(0.03, 0.85, 83)
N_DRAWS = 200
BLUR = 4.0
"""Standard deviation of the blur in steps of GRID (0.01 each)."""

Floats = NDArray[np.float64]


def f1_table(
    truth: NDArray[np.float32], probabilities: NDArray[np.float32] | Floats, weight: Floats
) -> Floats:
    """(n_thresholds, n_labels): F1 of each label at each threshold of GRID, sentences counted `weight` (n,)
    times."""
    positive = weight @ (truth > 0.5)
    rows = []
    for threshold in GRID:
        said = probabilities > threshold
        hits = weight @ (said & (truth > 0.5))
        rows.append(2.0 * hits / np.maximum(weight @ said + positive, 1.0))
    return np.stack(rows)


def tuned(truth: NDArray[np.float32], probabilities: NDArray[np.float32] | Floats) -> Floats:
    """(n_labels,): the raw optimum on these sentences, each label alone."""
    best: Floats = GRID[f1_table(truth, probabilities, np.ones(len(truth))).argmax(0)]
    return best


def steady(truth: NDArray[np.float32], probabilities: NDArray[np.float32] | Floats, seed: int = 0) -> Floats:
    """(n_labels,): the optimum of the blurred mean curve over N_DRAWS draws."""
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(truth), np.full(len(truth), 1.0 / len(truth)), N_DRAWS).astype(float)
    curves = _mean_curve(truth > 0.5, probabilities, draws)
    best: Floats = GRID[_blurred(curves).argmax(0)]
    return best


def f1_per_label(truth: NDArray[np.float32], said: NDArray[np.bool_]) -> Floats:
    """(n_labels,): F1 of decisions; 0 for a label that is neither there nor said."""
    positive = truth > 0.5
    together = said.sum(0) + positive.sum(0)
    return 2.0 * (said & positive).sum(0) / np.maximum(together, 1)


def macro_f1(
    truth: NDArray[np.float32], probabilities: NDArray[np.float32] | Floats, thresholds: Floats
) -> float:
    """Mean of the labels' F1 at the thresholds."""
    return float(f1_per_label(truth, probabilities > thresholds).mean())


def _mean_curve(
    positive: NDArray[np.bool_], probabilities: NDArray[np.float32] | Floats, draws: Floats
) -> Floats:
    n_positive = draws @ positive  # (n_draws, n_labels)
    rows = []
    for threshold in GRID:
        said = probabilities > threshold
        hits, n_said = draws @ (said & positive), draws @ said
        rows.append((2.0 * hits / np.maximum(n_said + n_positive, 1.0)).mean(0))
    return np.stack(rows)


def _blurred(curves: Floats) -> Floats:
    steps = np.arange(len(GRID))
    kernel = np.exp(-0.5 * ((steps[:, None] - steps[None, :]) / BLUR) ** 2)
    blurred: Floats = kernel @ curves / kernel.sum(1, keepdims=True)
    return blurred
