"""Cards: what the widget, Slack and Telegram draw for an item."""

from typing import Any
from urllib.parse import quote

from personalization.item import Item, ItemKind
from personalization.mood import Mood
from personalization.recommend.contract import Recommendation

SEARCH_URL = "https://open.spotify.com/search/"
"""A public search page; it needs no key, and knows nothing of the visitor until they follow it."""


def search_url(item: Item) -> str:
    """Where a track can be found and heard."""
    return SEARCH_URL + quote(f"{item.title} {item.artist or ''}".strip(), safe="")


def card_of(recommendation: Recommendation, mood: Mood | None = None) -> dict[str, Any]:
    """The card of a choice, JSON-ready; `mood` replaces the one that the choice answers."""
    return card_for(recommendation.item, recommendation.why, mood or recommendation.mood)


def card_for(item: Item, why: str, mood: Mood | None = None) -> dict[str, Any]:
    """The card of an item, JSON-ready; `duration_s` in seconds or None."""
    card: dict[str, Any] = {"kind": item.kind.value, "id": item.id, "title": item.title}
    match item.kind:
        case ItemKind.TRACK:
            card |= {"artist": item.artist, "year": item.year, "url": search_url(item)}
            card["mood"] = mood.label if mood else None
        case ItemKind.EXERCISE:
            card |= {"steps": list(item.steps), "duration_s": item.duration_s}
        case ItemKind.READ:
            card |= {"body": item.body, "duration_s": item.duration_s}
    return card | {"why": why}
