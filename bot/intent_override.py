"""How a component that is sure of an intent says so, over what the classifier believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

RANKING = "intent_ranking"


@dataclass(frozen=True)
class Sign:
    """The intent that a message has for sure, and what is known with it: entities by name."""

    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)


def intent_of(message: Message) -> tuple[str, float]:
    """Name and confidence, in [0, 1], of what a message is taken for so far."""
    found = message.get(INTENT) or {}
    return str(found.get("name") or ""), float(found.get("confidence") or 0.0)


def confidence_in(message: Message, intent: str) -> float:
    """The classifier's probability of one intent, in [0, 1]; 0 where it is not among the likeliest."""
    return next((float(g["confidence"]) for g in message.get(RANKING) or [] if g["name"] == intent), 0.0)


def set_intent(message: Message, name: str) -> None:
    """Puts an intent first, with confidence 1."""
    sure: dict[str, Any] = {"name": name, "confidence": 1.0}
    others = [guess for guess in message.get(RANKING) or [] if guess["name"] != name]
    message.set(INTENT, sure, add_to_output=True)
    message.set(RANKING, [dict(sure), *others], add_to_output=True)


def set_sign(message: Message, sign: Sign, extractor: str) -> None:
    """Puts a sign's intent first and adds its entities, as found by `extractor`."""
    set_intent(message, sign.intent)
    found = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": extractor}
        for name, value in sign.entities.items()
    ]
    message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
