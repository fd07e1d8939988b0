"""Cards and quick replies: what the bot shows beside its words."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter

from gateway.wire_model import WireModel


class QuickReply(WireModel):
    """A reply to choose; `text` is sent as if it had been typed."""

    title: str
    text: str


class TrackCard(WireModel):
    """A song."""

    kind: Literal["track"] = "track"
    id: str
    title: str
    artist: str
    year: int | None = None
    url: str | None = Field(default=None, description="Where to find it; never a download.")
    why: str = Field(description="One true sentence: why this, now.")
    mood: str | None = None


class ExerciseCard(WireModel):
    """A short exercise, step by step."""

    kind: Literal["exercise"] = "exercise"
    id: str
    title: str
    steps: list[str]
    duration_s: float | None = Field(default=None, ge=0)
    why: str


class ReadCard(WireModel):
    """A short text to read."""

    kind: Literal["read"] = "read"
    id: str
    title: str
    body: str
    duration_s: float | None = Field(default=None, ge=0)
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
