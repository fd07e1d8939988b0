"""Consent: each sense apart, each with the version of the notice that was shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

NOTICE_VERSION = "2026-11"
"""The notice shown at first contact; a change of its meaning needs a new version here."""


class Sense(StrEnum):
    """What a person may allow to be read."""

    TEXT = "text"
    VOICE = "voice"
    FACE = "face"
    BEHAVIOUR = "behaviour"


@dataclass(frozen=True)
class Consent:
    """One decision about one sense; the latest decision counts, the earlier ones stay as a record."""

    user_id: str
    sense: Sense
    granted: bool
    at: datetime
    notice_version: str = NOTICE_VERSION

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "sense": self.sense.value,
            "granted": self.granted,
            "at": self.at.isoformat(),
            "notice_version": self.notice_version,
        }
