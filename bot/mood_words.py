"""Rasa component: in a correction, the mood that the visitor names instead."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.mood_vocabulary import corrected_mood
from bot.stateless import StatelessComponent

CORRECTION = "correct_reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MoodWords(StatelessComponent):
    """For correct_reading: entities `corrected_mood` (one of nine labels) and `mood_word` (as written)."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if (message.get(INTENT) or {}).get("name") == CORRECTION:
                entities = [*message.get(ENTITIES, []), *_entities(message.get(TEXT) or "")]
                message.set(ENTITIES, entities, add_to_output=True)
        return messages


def _entities(text: str) -> list[dict[str, Any]]:
    mention = corrected_mood(text)
    if mention is None:
        return []
    place = {"start": mention.start, "end": mention.end, "extractor": MoodWords.__name__}
    return [
        {"entity": "corrected_mood", "value": mention.label, **place},
        {"entity": "mood_word", "value": mention.word, **place},
    ]
