"""How a speaker usually sounds: what the voice sense tells an utterance from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perception.emotion import EmotionReading

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class HeardVoice:
    """What is left of an utterance once it was read, without its sound: its reading, and the (n,) summary by
    which its speaker is known. None where nobody speaks, or where it says nothing of them."""

    reading: EmotionReading | None
    summary: Floats | None = None


class SpeakerBaseline:
    """The mean summary of the utterances heard of one speaker, whatever was felt in them.

    High or low, bright or dull, near or far: what stays the same from utterance to utterance belongs to the
    person and the place. Kept in memory only; numbers of spectrum and pitch, no sound. One thread adds, any
    may read.
    """

    def __init__(self) -> None:
        self._heard: tuple[Floats | None, int] = (None, 0)
        self._newest: Floats | None = None

    @property
    def newest(self) -> Floats | None:
        """The summary that was added last, here and not in what this is a copy of."""
        return self._newest

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
        self._newest = summary

    def copy(self) -> "SpeakerBaseline":
        """As it is now; what either hears from here on is not the other's."""
        found = SpeakerBaseline()
        found._heard = self._heard
        return found

    def known(self, size: int) -> tuple[Floats, float]:
        """The (size,) mean summary and how many utterances it stands for; zeros of a stranger."""
        mean, n_heard = self._heard
        return (np.zeros(size, np.float32) if mean is None else mean.astype(np.float32)), float(n_heard)
