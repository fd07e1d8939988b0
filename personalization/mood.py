"""The mood of a moment, as far as it was sensed: a guess, never a fact about the person."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from perception.emotion import LABELS


class ReadingLike(Protocol):
    """What is needed of `perception.emotion.EmotionReading`."""

    @property
    def probabilities(self) -> Sequence[float]:
        """Nine values that sum to 1."""

    @property
    def valence(self) -> float:
        """In [-1, 1]."""

    @property
    def arousal(self) -> float:
        """In [-1, 1]."""

    @property
    def confidence(self) -> float:
        """In [0, 1]."""


@dataclass(frozen=True)
class Mood:
    """`probabilities` follow LABELS; valence, arousal in [-1, 1]; confidence in [0, 1]; need: a `Purpose`."""

    probabilities: tuple[float, ...]
    valence: float
    arousal: float
    confidence: float
    trend: str | None = None
    need: str | None = None

    @property
    def label(self) -> str:
        """The likeliest label."""
        return LABELS[max(range(len(self.probabilities)), key=self.probabilities.__getitem__)]

    @classmethod
    def of(cls, reading: ReadingLike, *, trend: str | None = None, need: str | None = None) -> "Mood":
        """The mood that a reading suggests."""
        return cls(
            tuple(float(p) for p in reading.probabilities),
            reading.valence,
            reading.arousal,
            reading.confidence,
            trend,
            need,
        )

    @classmethod
    def from_metadata(cls, emotion: object) -> "Mood | None":
        """Read `metadata.emotion` of a turn; None where nothing was sensed or the mapping is malformed."""
        if not isinstance(emotion, Mapping):
            return None
        by_label = emotion.get("probabilities")
        if not isinstance(by_label, Mapping):
            return None
        try:
            probabilities = tuple(_finite(by_label.get(label, 0.0)) for label in LABELS)
            valence, arousal, confidence = (
                _finite(emotion.get(name, 0.0)) for name in ("valence", "arousal", "confidence")
            )
        except (TypeError, ValueError):
            return None
        return cls(
            probabilities,
            max(-1.0, min(1.0, valence)),
            max(-1.0, min(1.0, arousal)),
            max(0.0, min(1.0, confidence)),
            _word(emotion.get("trend")),
            _word(emotion.get("need")),
        )

    def as_context(self) -> dict[str, Any]:
        """The few numbers kept with an offer, JSON-ready."""
        return {
            "label": self.label,
            "valence": round(self.valence, 3),
            "arousal": round(self.arousal, 3),
            "confidence": round(self.confidence, 3),
            "need": self.need,
        }


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
