"""Cards: what the widget, the terminal and other channels draw for an item."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from personalization.item import FEELINGS, Item, ItemKind
from personalization.mood import Mood
from personalization.recommend.contract import Recommendation

SEARCHES: dict[str, str] = {
    "spotify": "https://open.spotify.com/search/",
    "youtube-music": "https://music.youtube.com/search?q=",
    "apple-music": "https://music.apple.com/us/search?term=",
    "deezer": "https://www.deezer.com/search/",
}
"""Public search pages by service, to be followed by the words; no key, and no id that could be wrong."""


def search_links(item: Item) -> list[dict[str, str]]:
    """Where a track can be found and heard; a service knows nothing of the visitor until they follow one."""
    words = quote(f"{item.title} {item.artist or ''}".strip(), safe="")
    return [{"service": service, "url": page + words} for service, page in SEARCHES.items()]


def card_of(recommendation: Recommendation, mood: Mood | None = None) -> dict[str, Any]:
    """The card of a choice, JSON-ready; `mood` replaces the one that the choice answers."""
    return card_for(recommendation.item, recommendation.why, mood or recommendation.mood)


def card_for(item: Item, why: str, mood: Mood | None = None) -> dict[str, Any]:
    """The card of an item, JSON-ready; `duration_s` in seconds or None."""
    card: dict[str, Any] = {"kind": item.kind.value, "id": item.id, "title": item.title}
    match item.kind:
        case ItemKind.TRACK:
            card |= _track(item) | {"mood": mood.label if mood else None}
        case ItemKind.EXERCISE:
            card |= {
                "practice": item.practice.value if item.practice else None,
                "steps": [asdict(step) for step in item.steps],
                "ending": item.ending,
                "duration_s": item.duration_s,
            }
        case ItemKind.READ:
            card |= {
                "form": item.form.value if item.form else None,
                "body": item.body,
                "duration_s": item.duration_s,
            }
    return card | {"why": why}


def _track(item: Item) -> dict[str, Any]:
    return {
        "artist": item.artist,
        "year": item.year,
        "genres": list(item.genres),
        "valence": item.valence,
        "arousal": item.arousal,
        "feelings": {name: value for name, value in zip(FEELINGS, item.feelings, strict=True) if value > 0},
        "links": search_links(item),
    }
