"""The course of the mood over turns: the mood itself, its change, trend and shift.

First version, by rule. A turn says more about the mood the surer it was read and the less neutral it is:
"play me something" after "I failed my exam" asks for music and takes nothing back.
"""

from collections import deque
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np

from perception.emotion import LABELS, SAID_AFFECT, EmotionReading, Modality

Trend = Literal["falling", "steady", "rising"]

MEMORY: Final = 0.5
"""Share of its weight that what was read before keeps at each turn: one clear turn outweighs everything
before it, requests in between do not. The fused reading knows of the turns before already; more would count
twice."""

N_TURNS_OF_TREND: Final = 4
"""Moods that the slope is fitted to: fewer follow noise, more lag behind what the visitor just said."""

DEAD_BAND: Final = 0.08
"""Slope of the mood's valence per turn below which it counts as steady. Over four turns it is a quarter of a
unit, twice the mean error of one text reading's valence (.12 on EmoBank's test, models/text/README.md)."""

SHIFT: Final = 0.5
"""Change of the mood's valence that counts as a shift: from mildly good to mildly bad in one turn."""

SAID_WEIGHT: Final = 1.0
"""What the visitor's own word about their mood counts against the turns that follow: as much as the surest
reading, also where the word was "neutral"."""

SHIFT_CONFIDENCE: Final = 0.35
"""The turn of a shift must be read at least this surely; otherwise it may be the reading that jumped."""


@dataclass(frozen=True)
class TrajectoryPoint:
    """Where the mood stands after a turn.

    `change` is the mood's valence against the turn before, in [-2, 2]; `n_turns` counts turns with a reading,
    this one included. `recent` are the labels of the last N_TURNS_OF_TREND of them, each as it was read or
    said for itself, oldest first.
    """

    change: float = 0.0
    trend: Trend = "steady"
    shift: bool = False
    n_turns: int = 0
    recent: tuple[str, ...] = ()


@dataclass(frozen=True)
class _State:
    mood: EmotionReading
    weight: float
    point: TrajectoryPoint


class Trajectory:
    """The turns of one conversation; only readings are kept, no words."""

    def __init__(self) -> None:
        self._states: deque[_State] = deque(maxlen=N_TURNS_OF_TREND + 1)
        self._last: EmotionReading | None = None
        self._memory: Any = None
        self._at_s = 0.0
        self._before: tuple[Any, float] = (None, 0.0)

    @property
    def memory(self) -> Any:
        """What the fusion remembers of the turns so far; None before the first."""
        return self._memory

    @property
    def before_last(self) -> tuple[Any, float]:
        """What the fusion remembered before the last turn, and the seconds from there to it."""
        return self._before

    def elapsed_s(self, at_s: float) -> float:
        """Seconds from the last turn to one at `at_s`; 0 before the first, or where the clock ran back."""
        return max(0.0, at_s - self._at_s) if self._memory is not None and self._at_s > 0.0 else 0.0

    def remember(self, memory: Any, at_s: float) -> None:
        """The fusion's memory after a turn at `at_s`."""
        self._before = self._memory, self.elapsed_s(at_s)
        self._memory, self._at_s = memory, at_s

    def remember_otherwise(self, memory: Any) -> None:
        """The fusion's memory after the last turn, which was another one than it was read as."""
        self._memory = memory

    @property
    def point(self) -> TrajectoryPoint:
        """Where the mood stands now."""
        return self._states[-1].point if self._states else TrajectoryPoint()

    @property
    def mood(self) -> EmotionReading | None:
        """The turns together, the newest counting most; None before the first reading."""
        return self._states[-1].mood if self._states else None

    def append(self, reading: EmotionReading) -> TrajectoryPoint:
        """Take in the next turn's reading and say how the mood changed."""
        before = self._states[-1] if self._states else None
        kept = MEMORY * before.weight if before else 0.0
        weight = affect_of(reading)
        if before is None:
            return self._stands_at(reading, reading, weight)
        return self._stands_at(reading, _mixed(before.mood, kept, reading, weight), kept + weight)

    def _stands_at(self, reading: EmotionReading, mood: EmotionReading, weight: float) -> TrajectoryPoint:
        before = self._states[-1] if self._states else None
        change = mood.valence - before.mood.valence if before else 0.0
        earlier = before.point if before else TrajectoryPoint()
        point = TrajectoryPoint(
            change=change,
            trend=self._trend(mood.valence),
            shift=abs(change) >= SHIFT and reading.confidence >= SHIFT_CONFIDENCE,
            n_turns=earlier.n_turns + 1,
            recent=(*earlier.recent, reading.label)[-N_TURNS_OF_TREND:],
        )
        self._states.append(_State(replace(mood, modality=Modality.FUSED), weight, point))
        self._last = reading
        return point

    def skip(self) -> TrajectoryPoint:
        """A turn without a reading: nothing changed, the trend stands."""
        return replace(self.point, change=0.0, shift=False)

    def correct(self, label: str) -> TrajectoryPoint:
        """What the visitor says the last turn was is the mood now: their word stands above all readings."""
        if self._last is None or label not in LABELS:
            return self.point
        self._states.pop()
        said = said_reading(label)
        return self._stands_at(said, said, SAID_WEIGHT)

    def _trend(self, valence: float) -> Trend:
        recent = [*(state.mood.valence for state in self._states), valence][-N_TURNS_OF_TREND:]
        if len(recent) < 2:
            return "steady"
        slope = float(np.polyfit(np.arange(len(recent)), recent, 1)[0])
        if abs(slope) < DEAD_BAND:
            return "steady"
        return "rising" if slope > 0 else "falling"


def affect_of(reading: EmotionReading) -> float:
    """How much a reading says about the mood, in [0, 1]: confidence times the square of what is not neutral.

    Squared, so that a few requests in a row ("why this one?") do not wear a sad mood away.
    """
    felt = 1.0 - reading.probabilities[LABELS.index("neutral")]
    return reading.confidence * felt * felt


def _mixed(before: EmotionReading, kept: float, reading: EmotionReading, weight: float) -> EmotionReading:
    share = weight / max(kept + weight, 1e-6)

    def between(old: float, new: float) -> float:
        return (1.0 - share) * old + share * new

    return EmotionReading(
        modality=Modality.FUSED,
        probabilities=tuple(map(between, before.probabilities, reading.probabilities)),
        valence=between(before.valence, reading.valence),
        arousal=between(before.arousal, reading.arousal),
        confidence=between(before.confidence, reading.confidence),
        observable=before.observable | reading.observable,
    )


def said_reading(label: str) -> EmotionReading:
    """What a person's own word for how they feel reads as: that label, surely."""
    valence, arousal = SAID_AFFECT[label]
    return EmotionReading(
        modality=Modality.FUSED,
        probabilities=tuple(float(name == label) for name in LABELS),
        valence=valence,
        arousal=arousal,
        confidence=1.0,
    )
