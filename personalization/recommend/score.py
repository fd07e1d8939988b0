"""Second stage: what speaks for each item that may be offered, factor by factor."""

import math
from dataclasses import astuple, dataclass
from zlib import crc32

import numpy as np

from perception.emotion import LABELS
from personalization.item import FEELINGS
from personalization.mood import Mood
from personalization.recommend.asked import asked_for
from personalization.recommend.contract import Factor, RecommendationRequest
from personalization.recommend.index import CatalogueIndex, Rows, Scores
from personalization.recommend.strategy import Target, purpose_of, target_for
from personalization.space import vector_of

FACTORS = (Factor.MOOD, Factor.NEED, Factor.ASKED, Factor.TOLD, Factor.LEARNED, Factor.NOVELTY)
_ASKED = FACTORS.index(Factor.ASKED)
_LARGEST_DISTANCE = math.hypot(2.0, 2.0)

UNKNOWN_MOOD_TARGET = (0.45, -0.15)
"""Valence and arousal of a gentle start, where no mood was sensed."""

UNKNOWN_MOOD_SHARE = 0.5
"""How much of the mood's weight that start gets."""

EVEN_SHARE = 0.35
"""How much of the mood's weight a purely neutral reading gets: somebody even-tempered is led nowhere, so
their taste may decide. Our own judgement."""

SETTLED_LENGTH = 0.3
"""A taste whose vector is shorter than this is of two minds, and counts less the shorter it is."""

HALF_EVIDENCE = 4.0
"""After so many events the learned taste has half of its weight."""


@dataclass(frozen=True)
class Weights:
    """What each factor can add to a score; our own judgement, tried on simulated visitors."""

    mood: float = 2.0
    need: float = 0.6
    asked: float = 1.0
    told: float = 0.6
    learned: float = 1.2
    novelty: float = 0.1
    chance: float = 0.08

    def of_factors(self) -> Scores:
        """(n_factors,), chance left out."""
        return np.array(astuple(self)[: len(FACTORS)], np.float32)


@dataclass(frozen=True)
class Scored:
    """Eligible rows, their `totals` (n_rows,), and what speaks for them: `weighted` (n_factors, n_rows)."""

    rows: Rows
    totals: Scores
    weighted: Scores
    target: Target | None

    def above_average(self, position: int) -> Scores:
        """(n_factors,) how much each factor puts one of the rows above the average one."""
        above: Scores = self.weighted[:, position] - self.weighted.mean(axis=1)
        above[_ASKED] = self.weighted[_ASKED, position]  # the wish already narrowed the rows: it decided
        return above


def score(
    request: RecommendationRequest, index: CatalogueIndex, rows: Rows, weights: Weights, *, seed: int
) -> Scored:
    """Weigh every factor; `seed` decides between near-equals, each offer anew."""
    target = target_of(request)
    weighted = _factors(request, index, rows, target)
    weighted *= weights.of_factors()[:, np.newaxis]
    totals = weighted.sum(axis=0)
    totals += np.float32(weights.chance) * _draw(request, index, rows, seed)
    return Scored(rows, totals, weighted, target)


def target_of(request: RecommendationRequest) -> Target | None:
    """The point that items should stand near; None where no mood was sensed."""
    if request.mood is None:
        return None
    preferred = request.strategy or request.preferences.strategy
    return target_for(request.mood, purpose_of(request.wanted_need), preferred)


def _factors(
    request: RecommendationRequest, index: CatalogueIndex, rows: Rows, target: Target | None
) -> Scores:
    """(n_factors, n_rows), each about in [-1, 1]."""
    need = purpose_of(request.wanted_need)
    columns = np.zeros((len(FACTORS), len(index)), np.float32)
    columns[0] = _mood(request.mood, target, index)
    if need is not None:
        columns[1] = index.good_for(need)
    for asked in asked_for(request, index):
        columns[2] = np.maximum(columns[2], asked)
    if request.wish.unwanted:
        columns[2] = 1.0  # what is left after that is all without it
    for told in request.preferences.loved(request.local_hour):
        columns[3] = np.maximum(columns[3], index.concerned(told))
    columns[4] = taste(request, index)
    columns[5] = 1.0
    columns[5, index.rows(request.history.offers_ago)] = 0.0
    return columns if len(rows) == len(index) else columns.take(rows, axis=1)


def taste(request: RecommendationRequest, index: CatalogueIndex) -> Scores:
    """(n_items,) in [-1, 1]: how far an item lies the person's way, as far as there is evidence."""
    vector = request.preferences.vector
    direction = vector_of(dict(vector.weights))
    length = float(np.linalg.norm(direction))
    if vector.n_events == 0 or length < 1e-6:
        return np.zeros(len(index), np.float32)
    evidence = vector.n_events / (vector.n_events + HALF_EVIDENCE)
    settled = min(1.0, length / SETTLED_LENGTH)
    likeness: Scores = index.directions @ (direction * np.float32(settled * evidence / length))
    return likeness


def _mood(mood: Mood | None, target: Target | None, index: CatalogueIndex) -> Scores:
    """(n_items,) nearness to the target and likeness of feelings, as far as the reading can be trusted."""
    if mood is None or target is None:
        return np.float32(UNKNOWN_MOOD_SHARE) * _nearness(*UNKNOWN_MOOD_TARGET, index)
    feelings = np.array(mood.probabilities[: len(FEELINGS)], np.float32)
    length = float(np.linalg.norm(feelings))
    likeness = index.unit_feelings @ (feelings / max(length, 1e-6))
    share = 0.25 if (target.valence, target.arousal) == (mood.valence, mood.arousal) else 0.1
    nearness = _nearness(target.valence, target.arousal, index)
    felt = 1.0 - mood.probabilities[LABELS.index("neutral")]
    trust = mood.confidence * (EVEN_SHARE + (1.0 - EVEN_SHARE) * felt)
    trusted: Scores = nearness * np.float32(trust * (1.0 - share))
    trusted += likeness * np.float32(trust * share)
    return trusted


def _nearness(valence: float, arousal: float, index: CatalogueIndex) -> Scores:
    """(n_items,) in [0, 1]: 1 at the point itself."""
    away = np.hypot(index.valences - np.float32(valence), index.arousals - np.float32(arousal))
    nearness: Scores = 1.0 - away / np.float32(_LARGEST_DISTANCE)
    return nearness


def _draw(request: RecommendationRequest, index: CatalogueIndex, rows: Rows, seed: int) -> Scores:
    """(n_rows,) in [0, 1): the same for the same seed, person and offer. Mixes bits as MurmurHash3 ends."""
    moment = crc32(f"{seed}|{request.user_id}|{request.history.n_offers}".encode())
    mixed = index.numbers[rows] ^ np.uint32(moment)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    drawn: Scores = mixed.astype(np.float32) / np.float32(2**32)
    return drawn
