"""What is kept of a person's channels, as it is exported."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from personalization.consent import Sense


@dataclass(frozen=True)
class Link:
    """A channel that is linked to a person."""

    channel: str
    linked_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"channel": self.channel, "linked_at": self.linked_at.isoformat()}


@dataclass(frozen=True)
class ChatConsent:
    """A sense that a person allowed in one chat."""

    chat: str
    sense: Sense
    at: datetime

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"chat": self.chat, "sense": self.sense.value, "at": self.at.isoformat()}


@dataclass(frozen=True)
class SeenEvent:
    """Something that counted once; `event` and `chat` are digests."""

    event: str
    chat: str
    at: datetime
    answered: bool

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {"event": self.event, "chat": self.chat, "at": self.at.isoformat(), "answered": self.answered}
