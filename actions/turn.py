"""A turn as Rasa hands it over, read defensively: nothing in it is certain to be there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from personalization.mood import Mood


class TrackerLike(Protocol):
    """What is read of `rasa_sdk.Tracker`."""

    sender_id: str
    slots: Mapping[str, Any]
    latest_message: Mapping[str, Any]


@dataclass(frozen=True)
class Turn:
    """Who speaks and what was understood; `entities` holds values by entity name.

    An entity with a role is held twice: by its name, and by `name:role`. `text`, what was written, is there
    to be understood, and neither kept nor logged. `local_hour`, 0 to 23, is by the person's own clock;
    `confidence`, 0 to 1, is that of the intent.
    """

    user_id: str
    locale: str | None = None
    local_hour: int | None = None
    text: str = field(default="", repr=False)
    intent: str | None = None
    confidence: float = 1.0
    mood: Mood | None = None
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    slots: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, tracker: TrackerLike) -> "Turn":
        """Read a tracker; without metadata the sender stands for the person."""
        message = _mapping(tracker.latest_message)
        metadata = _mapping(message.get("metadata"))
        return cls(
            user_id=_text(metadata.get("user")) or str(tracker.sender_id),
            locale=_text(metadata.get("locale")),
            local_hour=_hour(metadata.get("local_hour")),
            text=_text(message.get("text")) or "",
            intent=_text(_mapping(message.get("intent")).get("name")),
            confidence=_share(_mapping(message.get("intent")).get("confidence")),
            mood=Mood.from_metadata(metadata.get("emotion")),
            entities=_entities(message.get("entities")),
            slots=_mapping(tracker.slots),
        )

    def entity(self, *names: str) -> str | None:
        """The first value of the first of these entities that is there."""
        return next((self.entities[name][0] for name in names if self.entities.get(name)), None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _share(value: object) -> float:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else 1.0


def _hour(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _entities(found: object) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for entity in found if isinstance(found, list) else ():
        name, value = _text(_mapping(entity).get("entity")), _text(_mapping(entity).get("value"))
        role = _text(_mapping(entity).get("role"))
        for key in (name, f"{name}:{role}" if role else None):
            if key and name and value and value not in values.get(key, ()):
                values[key] = (*values.get(key, ()), value)
    return values
