"""How a speaker usually sounds: what the voice sense tells an utterance from."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class SpeakerBaseline:
    """The mean summary of the utterances heard of one speaker, whatever was felt in them.

    High or low, bright or dull, near or far: what stays the same from utterance to utterance belongs to the
    person and the place. Kept in memory only; numbers of spectrum and pitch, no sound. One thread adds, any
    may read.
    """

    def __init__(self) -> None:
        self._heard: tuple[Floats | None, int] = (None, 0)

    @property
    def n_heard(self) -> int:
        """Utterances so far."""
        return self._heard[1]

    def add(self, summary: Floats) -> None:
        """Take in the (n,) summary of one more utterance."""
        mean, n_heard = self._heard
        if mean is None:
            mean = np.zeros_like(summary)
        self._heard = (mean + (summary - mean) / (n_heard + 1), n_heard + 1)

    def copy(self) -> "SpeakerBaseline":
        """As it is now; what either hears from here on is not the other's."""
        found = SpeakerBaseline()
        found._heard = self._heard
        return found

    def known(self, size: int) -> tuple[Floats, float]:
        """The (size,) mean summary and how many utterances it stands for; zeros of a stranger."""
        mean, n_heard = self._heard
        return (np.zeros(size, np.float32) if mean is None else mean.astype(np.float32)), float(n_heard)
