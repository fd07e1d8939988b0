"""Rasa component: what the gateway sensed in this turn becomes entities, and so slots.

Slots filled by entities are set in Rasa's own process before any policy predicts; a custom slot action would
cost a call over HTTP in every turn.
"""

import math
from collections.abc import Mapping
from itertools import islice
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from bot.mood_vocabulary import LABELS

TRENDS = ("falling", "steady", "rising")
NEEDS = ("vent", "comfort", "calm", "uplift", "energise", "celebrate", "distract", "focus")
NO_NEED = "none"
GRIEF = "share_grief"

RECENT_TURNS = 4  # a bounded tracker keeps no more
MANY_SHARES = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TurnReading(GraphComponent):
    """Entities mood, trend, need and valence from `metadata.emotion`, and heard from the turns before.

    Without metadata (rasa shell, tests) the first four are left as they were.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],  # noqa: ARG003  Rasa's contract
        model_storage: ModelStorage,  # noqa: ARG003
        resource: Resource,  # noqa: ARG003
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> "TurnReading":
        return cls()

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045  Rasa's type check knows no `| None`
    ) -> list[Message]:
        for message in messages:
            values = {**reading_values(message.get("metadata")), "heard": heard_before(tracker)}
            found = [_entity(name, value) for name, value in values.items()]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def _entity(name: str, value: str | float) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": TurnReading.__name__}


def reading_values(metadata: object) -> dict[str, str | float]:
    """What metadata.emotion says about mood, trend, need and valence; anything out of range is left out."""
    emotion = metadata.get("emotion") if isinstance(metadata, Mapping) else None
    if not isinstance(emotion, Mapping):
        return {}
    values: dict[str, str | float] = {"need": _one_of(NEEDS, emotion.get("need")) or NO_NEED}
    if mood := _one_of(LABELS, emotion.get("label")):
        values["mood"] = mood
    if trend := _one_of(TRENDS, emotion.get("trend")):
        values["trend"] = trend
    valence = emotion.get("valence")
    if isinstance(valence, int | float) and math.isfinite(valence):
        values["valence"] = max(-1.0, min(1.0, float(valence)))
    return values


def _one_of(allowed: tuple[str, ...], value: object) -> str | None:
    return value if isinstance(value, str) and value in allowed else None


def heard_before(tracker: DialogueStateTracker | None) -> str:
    """What was shared in the last four turns before this one.

    "first" is nothing, "grief" a loss, whatever else there was; otherwise "again", or "long" from three on.
    """
    if tracker is None:
        return "first"
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    shares = [turn.intent_name for turn in islice(said, RECENT_TURNS) if is_share(turn.intent_name)]
    if GRIEF in shares:
        return "grief"
    if not shares:
        return "first"
    return "long" if len(shares) >= MANY_SHARES else "again"


def is_share(intent: str | None) -> bool:
    """Whether an intent tells a feeling."""
    return (intent or "").startswith("share_")
