"""The course of the mood from stored readings: the same points that the conversation showed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from gateway.ports import public_course, public_part, public_reading
from gateway.protocol import Emotion
from gateway.readings import corrected_need, corrected_reading, emotion_of
from gateway.vocabulary import Label, known_label
from perception.emotion import EmotionReading, Modality
from perception.trajectory import Trajectory
from personalization.interaction import TurnRecord


def mood_points(turns: Sequence[TurnRecord]) -> list[dict[str, Any]]:
    """One point for each turn that has a reading, in their order; each session is a course of its own."""
    return [
        point
        for _, visit in groupby(turns, lambda turn: turn.session_id)
        for _read, point in _course_of(visit)
    ]


def course_of_visit(session: str, turns: Sequence[TurnRecord]) -> dict[str, Any]:
    """The course of the mood of one session: its points, and where the mood stands after them."""
    points = mood_points(turns)
    newest = points[-1] if points else None
    return {
        "session": session,
        "points": points,
        "mood": newest,
        "trend": newest["trend"] if newest else "steady",
        "need": newest["need"] if newest else None,
    }


def emotions_shown(turns: Sequence[TurnRecord]) -> list[tuple[Emotion, Label | None]]:
    """The turns of one session as they were shown before anything was put right, each with what the visitor
    called it."""
    corrected = {turn.turn_id: turn.corrected for turn in turns}
    return [
        (Emotion(seq=0, **emotion_of(read)), known_label(corrected[read["turn"]] or ""))
        for read, _point in _course_of(turns)
    ]


def stored_reading(turn: TurnRecord) -> EmotionReading | None:
    """The joined reading of a stored turn; None where it has none."""
    if turn.probabilities is None:
        return None
    return EmotionReading(
        Modality.FUSED, turn.probabilities, turn.valence or 0.0, turn.arousal or 0.0, turn.confidence or 0.0
    )


def _course_of(turns: Iterable[TurnRecord]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Of each turn with a reading: its point as it was read, and as it is now."""
    trajectory = Trajectory()
    for turn in turns:
        reading = stored_reading(turn)
        if reading is None:
            continue
        course = trajectory.append(reading)
        read = {
            "turn": turn.turn_id,
            "at": turn.at.isoformat(),
            **public_reading(trajectory.mood or reading),
            **public_course(course),
            "corrected": False,
            "need": turn.need,
            "weights": {sense: round(weight, 4) for sense, weight in turn.weights.items()},
            "mixed": turn.mixed,
            "parts": {sense: public_part(part) for sense, part in turn.senses.items()},
        }
        if turn.corrected is None:
            yield read, read
            continue
        point = read | public_course(trajectory.correct(turn.corrected))
        point |= corrected_reading(read["probabilities"], read["valence"], read["arousal"], turn.corrected)
        yield read, point | {"need": corrected_need(point)}
