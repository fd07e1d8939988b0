"""The first real recommender: mood, need and taste, weighed and explained."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from personalization.item import FEELINGS, Item
from personalization.mood import Mood
from personalization.recommend.contract import (
    Contribution,
    Factor,
    Recommendation,
    RecommendationRequest,
)
from personalization.recommend.explain import reason
from personalization.recommend.retrieve import eligible
from personalization.recommend.strategy import Target, purpose_of, target_for

_FACTORS = (Factor.MOOD, Factor.NEED, Factor.ASKED, Factor.TOLD, Factor.LEARNED, Factor.NOVELTY)
_ASKED = _FACTORS.index(Factor.ASKED)
_LARGEST_DISTANCE = math.hypot(2.0, 2.0)

UNKNOWN_MOOD_TARGET = (0.45, -0.15)
"""Valence and arousal of a gentle start, where no mood was sensed."""

UNKNOWN_MOOD_SHARE = 0.5
"""How much of the mood's weight that start gets."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """What each factor can add to a score. Our own judgement; feedback will tune them."""

    mood: float = 2.0
    need: float = 0.6
    asked: float = 1.0
    told: float = 0.6
    learned: float = 0.4
    novelty: float = 0.1
    chance: float = 0.08

    def as_array(self) -> Scores:
        """In the order of the factors, chance left out."""
        return np.array([self.mood, self.need, self.asked, self.told, self.learned, self.novelty])


class MoodMatchRecommender:
    """Scores every eligible item by each factor; `seed` decides between near-equals, each offer anew."""

    def __init__(self, *, seed: int = 0, weights: Weights | None = None) -> None:
        """Hold the weights."""
        self._seed = seed
        self._weights = weights or Weights()

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return "mood-match"

    def recommend(self, request: RecommendationRequest, items: Sequence[Item]) -> list[Recommendation]:
        """At most `request.n` items, best first."""
        candidates = eligible(request, items)
        if not candidates:
            return []
        target = _target(request)
        weighted = _factor_scores(request, candidates, target) * self._weights.as_array()
        above_average = weighted - weighted.mean(axis=0)
        above_average[:, _ASKED] = weighted[:, _ASKED]  # the wish already narrowed the candidates: it decided
        totals = weighted.sum(axis=1) + self._weights.chance * self._draw(request, candidates)
        order = np.argsort(-totals, kind="stable")[: request.n]
        return [
            self._recommendation(request, candidates[i], float(totals[i]), above_average[i], target)
            for i in order
        ]

    def _recommendation(
        self,
        request: RecommendationRequest,
        item: Item,
        score: float,
        above_average: Scores,
        target: Target | None,
    ) -> Recommendation:
        contributions = tuple(
            sorted(
                (
                    Contribution(factor, float(value))
                    for factor, value in zip(_FACTORS, above_average, strict=True)
                ),
                key=lambda contribution: -contribution.value,
            )
        )
        why = reason(item, contributions, request, target)
        return Recommendation(item, score, why, self.variant, contributions, request.mood)

    def _draw(self, request: RecommendationRequest, candidates: Sequence[Item]) -> Scores:
        moment = crc32(f"{self._seed}|{request.user_id}|{request.history.n_offers}|".encode())
        return np.array([crc32(item.id.encode(), moment) / 2**32 for item in candidates])


def _target(request: RecommendationRequest) -> Target | None:
    if request.mood is None:
        return None
    preferred = request.strategy or request.preferences.strategy
    return target_for(request.mood, purpose_of(request.wanted_need), preferred)


def _factor_scores(
    request: RecommendationRequest, candidates: Sequence[Item], target: Target | None
) -> Scores:
    """(n_items, n_factors), each about in [-1, 1]."""
    columns = np.zeros((len(candidates), len(_FACTORS)))
    if request.mood is not None and target is not None:
        columns[:, 0] = _mood_scores(request.mood, target, candidates)
    else:
        columns[:, 0] = UNKNOWN_MOOD_SHARE * _nearness(*UNKNOWN_MOOD_TARGET, candidates)
    need, genre = purpose_of(request.wanted_need), request.genre
    loved = request.preferences.loved(request.local_hour)
    columns[:, 1:] = [
        (
            need in item.purposes,
            genre in item.genres,
            any(told.concerns(item) for told in loved),
            _affinity(request, item),
            item.id not in request.history.offers_ago,
        )
        for item in candidates
    ]
    return columns


def _mood_scores(mood: Mood, target: Target, candidates: Sequence[Item]) -> Scores:
    """Nearness to the target and likeness of feelings, as far as the reading can be trusted."""
    nearness = _nearness(target.valence, target.arousal, candidates)
    likeness = _cosine(
        np.array(mood.probabilities[: len(FEELINGS)]), np.array([item.feelings for item in candidates])
    )
    share = 0.25 if (target.valence, target.arousal) == (mood.valence, mood.arousal) else 0.1
    trusted: Scores = mood.confidence * ((1.0 - share) * nearness + share * likeness)
    return trusted


def _nearness(valence: float, arousal: float, candidates: Sequence[Item]) -> Scores:
    """(n_items,) in [0, 1]: 1 at the point itself."""
    places = np.array([(item.valence, item.arousal) for item in candidates])  # (n_items, 2)
    distance = np.hypot(places[:, 0] - valence, places[:, 1] - arousal)
    nearness: Scores = 1.0 - distance / _LARGEST_DISTANCE
    return nearness


def _cosine(feelings: Scores, of_items: Scores) -> Scores:
    """(8,) against (n_items, 8) -> (n_items,)."""
    lengths = np.linalg.norm(of_items, axis=1) * np.linalg.norm(feelings)
    return np.divide(of_items @ feelings, lengths, out=np.zeros(len(of_items)), where=lengths > 0)


def _affinity(request: RecommendationRequest, item: Item) -> float:
    known = [
        request.preferences.affinity[genre] for genre in item.genres if genre in request.preferences.affinity
    ]
    return max(known, key=abs) if known else 0.0
