"""Sound as the senses are given it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.errors import InputError

RATE_HZ: Final = 16_000
"""The one rate that sound has inside: speech above 8 kHz says little, and every model here was trained at
it."""


@dataclass(frozen=True, eq=False)
class Sound:
    """One utterance: `samples` float32 (n_samples,), mono, in [-1, 1].

    Raises InputError for samples of another shape or type, for values that are no numbers, and for a rate
    that is not positive.
    """

    samples: NDArray[np.float32]
    rate_hz: int = RATE_HZ

    def __post_init__(self) -> None:
        samples = self.samples
        if not isinstance(samples, np.ndarray) or samples.ndim != 1 or samples.dtype != np.float32:
            raise InputError(
                f"samples were {_described(samples)}; give one channel as float32 of shape (n_samples,)"
            )
        if not np.isfinite(samples).all():
            raise InputError("samples hold values that are no numbers; give float32 in [-1, 1]")
        if self.rate_hz <= 0:
            raise InputError(f"rate_hz was {self.rate_hz}; it is a positive number of samples per second")

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz


def _described(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return type(value).__name__
