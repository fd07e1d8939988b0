"""Rasa component: gives each genre in a statement of taste its role, loved or rejected."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.genre_taste import tastes
from bot.stateless import StatelessComponent

ABOUT_TASTE = frozenset({"love_genre", "reject_genre"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class GenreRoles(StatelessComponent):
    """For love_genre and reject_genre: "no metal, I love jazz" rejects one and loves the other."""

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if (message.get(INTENT) or {}).get("name") in ABOUT_TASTE:
                message.set(ENTITIES, _with_roles(message), add_to_output=True)
        return messages


def _with_roles(message: Message) -> list[dict[str, Any]]:
    text = message.get(TEXT) or ""
    entities = sorted(message.get(ENTITIES, []), key=lambda entity: entity["start"])
    genres = [entity for entity in entities if entity["entity"] == "genre"]
    written = [text[genre["start"] : genre["end"]] for genre in genres]
    roles = {id(genre): taste for genre, taste in zip(genres, tastes(text, written), strict=True) if taste}
    return [{**entity, "role": roles[id(entity)]} if id(entity) in roles else entity for entity in entities]
