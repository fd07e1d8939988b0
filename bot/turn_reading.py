"""Rasa component: what the gateway sensed in this turn becomes entities, and so slots.

Slots filled by entities are set in Rasa's own process before any policy predicts; a custom slot action would
cost a call over HTTP in every turn.
"""

import math
from collections.abc import Mapping
from typing import Any, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.course import heard_before
from bot.mood_vocabulary import LABELS
from bot.stateless import StatelessComponent

TRENDS = ("falling", "steady", "rising")
NEEDS = ("vent", "comfort", "calm", "uplift", "energise", "celebrate", "distract", "focus")
NO_NEED = "none"
MIXED = "mixed"
"""The mood of a turn in which the senses contradict one another."""

UNSURE = "unsure"
"""The mood of a turn that was read with less confidence than SURE."""

SURE = 0.35
"""Confidence, in [0, 1], below which no feeling is named here, nor shown in the widget."""

SHIFTS = ("lighter", "heavier")
NO_SHIFT = "none"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnReading(StatelessComponent):
    """Entities mood, trend, shift, need and valence from `metadata.emotion`, interrupted and unsaid from
    `metadata.unsaid`, and heard from the turns before.

    Without metadata (rasa shell, tests) the first five are left as they were.
    """

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045  Rasa's type check knows no `| None`
    ) -> list[Message]:
        for message in messages:
            metadata = message.get("metadata")
            values = {
                **reading_values(metadata),
                **unsaid_values(metadata),
                "heard": heard_before(tracker),
            }
            found = [_entity(name, value) for name, value in values.items()]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def _entity(name: str, value: str | float) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": TurnReading.__name__}


def reading_values(metadata: object) -> dict[str, str | float]:
    """What metadata.emotion says about mood, trend, shift, need and valence.

    The mood is a label, MIXED or UNSURE. Anything out of range is left out.
    """
    emotion = metadata.get("emotion") if isinstance(metadata, Mapping) else None
    if not isinstance(emotion, Mapping):
        return {}
    values: dict[str, str | float] = {
        "need": _one_of(NEEDS, emotion.get("need")) or NO_NEED,
        "shift": _shift(emotion),
    }
    if mood := _mood(emotion):
        values["mood"] = mood
    if trend := _one_of(TRENDS, emotion.get("trend")):
        values["trend"] = trend
    if (valence := _number(emotion.get("valence"))) is not None:
        values["valence"] = max(-1.0, min(1.0, valence))
    return values


def _mood(emotion: Mapping[str, Any]) -> str | None:
    if emotion.get("mixed") is True:
        return MIXED
    confidence = _number(emotion.get("confidence"))
    if confidence is not None and confidence < SURE:
        return UNSURE
    return _one_of(LABELS, emotion.get("label"))


def _shift(emotion: Mapping[str, Any]) -> str:
    """Which way the mood has just jumped, one of SHIFTS, or NO_SHIFT."""
    change = _number(emotion.get("change")) or 0.0
    if emotion.get("shift") is not True or change == 0.0:
        return NO_SHIFT
    return "lighter" if change > 0.0 else "heavier"


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def unsaid_values(metadata: object) -> dict[str, str | float]:
    """Whether the visitor spoke over the bot's last answer, and what of it they therefore did not hear."""
    unsaid = metadata.get("unsaid") if isinstance(metadata, Mapping) else None
    if not isinstance(unsaid, str) or not unsaid:
        return {"interrupted": "no"}
    return {"interrupted": "yes", "unsaid": unsaid}


def _one_of(allowed: tuple[str, ...], value: object) -> str | None:
    return value if isinstance(value, str) and value in allowed else None
