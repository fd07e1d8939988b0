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

TRAITS: tuple[str, ...] = ("drums", "vocals", "guitar", "piano", "strings", "brass", "synths", "choir")
"""What can be clearly heard in a track."""


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


class Practice(StrEnum):
    """What one does in an exercise."""

    BREATHING = "breathing"
    GROUNDING = "grounding"
    STRETCHING = "stretching"
    JOURNALING = "journaling"


class Form(StrEnum):
    """What kind of text a read is."""

    STORY = "story"
    REFLECTION = "reflection"
    LETTER = "letter"
    POEM = "poem"
    LIST = "list"


@dataclass(frozen=True)
class Breath:
    """Paced breathing: seconds in, held, out, and at rest before the next of `rounds` breaths."""

    in_s: float
    hold_s: float
    out_s: float
    rest_s: float
    rounds: int

    @property
    def duration_s(self) -> float:
        """All rounds together, in seconds."""
        return self.rounds * (self.in_s + self.hold_s + self.out_s + self.rest_s)


@dataclass(frozen=True)
class Step:
    """One step of an exercise; without `duration_s` (seconds) and `breath` the visitor decides when to go on.

    `write` offers a field to write in, which nobody else reads.
    """

    text: str
    duration_s: int | None = None
    breath: Breath | None = None
    write: bool = False


@dataclass(frozen=True)
class Item:
    """One thing to offer, with our own judgement of its mood.

    `valence` and `arousal` in [-1, 1]; `feelings` are eight values in [0, 1] in the order of FEELINGS;
    `energy` in [0, 1]; `duration_s` in seconds where it means something. Tracks have artist, year, genres and
    traits; exercises have a practice, steps and an ending; reads have a form and a body.
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
    steps: tuple[Step, ...] = ()
    body: str | None = None
    traits: tuple[str, ...] = ()
    practice: Practice | None = None
    ending: str | None = None
    form: Form | None = None
    source: str = "own"
