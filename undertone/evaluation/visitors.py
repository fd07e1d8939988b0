"""Scripted visitors: a hidden taste of one of several kinds, moods that wander, and noisy reactions.

A taste is written in plain facts of a song (genre, year, energy, what is heard), not in the recommender's
vectors, and every visitor also has whims about single songs that nothing could know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS
from personalization.interaction import InteractionKind
from personalization.item import Item
from personalization.mood import Mood
from personalization.recommend.index import CatalogueIndex

Values = NDArray[np.float64]
Taste = Callable[[Item], float]

TASTE_SHARE = 0.65
"""How much of a reaction is taste; the rest is how the song fits the moment."""

WHIM = 0.2
"""Standard deviation of what a visitor thinks of a single song for no reason at all."""

NOISE = 0.15
"""Standard deviation of how a reaction varies from one time to the next."""

MOOD_NOISE = 0.15
"""How far a sensed mood lies from the true one, in valence and in arousal."""

LEAST_SONGS = 4
"""A genre or decade with fewer songs is nobody's taste here."""


class TasteKind(StrEnum):
    """What a visitor's taste is about."""

    GENRES = "genre lover"
    QUIET = "quiet ones only"
    DECADE = "one decade"
    AVOIDER = "trait avoider"
    MIXED = "mixed"
    CHANGING = "changes half-way"


class Split(StrEnum):
    """Genres and decades are parted in two, so that weights are never tried on tastes that are reported."""

    TUNE = "tune"
    REPORT = "report"


@dataclass(frozen=True)
class Visitor:
    """One visitor; `utilities` (n_turns, n_songs) is what they truly think of each song at each turn."""

    name: str
    kind: TasteKind
    moods: tuple[Mood, ...]
    sensed: tuple[Mood, ...]
    utilities: Values
    reactions: Values

    def reaction(self, turn: int, row: int) -> InteractionKind | None:
        """What the visitor does with a song; None where they let it pass in silence."""
        felt = self.utilities[turn, row] + self.reactions[turn, row]
        if felt > 0.75:
            return InteractionKind.LIKE
        if felt > 0.6:
            return InteractionKind.COMPLETE
        if felt > 0.45:
            return InteractionKind.PLAY
        if felt > 0.3:
            return None
        return InteractionKind.SKIP if felt > 0.1 else InteractionKind.DISLIKE


PLACES: dict[str, tuple[float, float]] = {
    "joy": (0.7, 0.5),
    "sadness": (-0.6, -0.4),
    "fear": (-0.5, 0.5),
    "anger": (-0.6, 0.7),
    "trust": (0.5, -0.4),
    "neutral": (0.05, -0.1),
}
"""Valence and arousal of the moods that visitors have."""


def visitors(
    index: CatalogueIndex, *, seed: int, each: int, n_turns: int, split: Split = Split.REPORT
) -> list[Visitor]:
    """`each` visitors of every kind; the same seed gives the same ones."""
    return [
        _visitor(
            index, kind, np.random.default_rng([seed, number, position, split is Split.TUNE]), n_turns, split
        )
        for position, kind in enumerate(TasteKind)
        for number in range(each)
    ]


def _visitor(
    index: CatalogueIndex, kind: TasteKind, rng: np.random.Generator, n_turns: int, split: Split
) -> Visitor:
    labels = _wandering(rng, n_turns)
    moods = tuple(_mood(label, rng, 0.05) for label in labels)
    sensed = tuple(_mood(label, rng, MOOD_NOISE) for label in labels)
    whims = rng.normal(0.0, WHIM, len(index))
    first = _appeal(index, _taste(index, kind, rng, split))
    later = _appeal(index, _taste(index, kind, rng, split)) if kind is TasteKind.CHANGING else first
    utilities = np.array(
        [
            TASTE_SHARE * np.clip((first if turn < n_turns / 2 else later) + whims, 0.0, 1.0)
            + (1.0 - TASTE_SHARE) * _fit(index, mood)
            for turn, mood in enumerate(moods)
        ]
    )
    reactions = rng.normal(0.0, NOISE, utilities.shape)
    return Visitor(f"{kind}-{rng.integers(1 << 30)}", kind, moods, sensed, utilities, reactions)


def _wandering(rng: np.random.Generator, n_turns: int) -> list[str]:
    """A mood stays for a while and then changes."""
    names = list(PLACES)
    label = names[rng.integers(len(names))]
    labels = []
    for _ in range(n_turns):
        if rng.random() < 0.3:
            label = names[rng.integers(len(names))]
        labels.append(label)
    return labels


def _mood(label: str, rng: np.random.Generator, noise: float) -> Mood:
    valence, arousal = np.clip(np.array(PLACES[label]) + rng.normal(0.0, noise, 2), -1.0, 1.0)
    probabilities = np.full(len(LABELS), 0.04)
    probabilities[LABELS.index(label)] += 1.0 - probabilities.sum()
    return Mood(tuple(probabilities.tolist()), float(valence), float(arousal), 0.75)


def _fit(index: CatalogueIndex, mood: Mood) -> Values:
    """(n_songs,) in [0, 1]: how a song meets the mood that a visitor truly has."""
    away = np.hypot(index.valences - mood.valence, index.arousals - mood.arousal)
    fit: Values = np.clip(1.0 - away / 1.4, 0.0, 1.0).astype(np.float64)
    return fit


def _appeal(index: CatalogueIndex, taste: Taste) -> Values:
    """(n_songs,) in [0, 1]."""
    return np.clip(np.array([taste(item) for item in index.items], np.float64), 0.0, 1.0)


def _taste(index: CatalogueIndex, kind: TasteKind, rng: np.random.Generator, split: Split) -> Taste:
    match kind:
        case TasteKind.GENRES | TasteKind.CHANGING:
            return _genre_lover(index, rng, split)
        case TasteKind.QUIET:
            loudest = rng.uniform(0.2, 0.45)
            return lambda item: 1.0 - max(0.0, item.energy - loudest) * 2.5
        case TasteKind.DECADE:
            return _of_a_time(index, rng, split)
        case TasteKind.AVOIDER:
            return _avoider(index, rng)
        case TasteKind.MIXED:
            parts = (_genre_lover(index, rng, split), _of_a_time(index, rng, split), _avoider(index, rng))
            return lambda item: float(np.mean([part(item) for part in parts]))


def _genre_lover(index: CatalogueIndex, rng: np.random.Generator, split: Split) -> Taste:
    genres = _of_split(
        _frequent(genre for item in index.items for genre in item.genres), split, decades=False
    )
    drawn = rng.permutation(genres).tolist()
    loved, hated = set(drawn[:3]), set(drawn[3:5])

    def appeal(item: Item) -> float:
        if loved.intersection(item.genres):
            return 1.0
        return 0.05 if hated.intersection(item.genres) else 0.3

    return appeal


def _of_a_time(index: CatalogueIndex, rng: np.random.Generator, split: Split) -> Taste:
    decades = _of_split(
        _frequent(genre for item in index.items for genre in item.genres), split, decades=True
    )
    middle = int(decades[rng.integers(len(decades))][:4]) + 5
    return lambda item: 0.15 + 0.85 * float(np.exp(-(((item.year or 0) - middle) ** 2) / (2 * 8.0**2)))


def _avoider(index: CatalogueIndex, rng: np.random.Generator) -> Taste:
    traits = _frequent(trait for item in index.items for trait in item.traits)
    if not traits:
        return lambda _: 0.5
    avoided = traits[rng.integers(len(traits))]
    return lambda item: 0.05 if avoided in item.traits else 0.75


def _frequent(words: object) -> list[str]:
    found, counts = np.unique(np.array(list(words)), return_counts=True)  # type: ignore[call-overload]
    return [str(word) for word, n in zip(found, counts, strict=True) if n >= LEAST_SONGS]


def _of_split(words: Sequence[str], split: Split, *, decades: bool) -> list[str]:
    of_kind = [word for word in words if word[:4].isdigit() is decades]
    kept = [word for word in of_kind if (crc32(word.encode()) % 2 == 0) is (split is Split.TUNE)]
    return kept or of_kind
