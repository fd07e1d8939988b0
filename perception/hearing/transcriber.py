"""The contract that every recogniser keeps; tests/contract/test_transcribers.py runs it over each of them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

PcmSamples = npt.NDArray[np.int16]
"""Mono sound, 16 kHz, int16 (n,)."""


@dataclass(frozen=True)
class Word:
    """One recognised word; `confidence` in [0, 1]."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Partial:
    """The words so far; they may still change."""

    text: str


@dataclass(frozen=True)
class Transcript:
    """What was said: `text` is the words with blanks between them, empty where there were none.

    `confidence` in [0, 1] is how sure the recogniser is of the whole; 0 without words.
    """

    text: str
    confidence: float
    words: tuple[Word, ...] = ()


SILENCE = Transcript("", 0.0)
"""What is heard where nobody speaks."""


class Hearing(Protocol):
    """One utterance on its way to words. Used by one thread at a time."""

    def accept(self, samples: PcmSamples) -> Partial | None:
        """Take the next piece of sound; the words so far, where there is something new. Raises InputError."""

    def finish(self) -> Transcript:
        """The utterance is over: its words. Called once; nothing is accepted after it."""

    def drop(self) -> None:
        """The utterance is not wanted any more; also good after `finish`."""


class Transcriber(Protocol):
    """A recogniser, loaded once. Blocking, and safe in several threads for different utterances.

    The same sound gives the same words. Silence, noise and an utterance without sound give an empty or an
    unsure transcript; only InputError and RecognitionError are raised.
    """

    @property
    def name(self) -> str:
        """What it is called in the settings."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Which it recognises, as BCP 47 tags."""

    def open(self, rate_hz: int = 16_000) -> Hearing:
        """Begin an utterance. Raises InputError for another rate than 16 kHz."""

    def close(self) -> None:
        """Give back what it holds; nothing is opened after it."""
