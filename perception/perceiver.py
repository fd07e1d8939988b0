"""The contract that every sense keeps; tests/contract/test_perceivers.py runs it over each of them."""

from collections.abc import Sequence
from typing import Protocol

from perception.emotion import EmotionReading, Modality
from perception.window import Window


class Perceiver(Protocol):
    """One sense.

    The same window gives the same reading. A window without anything for this sense gives None. Input that
    cannot be perceived gives a reading of low confidence, None, or raises InputError; nothing else is
    raised.
    """

    @property
    def modality(self) -> Modality:
        """Which sense this is."""

    def perceive(self, window: Window) -> EmotionReading | None:
        """The reading of one window."""

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        """The readings of many windows, in their order; the same as one by one, up to rounding."""
