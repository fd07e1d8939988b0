"""What is remembered of a person: taste and manner, never words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

LIKE_STEP = 0.2
DISLIKE_STEP = -0.2


class Polarity(StrEnum):
    """What a person said of a genre."""

    LOVED = "loved"
    REJECTED = "rejected"


class Strategy(StrEnum):
    """How a choice relates to the mood: meet it, lead it elsewhere, or keep it going."""

    MATCH = "match"
    LEAD = "lead"
    SUSTAIN = "sustain"


@dataclass(frozen=True)
class Preferences:
    """`told` is what the person said; `affinity` in [-1, 1] is learned from likes and dislikes."""

    told: Mapping[str, Polarity] = field(default_factory=dict)
    affinity: Mapping[str, float] = field(default_factory=dict)
    strategy: Strategy | None = None

    @property
    def loved(self) -> frozenset[str]:
        """Genres the person said they love."""
        return frozenset(genre for genre, polarity in self.told.items() if polarity is Polarity.LOVED)

    @property
    def rejected(self) -> frozenset[str]:
        """Genres the person does not want to be offered."""
        return frozenset(genre for genre, polarity in self.told.items() if polarity is Polarity.REJECTED)

    def saying(self, genre: str, polarity: Polarity | None) -> "Preferences":
        """The same taste after the person said this of a genre; None takes back what was said."""
        told = {known: value for known, value in self.told.items() if known != genre}
        if polarity is not None:
            told[genre] = polarity
        return replace(self, told=told)

    def moved(self, genres: Iterable[str], step: float) -> "Preferences":
        """The same taste with the affinity of these genres moved by `step`, kept within [-1, 1]."""
        affinity = dict(self.affinity)
        for genre in genres:
            affinity[genre] = round(max(-1.0, min(1.0, affinity.get(genre, 0.0) + step)), 4)
        return replace(self, affinity=affinity)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "told": {genre: polarity.value for genre, polarity in sorted(self.told.items())},
            "affinity": dict(sorted(self.affinity.items())),
            "strategy": self.strategy.value if self.strategy else None,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Preferences":
        """Read back what `as_dict` wrote."""
        strategy = stored.get("strategy")
        return cls(
            told={genre: Polarity(polarity) for genre, polarity in stored.get("told", {}).items()},
            affinity={genre: float(value) for genre, value in stored.get("affinity", {}).items()},
            strategy=Strategy(strategy) if strategy else None,
        )


@dataclass(frozen=True)
class Profile:
    """One person. `locale` is a BCP 47 tag such as "en-GB"; times are aware UTC."""

    user_id: str
    locale: str
    created_at: datetime
    last_seen_at: datetime
    preferences: Preferences = field(default_factory=Preferences)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "user": self.user_id,
            "locale": self.locale,
            "created_at": self.created_at.isoformat(),
            "last_seen_at": self.last_seen_at.isoformat(),
            "preferences": self.preferences.as_dict(),
        }
