"""What happened between a person and the catalogue."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from perception.emotion import LABELS
from personalization.item import Item


class InteractionKind(StrEnum):
    """Past events; `crisis` counts that care was given, and holds no words."""

    OFFERED = "offered"
    PLAY = "play"
    SKIP = "skip"
    LIKE = "like"
    DISLIKE = "dislike"
    COMPLETE = "complete"
    EXPLAIN = "explain"
    CORRECTION = "correction"
    CRISIS = "crisis"


OPINIONS = frozenset({InteractionKind.LIKE, InteractionKind.SKIP, InteractionKind.DISLIKE})
"""What a person thinks of an item; the newest holds."""

FEEDBACK_KINDS = frozenset(
    {
        InteractionKind.PLAY,
        InteractionKind.SKIP,
        InteractionKind.LIKE,
        InteractionKind.DISLIKE,
        InteractionKind.COMPLETE,
    }
)
"""The kinds a person's own click or word may add."""


@dataclass(frozen=True)
class Interaction:
    """One event. `key` makes it count once per person; `variant` names the recommender that chose."""

    user_id: str
    item_id: str | None
    kind: InteractionKind
    at: datetime
    variant: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "item": self.item_id,
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "variant": self.variant,
            "context": dict(self.context),
        }


@dataclass(frozen=True)
class SessionRecord:
    """One visit over one channel; times are aware UTC."""

    session_id: str
    user_id: str
    channel: str
    opened_at: datetime
    closed_at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "session": self.session_id,
            "channel": self.channel,
            "opened_at": self.opened_at.isoformat(),
            "closed_at": self.closed_at.isoformat() if self.closed_at else None,
        }


@dataclass(frozen=True)
class SenseReading:
    """What one sense alone read of a turn: `probabilities` follow LABELS, valence and arousal are in [-1, 1],
    confidence in [0, 1]."""

    probabilities: tuple[float, ...]
    valence: float
    arousal: float
    confidence: float

    @property
    def label(self) -> str:
        """The likeliest label."""
        return LABELS[max(range(len(self.probabilities)), key=self.probabilities.__getitem__)]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "probabilities": list(self.probabilities),
            "valence": self.valence,
            "arousal": self.arousal,
            "confidence": self.confidence,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "SenseReading":
        """Read back what `as_dict` wrote."""
        probabilities = tuple(float(p) for p in stored["probabilities"])
        return cls(probabilities, stored["valence"], stored["arousal"], stored["confidence"])


@dataclass(frozen=True)
class TurnRecord:
    """The reading of one turn. `text` is kept only where the owner set `store_words`.

    `probabilities` follow `perception.emotion.LABELS`; all reading fields are None while sensing is paused.
    `valence` and `arousal` are in [-1, 1], `change` in [-2, 2], `confidence` in [0, 1]. `corrected` is the
    label that the visitor gave in place of the reading's. `senses` is what each sense alone read and
    `weights` what it counted, both by its name, and only of senses that may be read; both are empty for turns
    that were kept before they were.
    `mixed` says that the senses contradicted one another.
    """

    turn_id: str
    session_id: str
    user_id: str
    at: datetime
    probabilities: tuple[float, ...] | None = None
    valence: float | None = None
    arousal: float | None = None
    confidence: float | None = None
    trend: str | None = None
    shift: bool = False
    text: str | None = None
    change: float | None = None
    need: str | None = None
    corrected: str | None = None
    senses: Mapping[str, SenseReading] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    mixed: bool = False

    def of_senses(self, senses: Container[str]) -> "TurnRecord":
        """With nothing of any other sense alone."""
        return replace(
            self,
            senses={sense: read for sense, read in self.senses.items() if sense in senses},
            weights={sense: share for sense, share in self.weights.items() if sense in senses},
        )

    @property
    def by_sense(self) -> dict[str, tuple[float, ...]]:
        """The probabilities that each sense alone gave."""
        return {sense: reading.probabilities for sense, reading in self.senses.items()}

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "turn": self.turn_id,
            "session": self.session_id,
            "at": self.at.isoformat(),
            "probabilities": list(self.probabilities) if self.probabilities is not None else None,
            "valence": self.valence,
            "arousal": self.arousal,
            "confidence": self.confidence,
            "trend": self.trend,
            "shift": self.shift,
            "change": self.change,
            "need": self.need,
            "corrected": self.corrected,
            "senses": {sense: reading.as_dict() for sense, reading in self.senses.items()},
            "weights": dict(self.weights),
            "mixed": self.mixed,
            "words": self.text,
        }


@dataclass(frozen=True)
class Correction:
    """What a person said their mood was, in a label's word, and when."""

    label: str
    at: datetime


@dataclass(frozen=True)
class Explanation:
    """The item offered last and why, as it was true when it was offered."""

    item: Item
    why: str


@dataclass(frozen=True)
class FeedbackReceipt:
    """What a feedback did; `recorded` is False where the same feedback had been counted already."""

    item: Item
    recorded: bool
