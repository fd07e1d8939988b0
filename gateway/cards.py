"""Cards and quick replies: what the bot shows beside its words."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from gateway.vocabulary import Label, Probability, Signed
from gateway.wire_model import WireModel

Feeling = Literal["joy", "sadness", "surprise", "fear", "anger", "disgust", "anticipation", "trust"]
Service = Literal["spotify", "youtube-music", "apple-music", "deezer"]
Practice = Literal["breathing", "grounding", "stretching", "journaling"]
Form = Literal["story", "reflection", "letter", "poem", "list"]
Seconds = Annotated[float, Field(ge=0)]


class QuickReply(WireModel):
    """A reply to choose; `text` is sent as if it had been typed."""

    title: str
    text: str


class Link(WireModel):
    """Where a song can be looked for or heard; never an invented id."""

    service: Service
    url: str


class FoundSong(WireModel):
    """The song itself at a service that was asked for it; an addition, never needed to hear of the song."""

    service: Service
    url: str = Field(description="Its page.")
    embed: str = Field(description="A player for an `iframe`; load it only when the visitor asks for it.")


class TrackCard(WireModel):
    """A song, with our own judgement of its mood."""

    kind: Literal["track"] = "track"
    id: str
    title: str
    artist: str
    year: int | None = None
    genres: list[str]
    valence: Signed
    arousal: Signed
    feelings: dict[Feeling, Probability] = Field(description="Only those above 0.")
    links: list[Link] = Field(
        description="Where to hear it, the preferred service first: searches, or the page of what was found."
    )
    preferred: Service | None = Field(default=None, description="The visitor's own choice of a service.")
    found: FoundSong | None = Field(
        default=None, description="Where a service was asked and has the song; it may come later, by `card`."
    )
    why: str = Field(description="One true sentence: why this, now.")
    mood: Label | None = Field(default=None, description="The mood that the choice answers.")


class Breath(WireModel):
    """A paced breath, `rounds` times; durations in seconds, 0 leaves that part out."""

    in_s: float = Field(gt=0)
    hold_s: Seconds
    out_s: float = Field(gt=0)
    rest_s: Seconds
    rounds: int = Field(ge=1)


class Step(WireModel):
    """One step. Without `duration_s` the visitor goes on when ready; `write` opens a private field."""

    text: str
    duration_s: Seconds | None = None
    breath: Breath | None = None
    write: bool = Field(default=False, description="What is written stays in the browser; never sent.")


class ExerciseCard(WireModel):
    """A short exercise, step by step, with a gentle end."""

    kind: Literal["exercise"] = "exercise"
    id: str
    title: str
    practice: Practice
    steps: list[Step]
    ending: str
    duration_s: Seconds | None = None
    why: str


class ReadCard(WireModel):
    """A short text to read."""

    kind: Literal["read"] = "read"
    id: str
    title: str
    form: Form
    body: str
    duration_s: Seconds | None = None
    why: str


class HelpLine(WireModel):
    """One place that helps; at least one of number and url is given."""

    name: str
    number: str | None = None
    url: str | None = None


class ResourceCard(WireModel):
    """Help lines."""

    kind: Literal["resource"] = "resource"
    title: str
    lines: list[HelpLine]
    why: str


class ExportCard(WireModel):
    """The visitor's own data; the widget fetches `GET /v1/export`."""

    kind: Literal["export"] = "export"
    title: str
    why: str


Card = Annotated[TrackCard | ExerciseCard | ReadCard | ResourceCard | ExportCard, Field(discriminator="kind")]

CARDS: Final[TypeAdapter[Card]] = TypeAdapter(Card)
CARD_TYPES: Final = (TrackCard, ExerciseCard, ReadCard, ResourceCard, ExportCard)
