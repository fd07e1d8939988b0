"""The readings that a session has shown, and what becomes of one that the visitor puts right."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from gateway.protocol import Emotion
from gateway.vocabulary import LABELS, Label
from perception.emotion import EmotionReading, Modality
from perception.need import need_of
from perception.trajectory import TrajectoryPoint
from personalization.course import corrected_mood

MAX_KEPT: Final = 256
"""Readings of a session that can be put right in it; older ones are found in the database."""
SHARE: Final = 0.8
"""What the visitor's word counts for in a corrected reading; the rest is what was read."""


class ReadingBook:
    """The readings as they were read; a correction leaves them as they are, so that it can be changed."""

    def __init__(self, max_kept: int = MAX_KEPT) -> None:
        self._max_kept = max_kept
        self._read: OrderedDict[str, Emotion] = OrderedDict()
        self._labels: dict[str, str] = {}

    @property
    def last(self) -> str | None:
        """The turn of the newest reading."""
        return next(reversed(self._read), None)

    def add(self, emotion: Emotion) -> None:
        """Keep a new reading of a turn."""
        if emotion.turn is None:
            return
        self._read[emotion.turn] = emotion
        while len(self._read) > self._max_kept:
            turn, _ = self._read.popitem(last=False)
            self._labels.pop(turn, None)

    def restore(self, emotion: Emotion, label: Label | None) -> None:
        """Keep a reading of this session that was shown before the gateway restarted."""
        self.add(emotion)
        if label is not None and emotion.turn is not None:
            self._labels[emotion.turn] = label

    def find(self, turn: str) -> Emotion | None:
        """The reading of a turn, as it was read."""
        return self._read.get(turn)

    def put_right(self, turn: str, label: str) -> bool:
        """Note the visitor's label for a turn; False where it has that one already."""
        changed = self._labels.get(turn) != label
        self._labels[turn] = label
        return changed

    def clear(self) -> None:
        """Nothing read before counts any more."""
        self._read.clear()
        self._labels.clear()


def corrected_reading(
    probabilities: Mapping[str, float], valence: float, arousal: float, label: str
) -> dict[str, Any]:
    """What a reading becomes where the visitor says that it was `label`: the fields of an `emotion`."""
    said = corrected_mood(label)
    p = max(SHARE, probabilities[label])
    rest = 1.0 - probabilities[label]
    scale = (1.0 - p) / rest if rest > 0 else 0.0
    return {
        "label": label,
        "probabilities": {
            name: round(p if name == label else probabilities[name] * scale, 4) for name in LABELS
        },
        "valence": round(SHARE * said.valence + (1.0 - SHARE) * valence, 4),
        "arousal": round(SHARE * said.arousal + (1.0 - SHARE) * arousal, 4),
        "confidence": 1.0,
        "mixed": False,
        "corrected": True,
    }


def corrected_need(fields: Mapping[str, Any]) -> str | None:
    """What would help, where the fields of an `emotion` are the visitor's own word: the need that was read
    belonged to the reading that was wrong."""
    reading = EmotionReading(
        Modality.FUSED,
        tuple(fields["probabilities"][label] for label in LABELS),
        fields["valence"],
        fields["arousal"],
        fields["confidence"],
    )
    return need_of(reading, TrajectoryPoint(fields["change"], fields["trend"], fields["shift"]))


def emotion_of(point: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an `emotion` for a stored point of the mood, as `Memory.mood` gives it."""
    at = datetime.fromisoformat(point["at"])
    fields = {name: value for name, value in point.items() if name != "at"}
    return {"weights": {}} | fields | {"at_ms": int(at.timestamp() * 1000)}
