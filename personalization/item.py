"""Items of the catalogue: songs, exercises and short reads."""

from dataclasses import dataclass
from enum import StrEnum

FEELINGS: tuple[str, ...] = (
    "joy",
    "sadness",
    "surprise",
    "fear",
    "anger",
    "disgust",
    "anticipation",
    "trust",
)
"""Plutchik's eight, in the order of the first eight labels of `perception.emotion.LABELS`."""


class ItemKind(StrEnum):
    """What an item is; also the `kind` of its card."""

    TRACK = "track"
    EXERCISE = "exercise"
    READ = "read"


class Purpose(StrEnum):
    """What an item is good for; the needs of a moment use the same words."""

    VENT = "vent"
    COMFORT = "comfort"
    CALM = "calm"
    UPLIFT = "uplift"
    ENERGISE = "energise"
    CELEBRATE = "celebrate"
    DISTRACT = "distract"
    FOCUS = "focus"


@dataclass(frozen=True)
class Item:
    """One thing to offer, with our own judgement of its mood.

    `valence` and `arousal` in [-1, 1]; `feelings` are eight values in [0, 1] in the order of FEELINGS;
    `energy` in [0, 1]; `duration_s` in seconds where it means something. Tracks have artist, year and genres;
    exercises have steps; reads have a body.
    """

    id: str
    kind: ItemKind
    title: str
    valence: float
    arousal: float
    feelings: tuple[float, ...]
    energy: float
    purposes: frozenset[Purpose]
    artist: str | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    duration_s: int | None = None
    steps: tuple[str, ...] = ()
    body: str | None = None
    source: str = "own"
