"""How far a confidence is worth its name: its bins, and the expected calibration error over them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_BINS: Final = 15


def calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error: mean over N_BINS equal bins of confidence, weighted by size, of the
    distance between the mean confidence and the share that is right."""
    rows = [rows for rows in bins(confidence) if rows.any()]
    return float(sum(row.mean() * abs(confidence[row].mean() - right[row].mean()) for row in rows))


def bins(confidence: Floats) -> list[NDArray[np.bool_]]:
    """Which values fall into each of N_BINS equal bins of [0, 1]."""
    number = np.minimum((confidence * N_BINS).astype(int), N_BINS - 1)
    return [number == index for index in range(N_BINS)]
