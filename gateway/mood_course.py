"""The course of the mood from stored readings: the same points that the conversation showed."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from gateway.ports import public_course, public_reading
from gateway.readings import corrected_reading
from perception.emotion import EmotionReading, Modality
from perception.trajectory import Trajectory
from personalization.interaction import TurnRecord


def mood_points(turns: Sequence[TurnRecord]) -> list[dict[str, Any]]:
    """One point for each turn that has a reading, in their order; each session is a course of its own."""
    return [point for _, visit in groupby(turns, lambda turn: turn.session_id) for point in _course_of(visit)]


def _course_of(turns: Iterable[TurnRecord]) -> Iterable[dict[str, Any]]:
    trajectory = Trajectory()
    for turn in turns:
        if turn.probabilities is None:
            continue
        reading = EmotionReading(
            Modality.FUSED,
            turn.probabilities,
            turn.valence or 0.0,
            turn.arousal or 0.0,
            turn.confidence or 0.0,
        )
        course = trajectory.append(reading)
        fields = public_reading(trajectory.mood or reading) | {"corrected": False}
        if turn.corrected is not None:
            course = trajectory.correct(turn.corrected)
            fields |= corrected_reading(
                fields["probabilities"], fields["valence"], fields["arousal"], turn.corrected
            )
        yield {"turn": turn.turn_id, "at": turn.at.isoformat(), **fields, **public_course(course)}
