"""Where a song was found, and that a visitor is logged in somewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class FoundTrack:
    """What a service answered for an item, at `at`; `track` is its own id, None where it has no such song.

    `asked` is the title and artist that were looked for: what was found for other words does not count.
    """

    item_id: str
    service: str
    asked: str
    track: str | None
    score: float
    at: datetime


@dataclass(frozen=True)
class MusicLogin:
    """That a visitor lets a service be used for them; `sealed` is what proves it, encrypted."""

    user_id: str
    service: str
    sealed: bytes
    scope: str
    connected_at: datetime
    renewed_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, without what proves it."""
        return {
            "service": self.service,
            "scope": self.scope,
            "connected_at": self.connected_at.isoformat(),
            "renewed_at": self.renewed_at.isoformat(),
        }
