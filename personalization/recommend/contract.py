"""What every recommender takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from personalization.item import Form, Item, ItemKind, Practice
from personalization.mood import Mood
from personalization.profile import MusicService, Preferences, Strategy, Told
from personalization.recommend.index import CatalogueIndex


class Factor(StrEnum):
    """What can speak for an item."""

    MOOD = "mood"
    NEED = "need"
    ASKED = "asked"
    TOLD = "told"
    LEARNED = "learned"
    NOVELTY = "novelty"
    POPULARITY = "popularity"
    CHANCE = "chance"


@dataclass(frozen=True)
class History:
    """What happened before. `offers_ago` counts from 0, the newest offer; `n_offers` counts all known."""

    offers_ago: Mapping[str, int] = field(default_factory=dict)
    disliked: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    n_offers: int = 0


@dataclass(frozen=True)
class Wish:
    """What the person just asked for beside a genre; each part counts where the catalogue has it.

    `by_name` says, by item id, how to speak of the artist or the title that was asked for. `wanted` and
    `unwanted` shall, and must not, be there this once, whatever the polarity.
    """

    form: Practice | Form | None = None
    by_name: Mapping[str, str] = field(default_factory=dict)
    wanted: tuple[Told, ...] = ()
    unwanted: tuple[Told, ...] = ()


@dataclass(frozen=True)
class RecommendationRequest:
    """One question to a recommender.

    `kinds` None means any. `need` overrides the mood's own. `exclude` are item ids that must not come.
    `genre` is one the person just asked for; it counts where the catalogue has it, and so does the `wish`.
    `local_hour`, 0 to 23, is by the person's own clock. At most `n` (≥ 1) items come back.
    """

    user_id: str
    kinds: frozenset[ItemKind] | None = None
    mood: Mood | None = None
    need: str | None = None
    n: int = 1
    exclude: frozenset[str] = frozenset()
    genre: str | None = None
    preferences: Preferences = field(default_factory=Preferences)
    history: History = field(default_factory=History)
    strategy: Strategy | None = None
    local_hour: int | None = None
    wish: Wish = field(default_factory=Wish)

    def __post_init__(self) -> None:
        """Refuse what no recommender can answer."""
        if self.n < 1:
            raise ValueError(f"n is {self.n}; ask for at least 1 item")
        if self.local_hour is not None and not 0 <= self.local_hour <= 23:
            raise ValueError(f"local_hour is {self.local_hour}; an hour lies between 0 and 23")

    @property
    def wanted_need(self) -> str | None:
        """The need that was given, or else the one the mood suggests."""
        return self.need or (self.mood.need if self.mood else None)


@dataclass(frozen=True)
class Contribution:
    """How much one factor put this item above the average candidate; negative pulls it down."""

    factor: Factor
    value: float


@dataclass(frozen=True)
class Recommendation:
    """One choice, for the mood it answers; `contributions` come strongest first.

    `why` is one true sentence made from them; `service` is where the person likes to listen.
    """

    item: Item
    score: float
    why: str
    variant: str
    contributions: tuple[Contribution, ...] = ()
    mood: Mood | None = None
    service: MusicService | None = None


class Recommender(Protocol):
    """Chooses from a catalogue.

    Keeps the request's kinds, exclusions and refusals; never gives what was offered just before; best first;
    the same request and catalogue give the same answer.
    """

    @property
    def variant(self) -> str:
        """The name under which its choices are recorded."""

    def recommend(self, request: RecommendationRequest, index: CatalogueIndex) -> list[Recommendation]:
        """At most `request.n` items; an empty list where nothing may be offered."""
