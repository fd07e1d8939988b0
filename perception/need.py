"""What would help after this turn: a documented table, until a trained head takes its place.

Read from top to bottom; the first rule that holds decides. Nothing is guessed from an unsure reading.

| need      | when                                                                                     |
|-----------|------------------------------------------------------------------------------------------|
| distract  | anger or disgust, in three of the last four turns and not getting better: in circles     |
| calm      | fear; or anger that is still rising in a falling mood                                    |
| vent      | anger, disgust                                                                           |
| uplift    | sadness that is already getting better                                                   |
| comfort   | sadness; or any other label in a clearly bad turn after a shift for the worse             |
| celebrate | joy that is lively, or a shift for the better into joy or trust                          |
| focus     | anticipation, surely read                                                                |
| energise  | a flat, low turn: little arousal and slightly bad valence                                |
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from perception.emotion import EmotionReading
from perception.trajectory import TrajectoryPoint

NEEDS: Final = ("vent", "comfort", "calm", "uplift", "energise", "celebrate", "distract", "focus")

SURE: Final = 0.35
"""Below this confidence no need is named: a wrong need costs more than none (a joke offered to grief)."""

SURE_TO_FOCUS: Final = 0.65
"""Below this confidence anticipation may be a question about the bot's own offer ("why this one?": mostly
0.4 to 0.6), above it a plan ("I need to study now"). Own judgement, by two dozen own sentences."""

LIVELY: Final = 0.05
"""Arousal from which joy is lively: the middle of the scale with the reading's noise on top."""

LOW_AROUSAL: Final = -0.15
BAD_VALENCE: Final = -0.15

HOSTILE: Final = frozenset({"anger", "disgust"})
N_TURNS_OF_CIRCLING: Final = 3

_Holds = Callable[[EmotionReading, TrajectoryPoint], bool]


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    need: str
    holds: _Holds


def need_of(reading: EmotionReading, point: TrajectoryPoint) -> str | None:
    """One of NEEDS, or None when the reading is unsure or nothing is called for."""
    if reading.confidence < SURE:
        return None
    return next((rule.need for rule in RULES if rule.holds(reading, point)), None)


def _hostile(reading: EmotionReading) -> bool:
    return reading.label in HOSTILE


def _circling(reading: EmotionReading, point: TrajectoryPoint) -> bool:
    return (
        _hostile(reading)
        and sum(label in HOSTILE for label in point.recent) >= N_TURNS_OF_CIRCLING
        and point.trend != "rising"
        and not point.shift
    )


def _frightened(reading: EmotionReading, point: TrajectoryPoint) -> bool:
    return reading.label == "fear" or (reading.label == "anger" and point.trend == "falling")


def _struck(reading: EmotionReading, point: TrajectoryPoint) -> bool:
    return point.shift and point.change < 0.0 and reading.valence <= BAD_VALENCE


def _glad(reading: EmotionReading, point: TrajectoryPoint) -> bool:
    lively_joy = reading.label == "joy" and reading.arousal >= LIVELY
    return lively_joy or (point.shift and point.change > 0.0 and reading.label in ("joy", "trust"))


def _planning(reading: EmotionReading, _point: TrajectoryPoint) -> bool:
    return reading.label == "anticipation" and reading.confidence >= SURE_TO_FOCUS


def _flat(reading: EmotionReading, _point: TrajectoryPoint) -> bool:
    return reading.arousal <= LOW_AROUSAL and BAD_VALENCE <= reading.valence < 0.0


RULES: Final = (
    Rule("distract", _circling),
    Rule("calm", _frightened),
    Rule("vent", lambda reading, _: _hostile(reading)),
    Rule("uplift", lambda reading, point: reading.label == "sadness" and point.trend == "rising"),
    Rule("comfort", lambda reading, point: reading.label == "sadness" or _struck(reading, point)),
    Rule("celebrate", _glad),
    Rule("focus", _planning),
    Rule("energise", _flat),
)
