"""Rasa component: what an exercise or a read shall be becomes an entity, and so a slot for "another one"."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.form_wishes import wished_form
from bot.intent_override import intent_of
from bot.music_words import ANOTHER, ANY
from bot.stateless import StatelessComponent

NEW_WISHES = frozenset({"ask_exercise", "ask_read"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FormWords(StatelessComponent):
    """Entity wished_form: a new wish sets it, to `any` where it leaves it open; another one may change it."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            intent, _ = intent_of(message)
            form = wished_form(message.get(TEXT) or "") if intent in NEW_WISHES | {ANOTHER} else None
            if form or intent in NEW_WISHES:
                message.set(ENTITIES, [*message.get(ENTITIES, []), _entity(form or ANY)], add_to_output=True)
        return messages


def _entity(form: str) -> dict[str, Any]:
    return {"entity": "wished_form", "value": form, "start": 0, "end": 0, "extractor": FormWords.__name__}
