"""Where a reply goes, as one string that names it: a chat, and in groups its thread and who is answered."""

from dataclasses import dataclass
from typing import Final

from gateway.channels.channel import Place

TELEGRAM: Final = "telegram"


@dataclass(frozen=True)
class Spot:
    """A chat; `thread` is a topic of it, and `author` who is answered in a group, None in a private chat."""

    chat: int
    thread: int | None = None
    author: int | None = None

    @property
    def is_group(self) -> bool:
        """Whether others read along."""
        return self.author is not None

    def place(self) -> Place:
        """As the rest of the gateway has it."""
        if self.thread is None and self.author is None:
            return Place(TELEGRAM, str(self.chat))
        return Place(TELEGRAM, f"{self.chat}:{_text(self.thread)}:{_text(self.author)}")


def spot_of(place: Place) -> Spot:
    """The chat that `place` names. Raises ValueError for a place of another channel."""
    if place.channel != TELEGRAM:
        raise ValueError(f"the place is of {place.channel}, not of {TELEGRAM}")
    chat, _, rest = place.id.partition(":")
    thread, _, author = rest.partition(":")
    return Spot(int(chat), int(thread) if thread else None, int(author) if author else None)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
