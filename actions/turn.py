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
    """Who speaks and what was understood, never the words; `entities` holds values by entity name.

    An entity with a role is held twice: by its name, and by `name:role`.
    """

    user_id: str
    locale: str | None = None
    intent: str | None = None
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
            intent=_text(_mapping(message.get("intent")).get("name")),
            mood=Mood.from_metadata(metadata.get("emotion")),
            entities=_entities(message.get("entities")),
            slots=_mapping(tracker.slots),
        )

    def entity(self, *names: str) -> str | None:
        """The first value of the first of these entities that is there."""
        return next((self.entities[name][0] for name in names if self.entities.get(name)), None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


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
