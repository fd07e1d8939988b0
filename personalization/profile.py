"""What is remembered of a person: taste and manner, never words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from personalization.genres import spoken
from personalization.item import Item
from personalization.user_vector import UserVector

LIKE_STEP = 0.2
DISLIKE_STEP = -0.2


class Polarity(StrEnum):
    """What a person said of something."""

    LOVED = "loved"
    REJECTED = "rejected"


class Subject(StrEnum):
    """What a preference can be about."""

    GENRE = "genre"
    TRAIT = "trait"
    ARTIST = "artist"
    DECADE = "decade"


class When(StrEnum):
    """The part of the day that a preference is for, by the visitor's own clock."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"

    @classmethod
    def at(cls, local_hour: int) -> "When":
        """The part of the day of an hour from 0 to 23: morning from 5, day from 11, evening 17, night 22."""
        if 5 <= local_hour < 11:
            return cls.MORNING
        if 11 <= local_hour < 17:
            return cls.DAY
        return cls.EVENING if 17 <= local_hour < 22 else cls.NIGHT


class Strategy(StrEnum):
    """How a choice relates to the mood: meet it, lead it elsewhere, or keep it going."""

    MATCH = "match"
    LEAD = "lead"
    SUSTAIN = "sustain"


class MusicService(StrEnum):
    """Where a person may listen."""

    SPOTIFY = "spotify"
    YOUTUBE_MUSIC = "youtube-music"
    APPLE_MUSIC = "apple-music"
    DEEZER = "deezer"


def artist_key(name: str) -> str:
    """An artist's name, so that spellings meet: case, accents and punctuation aside."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


@dataclass(frozen=True)
class Told:
    """What a person said: `subject` is a word of the vocabulary of its kind, or an artist of the catalogue.

    `when` None means always. `polarity` None takes back what was said before; such a one is never kept.
    """

    kind: Subject
    subject: str
    polarity: Polarity | None
    when: When | None = None

    @property
    def about(self) -> tuple[Subject, str, When | None]:
        """What it is about; a person holds one opinion of it."""
        return self.kind, self.subject, self.when

    @property
    def spoken(self) -> str:
        """How the subject reads inside a sentence."""
        return spoken(self.subject) if self.kind in (Subject.GENRE, Subject.DECADE) else self.subject

    def concerns(self, item: Item) -> bool:
        """Whether an item is of the genre, has the trait, is by the artist or from the decade."""
        match self.kind:
            case Subject.TRAIT:
                return self.subject in item.traits
            case Subject.ARTIST:
                return item.artist is not None and artist_key(item.artist) == artist_key(self.subject)
            case _:
                return self.subject in item.genres

    def as_dict(self) -> dict[str, str | None]:
        """JSON-ready."""
        return {
            "kind": self.kind.value,
            "subject": self.subject,
            "spoken": self.spoken,
            "polarity": self.polarity.value if self.polarity else None,
            "when": self.when.value if self.when else None,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Told":
        """Read back what `as_dict` wrote."""
        return cls(
            Subject(stored["kind"]),
            stored["subject"],
            Polarity(stored["polarity"]) if stored.get("polarity") else None,
            When(stored["when"]) if stored.get("when") else None,
        )


@dataclass(frozen=True)
class Preferences:
    """`told` is what the person said, oldest first; the rest is learned from what they did.

    `affinity` by genre in [-1, 1] counts likes and dislikes; `vector` is their taste in the space of items.
    `service` is where they like to listen.
    """

    told: tuple[Told, ...] = ()
    affinity: Mapping[str, float] = field(default_factory=dict)
    vector: UserVector = field(default_factory=UserVector)
    strategy: Strategy | None = None
    service: MusicService | None = None

    def saying(self, told: Told) -> "Preferences":
        """The same taste after the person said this; a polarity of None takes back what was said."""
        kept = tuple(known for known in self.told if known.about != told.about)
        return replace(self, told=kept if told.polarity is None else (*kept, told))

    def without(self, kind: Subject, subject: str) -> "Preferences":
        """The same taste with everything taken back that was said of this, at any hour, or learned."""
        kept = tuple(known for known in self.told if (known.kind, known.subject) != (kind, subject))
        named = kind in (Subject.GENRE, Subject.DECADE)
        learned = {genre: value for genre, value in self.affinity.items() if not (named and genre == subject)}
        vector = self.vector.without(f"{kind.value}:{subject}")
        return replace(self, told=kept, affinity=learned, vector=vector)

    def forgotten(self) -> "Preferences":
        """Nothing told, nothing learned; how to choose by mood and where to listen are settings, and stay."""
        return Preferences(strategy=self.strategy, service=self.service)

    def rejected(self, local_hour: int | None) -> tuple[Told, ...]:
        """What must not be offered at this hour; while the hour is unknown, at any hour."""
        now = None if local_hour is None else When.at(local_hour)
        return tuple(
            told
            for told in self.told
            if told.polarity is Polarity.REJECTED and (now is None or told.when in (None, now))
        )

    def loved(self, local_hour: int | None) -> tuple[Told, ...]:
        """What is loved at this hour; while the hour is unknown, what is loved at every hour."""
        now = None if local_hour is None else When.at(local_hour)
        return tuple(
            told for told in self.told if told.polarity is Polarity.LOVED and told.when in (None, now)
        )

    def moved(self, genres: Iterable[str], step: float) -> "Preferences":
        """The same taste with the affinity of these genres moved by `step`, kept within [-1, 1]."""
        affinity = dict(self.affinity)
        for genre in genres if step else ():
            affinity[genre] = round(max(-1.0, min(1.0, affinity.get(genre, 0.0) + step)), 4)
        return replace(self, affinity=affinity)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return self.as_stored() | {"vector": self.vector.as_dict()}

    def as_stored(self) -> dict[str, Any]:
        """JSON-ready, without the vector, which has its own place."""
        return {
            "told": [told.as_dict() for told in self.told],
            "affinity": dict(sorted(self.affinity.items())),
            "strategy": self.strategy.value if self.strategy else None,
            "service": self.service.value if self.service else None,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Preferences":
        """Read back what `as_dict` wrote, or `as_stored` with or without a `vector`."""
        strategy, service = stored.get("strategy"), stored.get("service")
        return cls(
            told=tuple(Told.from_dict(told) for told in stored.get("told", ())),
            affinity={genre: float(value) for genre, value in stored.get("affinity", {}).items()},
            vector=UserVector.from_dict(stored.get("vector")),
            strategy=Strategy(strategy) if strategy else None,
            service=MusicService(service) if service else None,
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
