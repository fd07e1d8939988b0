"""Tracks from the field's common audio-features table: valence, energy and tempo measured by a service.

What is measured is turned into our own scales by fixed formulas, written down in docs/catalogue.md.
"""

import math
import re
import unicodedata
from hashlib import blake2b
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from personalization.catalogue.characters import ONE_LINE
from personalization.catalogue.entries import NEWEST_YEAR, Line
from personalization.genres import canonical_genre, decade_of
from personalization.item import FEELINGS, Item, ItemKind, Purpose
from personalization.recommend.strategy import GOALS

NEEDED_COLUMNS = frozenset({"track_name", "track_artist", "valence", "energy"})

ENERGY_SHARE, TEMPO_SHARE, LOUDNESS_SHARE = 0.6, 0.2, 0.2
"""How arousal is made up; a column that is missing leaves its share to the others."""

SLOW_BPM, FAST_BPM = 60.0, 180.0
QUIET_DB, LOUD_DB = -20.0, -3.0

SUNG_BELOW = 0.2
"""Below this instrumentalness vocals are clearly heard."""

NEAR_GOAL = 0.4
"""A track serves the purposes whose goal lies within this distance in valence and arousal."""

_SPREAD = 0.35
_PLACES: dict[str, tuple[float, float]] = {
    "joy": (0.7, 0.4),
    "sadness": (-0.6, -0.5),
    "fear": (-0.5, 0.3),
    "anger": (-0.5, 0.8),
    "anticipation": (0.3, 0.5),
    "trust": (0.5, -0.4),
}
"""Where in valence and arousal music of a feeling lies; surprise and disgust cannot be told from there."""

_SUBGENRES: dict[str, tuple[str, ...]] = {
    "album rock": ("rock",),
    "gangster rap": ("hip-hop",),
    "new jack swing": ("r-and-b",),
    "permanent wave": ("rock",),
    "trap": ("hip-hop",),
    "tropical": ("latin",),
    "urban contemporary": ("r-and-b",),
}


def _empty_is_missing(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Share = Annotated[float, Field(ge=0, le=1)]
OptionalNumber = Annotated[float | None, BeforeValidator(_empty_is_missing)]
OptionalShare = Annotated[Share | None, BeforeValidator(_empty_is_missing)]


class AudioFeatures(BaseModel):
    """One row: `tempo` in beats a minute, `loudness` in dB; `valence`, `energy` and the like in [0, 1]."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    track_name: Line
    track_artist: Line
    valence: Share
    energy: Share
    tempo: Annotated[float | None, Field(ge=0, le=400), BeforeValidator(_empty_is_missing)] = None
    loudness: Annotated[float | None, Field(ge=-80, le=20), BeforeValidator(_empty_is_missing)] = None
    instrumentalness: OptionalShare = None
    track_id: Annotated[str, ONE_LINE] = ""
    track_album_release_date: Annotated[str, Field(pattern=r"^(\d{4}.*)?$")] = ""
    playlist_genre: Annotated[str, ONE_LINE] = ""
    playlist_subgenre: Annotated[str, ONE_LINE] = ""

    @property
    def key(self) -> str:
        """What makes two rows the same track."""
        return self.track_id or f"{self.track_artist}\n{self.track_name}".casefold()

    def item(self, source: str) -> Item:
        """The track, judged by what was measured."""
        valence = 2.0 * self.valence - 1.0
        arousal = self._arousal()
        year = int(self.track_album_release_date[:4] or 0)
        known_year = year if 1000 <= year <= NEWEST_YEAR else None
        decade = decade_of(known_year) if known_year else None
        return Item(
            id=_id(self.track_artist, self.track_name, self.key),
            kind=ItemKind.TRACK,
            title=self.track_name,
            valence=round(valence, 3),
            arousal=round(arousal, 3),
            feelings=_feelings(valence, arousal),
            energy=self.energy,
            purposes=_purposes(valence, arousal),
            artist=self.track_artist,
            year=known_year,
            genres=(*self._genres(), *([decade] if decade else ())),
            traits=self._traits(),
            source=source,
        )

    def _arousal(self) -> float:
        parts = [(ENERGY_SHARE, 2.0 * self.energy - 1.0)]
        if self.tempo:  # 0 is how a failed measurement is written
            parts.append((TEMPO_SHARE, _between(self.tempo, SLOW_BPM, FAST_BPM)))
        if self.loudness is not None:
            parts.append((LOUDNESS_SHARE, _between(self.loudness, QUIET_DB, LOUD_DB)))
        return sum(share * value for share, value in parts) / sum(share for share, _ in parts)

    def _genres(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*_genres_in(self.playlist_genre), *_genres_in(self.playlist_subgenre))))

    def _traits(self) -> tuple[str, ...]:
        sung = self.instrumentalness is not None and self.instrumentalness < SUNG_BELOW
        return ("vocals",) if sung else ()


def _between(value: float, low: float, high: float) -> float:
    """-1 at `low` and below, 1 at `high` and above."""
    return 2.0 * min(1.0, max(0.0, (value - low) / (high - low))) - 1.0


def _feelings(valence: float, arousal: float) -> tuple[float, ...]:
    """Each feeling by how near its place is; what is far away is 0."""
    values = {
        name: math.exp(-((valence - v) ** 2 + (arousal - a) ** 2) / (2 * _SPREAD**2))
        for name, (v, a) in _PLACES.items()
    }
    return tuple(round(value, 2) if (value := values.get(name, 0.0)) >= 0.1 else 0.0 for name in FEELINGS)


def _purposes(valence: float, arousal: float) -> frozenset[Purpose]:
    """The nearest purpose, and every other within reach."""
    away = {purpose: math.hypot(valence - v, arousal - a) for purpose, (v, a) in GOALS.items()}
    nearest = min(away, key=lambda purpose: away[purpose])
    return frozenset({nearest, *(purpose for purpose, distance in away.items() if distance <= NEAR_GOAL)})


def _genres_in(words: str) -> tuple[str, ...]:
    """The vocabulary's genres in a service's word for one, such as "latin hip hop"."""
    name = words.casefold().strip()
    if name in _SUBGENRES:
        return _SUBGENRES[name]
    whole = canonical_genre(name)
    if whole:
        return (whole,)
    parts = name.split()
    for n_words in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - n_words + 1):
            found = canonical_genre(" ".join(parts[start : start + n_words]))
            if found:
                rest = " ".join(parts[:start] + parts[start + n_words :])
                return (found, *_genres_in(rest))
    return ()


def _id(artist: str, title: str, key: str) -> str:
    """Readable, stable, and its own for each key."""
    letters = unicodedata.normalize("NFKD", f"{artist} {title}".casefold())
    slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c)))
    return f"{slug[:100]}-{blake2b(key.encode(), digest_size=5).hexdigest()}".strip("-")
