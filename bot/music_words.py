"""Rasa component: what a wish for music names becomes entities, and so slots that the next wish builds on."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intent_override import intent_of
from bot.music_wishes import wished_artist, wished_need
from bot.stateless import StatelessComponent

A_WISH = "ask_music"
ANOTHER = "ask_something_else"
ANY = "any"
"""What a new wish leaves open."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MusicWords(StatelessComponent):
    """Entities wished_genre, wished_artist and wished_need. Stands after the entity extractors.

    A new wish sets all three, to `any` where it leaves one open; "something else" changes only what it names.
    A genre or a tempo ends the wish for an artist, and an artist that for a genre.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            intent, _ = intent_of(message)
            if intent in (A_WISH, ANOTHER):
                found = _entities(message, complete=intent == A_WISH)
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages


def _entities(message: Message, *, complete: bool) -> list[dict[str, Any]]:
    text = message.get(TEXT) or ""
    genre = next((str(e["value"]) for e in message.get(ENTITIES, []) if e["entity"] == "genre"), None)
    said = {
        "wished_genre": genre,
        "wished_artist": None if genre else wished_artist(text),
        "wished_need": wished_need(text),
    }
    if not genre and said["wished_artist"]:
        said["wished_genre"] = ANY
    elif genre or said["wished_need"]:
        said["wished_artist"] = said["wished_artist"] or ANY
    return [
        {"entity": name, "value": value or ANY, "start": 0, "end": 0, "extractor": MusicWords.__name__}
        for name, value in said.items()
        if value or complete
    ]
