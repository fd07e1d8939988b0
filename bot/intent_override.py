"""How a component that is sure of an intent says so, over what the classifier believed."""

from typing import Any

from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

RANKING = "intent_ranking"


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
