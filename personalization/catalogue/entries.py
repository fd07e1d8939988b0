"""What a catalogue file may say, checked by pydantic."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from personalization.catalogue.characters import CALM_TEXT, ONE_LINE
from personalization.genres import GENRES, decade_of
from personalization.item import (
    FEELINGS,
    TRAITS,
    Breath,
    Form,
    Item,
    ItemKind,
    Practice,
    Purpose,
    Step,
)

NEWEST_YEAR = 2100


def _genre(value: str) -> str:
    if value not in GENRES:
        raise ValueError(f"genre {value!r} is unknown; allowed are {', '.join(GENRES)}")
    return value


def _trait(value: str) -> str:
    if value not in TRAITS:
        raise ValueError(f"trait {value!r} is unknown; allowed are {', '.join(TRAITS)}")
    return value


def _feelings(values: dict[str, float]) -> dict[str, float]:
    for name, value in values.items():
        if name not in FEELINGS:
            raise ValueError(f"feeling {name!r} is unknown; allowed are {', '.join(FEELINGS)}")
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"feeling {name!r} is {value}; it must lie in [0, 1]")
    if not any(values.values()):
        raise ValueError("name at least one feeling above 0")
    return values


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


_IN_LINES = frozenset({Form.POEM, Form.LIST})
"""Forms whose line breaks mean something."""

Genre = Annotated[str, AfterValidator(_genre)]
Trait = Annotated[str, AfterValidator(_trait)]
Feelings = Annotated[dict[str, float], AfterValidator(_feelings)]
Line = Annotated[str, Field(min_length=1, max_length=300), ONE_LINE]
Text = Annotated[str, Field(min_length=1), CALM_TEXT]


class Entry(BaseModel):
    """What every entry says. `valence`, `arousal` in [-1, 1]; `energy` in [0, 1]; `feelings` in [0, 1]."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    KINDS: ClassVar[dict[str, type["Entry"]]] = {}

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=128), ONE_LINE]
    title: Line
    valence: Annotated[float, Field(ge=-1, le=1)]
    arousal: Annotated[float, Field(ge=-1, le=1)]
    energy: Annotated[float, Field(ge=0, le=1)]
    feelings: Feelings
    purposes: Annotated[list[Purpose], Field(min_length=1)]

    def item(self, source: str) -> Item:
        """The item this entry describes."""
        raise NotImplementedError

    def _feelings_in_order(self) -> tuple[float, ...]:
        return tuple(self.feelings.get(name, 0.0) for name in FEELINGS)


class TrackEntry(Entry):
    """A song: facts and our own mood judgement, nothing of its text."""

    artist: Line
    year: Annotated[int, Field(ge=1000, le=NEWEST_YEAR)]
    genres: Annotated[list[Genre], Field(min_length=1)]
    traits: list[Trait] = []

    def item(self, source: str) -> Item:
        """A track."""
        return Item(
            id=self.id,
            kind=ItemKind.TRACK,
            title=self.title,
            valence=self.valence,
            arousal=self.arousal,
            feelings=self._feelings_in_order(),
            energy=self.energy,
            purposes=frozenset(self.purposes),
            artist=self.artist,
            year=self.year,
            genres=(*self.genres, *([decade] if (decade := decade_of(self.year)) else ())),
            traits=tuple(dict.fromkeys(self.traits)),
            source=source,
        )


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class BreathEntry(_Table):
    """Paced breathing; seconds of each part of a breath."""

    in_s: Annotated[float, Field(gt=0, le=20)]
    hold_s: Annotated[float, Field(ge=0, le=20)] = 0.0
    out_s: Annotated[float, Field(gt=0, le=20)]
    rest_s: Annotated[float, Field(ge=0, le=20)] = 0.0
    rounds: Annotated[int, Field(ge=1, le=60)]

    def breath(self) -> Breath:
        """The pace."""
        return Breath(self.in_s, self.hold_s, self.out_s, self.rest_s, self.rounds)


class StepEntry(_Table):
    """One step: a text alone, or a table with a duration in seconds, a pace or a writing field."""

    text: Text
    duration_s: Annotated[int, Field(ge=1, le=1800)] | None = None
    breath: BreathEntry | None = None
    write: bool = False

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, given: object) -> object:
        return {"text": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_thing_at_a_time(self) -> "StepEntry":
        if self.breath is not None and self.write:
            raise ValueError("a step either paces the breath or offers a writing field; make it two steps")
        return self

    def step(self) -> Step:
        """The step."""
        return Step(self.text, self.duration_s, self.breath.breath() if self.breath else None, self.write)


class ExerciseEntry(Entry):
    """Something to do, step by step, and one gentle sentence to end it; `duration_s` in seconds, about."""

    practice: Practice
    steps: Annotated[list[StepEntry], Field(min_length=2)]
    ending: Text
    duration_s: Annotated[int, Field(ge=10, le=3600)]

    def item(self, source: str) -> Item:
        """An exercise."""
        return Item(
            id=self.id,
            kind=ItemKind.EXERCISE,
            title=self.title,
            valence=self.valence,
            arousal=self.arousal,
            feelings=self._feelings_in_order(),
            energy=self.energy,
            purposes=frozenset(self.purposes),
            duration_s=self.duration_s,
            steps=tuple(step.step() for step in self.steps),
            practice=self.practice,
            ending=self.ending,
            source=source,
        )


class ReadEntry(Entry):
    """Something to read; `duration_s` in seconds, reckoned from the length where it is missing."""

    form: Form
    body: Text
    duration_s: Annotated[int, Field(ge=10, le=3600)] | None = None

    WORDS_PER_S: ClassVar[float] = 3.0

    @model_validator(mode="after")
    def _short(self) -> "ReadEntry":
        n_words = len(self.body.split())
        if n_words > 400:
            raise ValueError(f"the body has {n_words} words; a short read has at most 400")
        return self

    def item(self, source: str) -> Item:
        """A read."""
        return Item(
            id=self.id,
            kind=ItemKind.READ,
            title=self.title,
            valence=self.valence,
            arousal=self.arousal,
            feelings=self._feelings_in_order(),
            energy=self.energy,
            purposes=frozenset(self.purposes),
            duration_s=self.duration_s or max(10, round(len(self.body.split()) / self.WORDS_PER_S)),
            body=_lines(self.body) if self.form in _IN_LINES else _paragraphs(self.body),
            form=self.form,
            source=source,
        )


Entry.KINDS.update(track=TrackEntry, exercise=ExerciseEntry, read=ReadEntry)


def entry_of(kind: str, values: object) -> Entry:
    """One checked entry. Raises KeyError for an unknown kind and pydantic's ValidationError."""
    return Entry.KINDS[kind].model_validate(values)
