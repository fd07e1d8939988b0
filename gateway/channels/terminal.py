"""The terminal as a channel: a line in, lines out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.channels.channel import Asked, Author, Incoming, Limits, Place, Said
from gateway.channels.commands import command_of
from gateway.channels.splitting import split
from gateway.channels.text_form import mood_words, plain
from gateway.errors import Refusal
from gateway.protocol import Emotion, ServerModel

NAME: Final = "terminal"
MAX_LINE_CHARS: Final = 100_000


@dataclass(frozen=True)
class TerminalLine:
    """A line that somebody typed at `at` (epoch seconds), the `number`-th of this visit of `user`."""

    text: str
    number: int
    at: float
    user: str = "here"


class TerminalChannel:
    """What `undertone chat` reads and prints, without colours."""

    name: str = NAME
    limits = Limits(max_chars=4000, max_buttons=20)

    def receive(self, payload: TerminalLine) -> Sequence[Incoming]:
        """A line as what it means; nothing of an empty one. Raises Refusal for one that no person typed."""
        if len(payload.text) > MAX_LINE_CHARS:
            raise Refusal(
                "text_too_long",
                f"the line has {len(payload.text)} characters; at most {MAX_LINE_CHARS} are read",
            )
        if not payload.text.strip():
            return ()
        event = f"{payload.user}:{payload.number}"
        author, place = Author(NAME, payload.user), Place(NAME, payload.user)
        if found := command_of(payload.text):
            return (Asked(event, author, place, payload.at, command=found[0], words=found[1]),)
        return (Said(event, author, place, payload.at, text=payload.text),)

    def render(self, message: ServerModel) -> Sequence[str]:
        """Lines; quick replies stand in brackets below what they answer."""
        if isinstance(message, Emotion):
            return (f"◐ {mood_words(message)}",)
        said = plain(message)
        if said is None:
            return ()
        buttons = "  ".join(f"‹{reply.title}›" for reply in said.buttons[: self.limits.max_buttons])
        return tuple(piece for text in (said.text, buttons) for piece in split(text, self.limits.max_chars))
