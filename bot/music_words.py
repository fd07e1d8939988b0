"""Rasa component: what a wish for music names becomes entities, and so slots that the next wish builds on."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.intent_override import intent_of
from bot.music_wishes import wished_artist, wished_need
from bot.sound_wishes import wished_sounds
from bot.stateless import StatelessComponent
from bot.words import plain

A_WISH = "ask_music"
ANOTHER = "ask_something_else"
ANY = "any"
"""What a new wish leaves open."""

SEPARATOR = ","
"""Between several sounds."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MusicWords(StatelessComponent):
    """Entities wished_genre, _artist, _need and _sound, and unwished. Stands after the entity extractors.

    A new wish sets all of them, to `any` where it leaves one open; "something else" changes only what it
    names. A genre or a tempo ends the wish for an artist, and an artist that for a genre. A genre that the
    wish wants to be without gets the role rejected.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            intent, _ = intent_of(message)
            if intent in (A_WISH, ANOTHER):
                heard, found = _entities(message, complete=intent == A_WISH)
                message.set(ENTITIES, [*heard, *found], add_to_output=True)
        return messages


def _entities(message: Message, *, complete: bool) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The entities found so far, genres that are refused marked as such, and those of the wish."""
    text = message.get(TEXT) or ""
    heard: list[dict[str, Any]] = message.get(ENTITIES, [])
    sounds = wished_sounds(text, [_written(text, entity) for entity in heard if entity["entity"] == "genre"])
    heard = [
        {**entity, "role": "rejected"} if _written(text, entity) in sounds.unwanted else entity
        for entity in heard
    ]
    genre = next(
        (
            str(entity["value"])
            for entity in heard
            if entity["entity"] == "genre"
            and entity.get("role") != "rejected"
            and _written(text, entity) not in sounds.wanted
        ),
        None,
    )
    said = {
        "wished_genre": genre,
        "wished_artist": None if genre else wished_artist(text),
        "wished_need": wished_need(text),
        "wished_sound": SEPARATOR.join(sounds.wanted),
        "unwished": SEPARATOR.join(sounds.unwanted),
    }
    if not genre and said["wished_artist"]:
        said["wished_genre"] = ANY
    elif genre or said["wished_need"]:
        said["wished_artist"] = said["wished_artist"] or ANY
    return heard, [
        {"entity": name, "value": value or ANY, "start": 0, "end": 0, "extractor": MusicWords.__name__}
        for name, value in said.items()
        if value or complete
    ]


def _written(text: str, entity: dict[str, Any]) -> str:
    return plain(text[entity["start"] : entity["end"]]) if entity["entity"] == "genre" else ""
