"""The course of the mood over turns: change, trend, shift.

First version, by rule: valence is smoothed over turns, its slope over the last turns is the trend.
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from perception.emotion import LABELS, EmotionReading

Trend = Literal["falling", "steady", "rising"]

N_TURNS_KEPT: Final = 200
"""Turns remembered; far beyond what any constant below looks at, and bounded."""

SMOOTHING: Final = 0.5
"""Weight of a fully confident turn in the smoothed valence: one odd turn moves it half-way, two in a row
carry it."""

N_TURNS_OF_TREND: Final = 4
"""Smoothed turns that the slope is fitted to: fewer follow noise, more lag behind what the visitor just
said."""

DEAD_BAND: Final = 0.08
"""Slope of smoothed valence per turn below which the mood counts as steady. Over four turns it is a quarter
of a unit, about the standard error of one text reading's valence (measured on EmoBank: see
models/text/README.md)."""

SHIFT: Final = 0.6
"""Change between two turns that counts as a shift: from mildly good to mildly bad, three times the noise
above."""

SHIFT_CONFIDENCE: Final = 0.35
"""Both turns of a shift must be read at least this surely; otherwise it may be the reading that jumped."""


@dataclass(frozen=True)
class TrajectoryPoint:
    """Where the mood stands after a turn.

    `change` is valence against the turn before, in [-2, 2]; `n_turns` counts turns with a reading, this one
    included.
    """

    change: float = 0.0
    trend: Trend = "steady"
    shift: bool = False
    n_turns: int = 0


@dataclass(frozen=True)
class _Turn:
    valence: float
    confidence: float
    smoothed: float


class Trajectory:
    """The turns of one conversation; only readings are kept, no words."""

    def __init__(self) -> None:
        self._turns: deque[_Turn] = deque(maxlen=N_TURNS_KEPT)
        self._n_turns = 0
        self._last: EmotionReading | None = None
        self._point = TrajectoryPoint()

    @property
    def point(self) -> TrajectoryPoint:
        """Where the mood stands now."""
        return self._point

    def append(self, reading: EmotionReading) -> TrajectoryPoint:
        """Take in the next turn's reading and say how it compares."""
        before = self._turns[-1] if self._turns else None
        turn = _Turn(reading.valence, reading.confidence, _smoothed(before, reading))
        self._turns.append(turn)
        self._n_turns += 1
        self._last = reading
        change = 0.0 if before is None else turn.valence - before.valence
        sure = before is not None and min(before.confidence, turn.confidence) >= SHIFT_CONFIDENCE
        self._point = TrajectoryPoint(
            change=change, trend=self._trend(), shift=sure and abs(change) >= SHIFT, n_turns=self._n_turns
        )
        return self._point

    def skip(self) -> TrajectoryPoint:
        """A turn without a reading: nothing changed, the trend stands."""
        return replace(self._point, change=0.0, shift=False)

    def correct(self, label: str) -> TrajectoryPoint:
        """The visitor says what the last turn should have been read as; it counts instead, with full
        confidence."""
        if self._last is None or label not in LABELS:
            return self._point
        self._turns.pop()
        self._n_turns -= 1
        return self.append(_as_label(self._last, label))

    def _trend(self) -> Trend:
        recent = [turn.smoothed for turn in self._turns][-N_TURNS_OF_TREND:]
        if len(recent) < 2:
            return "steady"
        slope = float(np.polyfit(np.arange(len(recent)), recent, 1)[0])
        if abs(slope) < DEAD_BAND:
            return "steady"
        return "rising" if slope > 0 else "falling"


LABEL_VALENCE: Final = {
    "joy": 0.7,
    "sadness": -0.65,
    "surprise": 0.1,
    "fear": -0.6,
    "anger": -0.6,
    "disgust": -0.6,
    "anticipation": 0.3,
    "trust": 0.45,
    "neutral": 0.0,
}
"""Valence of a corrected turn: own placement on Russell's circumplex, as strong as a clear sentence reads."""


def _as_label(reading: EmotionReading, label: str) -> EmotionReading:
    probabilities = tuple(float(name == label) for name in LABELS)
    return replace(reading, probabilities=probabilities, valence=LABEL_VALENCE[label], confidence=1.0)


def _smoothed(before: _Turn | None, reading: EmotionReading) -> float:
    if before is None:
        return reading.valence * reading.confidence
    weight = SMOOTHING * reading.confidence
    return before.smoothed + weight * (reading.valence - before.smoothed)
