"""The contract of a channel: what a visitor does there, what is shown there, and how much at once.

A channel knows a platform's forms and nothing of sessions: `receive` reads what came, `render` makes what
goes out. Who it is, what follows and when it is sent is the same for all (`gateway.channels.visits`,
`gateway.channels.postbox`). Ids are the platform's own: they stay in memory, and only a keyed digest of them
is ever stored or logged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol, TypeVar, get_args

from gateway.protocol import ServerModel
from gateway.vocabulary import FeedbackAction, Label
from perception.sound import Sound

ChannelName = Literal["web", "terminal", "slack", "telegram"]
"""As in a session's rules, in its facts and in the metadata of a turn."""

Command = Literal[
    "help", "notice", "privacy", "pause", "resume", "forget", "forget_confirmed", "my_data", "mood",
    "why", "link", "unlink", "allow_voice", "deny_voice", "allow_face", "deny_face",
]  # fmt: skip
"""What a visitor can ask for by a command or a button; `gateway.channels.commands` carries it out."""
COMMANDS: Final[tuple[str, ...]] = get_args(Command)


@dataclass(frozen=True)
class Limits:
    """What one message of a channel holds: `max_chars` of text and `max_buttons`, both at least 1; `per_s`
    messages a second to one place, None where there is no such pace."""

    max_chars: int
    max_buttons: int
    per_s: float | None = None


@dataclass(frozen=True)
class Author:
    """Who, by the platform's own id, unique within the channel (`T1:U1`, `12345`); `workplace` is the
    platform's id of where they work, where a channel has several."""

    channel: str
    id: str
    workplace: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"Author(channel={self.channel!r})"


@dataclass(frozen=True)
class Place:
    """Where replies go (`T1:C1:1700.1`, `12345`); read by nobody but the channel's own sender."""

    channel: str
    id: str

    def __repr__(self) -> str:
        return f"Place(channel={self.channel!r})"


@dataclass(frozen=True, repr=False)
class FromSomebody:
    """Something that somebody did.

    `event` is the platform's id of it, at most 200 characters, unique within the channel and the same each
    time the platform sends it again; `at` is when it happened, in epoch seconds. `private` says that nobody
    else reads what is answered there; `locale` is what their app is set to, a BCP 47 tag, None where the
    platform does not say: with a region it chooses the help lines.
    """

    event: str
    author: Author
    place: Place
    at: float
    private: bool = field(default=True, kw_only=True)
    locale: str | None = field(default=None, kw_only=True)

    def __repr__(self) -> str:
        """Who did what is nobody's business, not even a log's."""
        return f"{type(self).__name__}(channel={self.author.channel!r})"


@dataclass(frozen=True, repr=False)
class Said(FromSomebody):
    """They wrote something."""

    text: str


@dataclass(frozen=True, repr=False)
class Spoke(FromSomebody):
    """They sent a voice note; `media` is the platform's id of the file."""

    media: str
    duration_s: float | None = None


@dataclass(frozen=True, repr=False)
class Showed(FromSomebody):
    """They sent a photo, perhaps with words to it."""

    media: str
    caption: str = ""


@dataclass(frozen=True, repr=False)
class Rated(FromSomebody):
    """They did something with an item that a card showed."""

    item: str
    action: FeedbackAction


@dataclass(frozen=True, repr=False)
class PutRight(FromSomebody):
    """They said how a turn should have been read; of `turn`, what follows the session's id is enough."""

    turn: str
    label: Label


@dataclass(frozen=True, repr=False)
class Asked(FromSomebody):
    """They gave a command; `words` is what stood behind it, such as the code of `link`."""

    command: Command
    words: str = ""


@dataclass(frozen=True, repr=False)
class Confirmed(FromSomebody):
    """They said whether `utterance` was heard rightly; without `keep` it is dropped. Of `utterance`, what
    follows the session's id is enough."""

    utterance: str
    keep: bool


@dataclass(frozen=True, repr=False)
class SentElse(FromSomebody):
    """They sent something that the channel cannot take: `kind` in words, such as `a sticker`."""

    kind: str


Incoming = Said | Spoke | Showed | Rated | PutRight | Asked | Confirmed | SentElse


class Takes(Protocol):
    """Who acts on what visitors do: `gateway.channels.visits.ChatVisits`."""

    def take(self, incoming: Incoming) -> None:
        """Act on it, unless it was acted on before; returns at once."""


PayloadT = TypeVar("PayloadT", contravariant=True)
OutgoingT = TypeVar("OutgoingT", covariant=True)
SentT = TypeVar("SentT", contravariant=True)


class Channel(Protocol[PayloadT, OutgoingT]):
    """A platform's forms. Pure: no I/O, no time, no state that changes."""

    @property
    def name(self) -> str:
        """Such as `slack`."""

    @property
    def limits(self) -> Limits:
        """What one of its messages holds."""

    def receive(self, payload: PayloadT) -> Sequence[Incoming]:
        """What a visitor did; nothing where it is not meant for the companion. Raises Refusal for what
        cannot be read."""

    def render(self, message: ServerModel) -> Sequence[OutgoingT]:
        """What is sent for `message`, in its order, each within `limits`; nothing where the channel does not
        show it."""


class Sender(Protocol[SentT]):
    """Brings what was rendered to the platform, one at a time for each place."""

    async def send(self, place: Place, outgoing: SentT) -> None:
        """Send it, once. Raises `gateway.outside.service.OutsideError`: `ServiceLimited` and `ServiceAway`
        where it is worth sending again, `ServiceRefused` where it never will be."""


class MediaDesk(Protocol):
    """Fetches what a visitor sent beside words; nothing is written to a disk."""

    async def sound(self, media: str) -> Sound:
        """A voice note, mono at 16 kHz. Raises Refusal for one that cannot be heard, OutsideError where it
        cannot be fetched."""

    async def picture(self, media: str) -> bytes:
        """A photo as JPEG or PNG, within the session's limits. Raises Refusal and OutsideError."""
