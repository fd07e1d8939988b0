"""Cards: what the widget, the terminal and other channels draw for an item."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from personalization.item import FEELINGS, Item, ItemKind
from personalization.mood import Mood
from personalization.profile import MusicService
from personalization.recommend.contract import Recommendation

SEARCHES: dict[MusicService, str] = {
    MusicService.SPOTIFY: "https://open.spotify.com/search/",
    MusicService.YOUTUBE_MUSIC: "https://music.youtube.com/search?q=",
    MusicService.APPLE_MUSIC: "https://music.apple.com/us/search?term=",
    MusicService.DEEZER: "https://www.deezer.com/search/",
}
"""Public search pages by service, to be followed by the words; no key, and no id that could be wrong."""


def search_links(item: Item, preferred: MusicService | None = None) -> list[dict[str, str]]:
    """Where a track can be found and heard, the preferred service first; a service knows nothing of the
    visitor until they follow one."""
    words = quote(f"{item.title} {item.artist or ''}".strip(), safe="")
    services = sorted(SEARCHES, key=lambda service: service is not preferred)
    return [{"service": service.value, "url": SEARCHES[service] + words} for service in services]


def card_of(recommendation: Recommendation, mood: Mood | None = None) -> dict[str, Any]:
    """The card of a choice, JSON-ready; `mood` replaces the one that the choice answers."""
    choice = recommendation
    return card_for(choice.item, choice.why, mood or choice.mood, choice.service)


def card_for(
    item: Item, why: str, mood: Mood | None = None, service: MusicService | None = None
) -> dict[str, Any]:
    """The card of an item, JSON-ready; `duration_s` in seconds or None."""
    card: dict[str, Any] = {"kind": item.kind.value, "id": item.id, "title": item.title}
    match item.kind:
        case ItemKind.TRACK:
            card |= _track(item, service) | {"mood": mood.label if mood else None}
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


def _track(item: Item, service: MusicService | None) -> dict[str, Any]:
    return {
        "artist": item.artist,
        "year": item.year,
        "genres": list(item.genres),
        "valence": item.valence,
        "arousal": item.arousal,
        "feelings": {name: value for name, value in zip(FEELINGS, item.feelings, strict=True) if value > 0},
        "links": search_links(item, service),
        "preferred": service.value if service else None,
    }
