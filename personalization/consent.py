"""Consent: each sense apart, each with the version of the notice that was shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

NOTICE_VERSION = "2026-11-22"
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


def allowed(decisions: Mapping[Sense, bool], sense: Sense) -> bool:
    """Whether a person lets a sense be read: words until they say no, everything else once they say yes."""
    return decisions.get(sense, sense is Sense.TEXT)


def last_withdrawal(decisions: Iterable[Consent]) -> datetime | None:
    """When a person last took back what they had allowed; `decisions` come oldest first."""
    current: dict[Sense, bool] = {}
    withdrawn_at = None
    for decision in decisions:
        if not decision.granted and allowed(current, decision.sense):
            withdrawn_at = decision.at
        current[decision.sense] = decision.granted
    return withdrawn_at
