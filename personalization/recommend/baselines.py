"""Baselines behind the same contract: what any real recommender has to beat."""

from collections.abc import Callable, Mapping
from zlib import crc32

import numpy as np

from personalization.recommend.contract import (
    Contribution,
    Factor,
    Recommendation,
    RecommendationRequest,
)
from personalization.recommend.index import CatalogueIndex, Scores
from personalization.recommend.retrieve import eligible


class RandomRecommender:
    """Any allowed item; the same seed, person and moment give the same one."""

    def __init__(self, *, seed: int = 0) -> None:
        """Hold the seed."""
        self._seed = seed

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return "random"

    def recommend(self, request: RecommendationRequest, index: CatalogueIndex) -> list[Recommendation]:
        """At most `request.n` items in a random order."""
        moment = f"{self._seed}|{request.user_id}|{request.history.n_offers}"
        drawn = np.random.default_rng(crc32(moment.encode())).random(len(index), np.float32)
        why = "It was drawn by chance, for a change."
        return _ranked(request, index, drawn, Factor.CHANCE, lambda _: why, self.variant)


class PopularityRecommender:
    """What was liked and finished most; `counts` says how often, by item id."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Hold the counts."""
        self._counts = dict(counts)

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return "popularity"

    def recommend(self, request: RecommendationRequest, index: CatalogueIndex) -> list[Recommendation]:
        """At most `request.n` items, the most liked first, then by id."""
        counts = np.array([self._counts.get(item.id, 0) for item in index.items], np.float32)
        return _ranked(request, index, counts, Factor.POPULARITY, _times, self.variant)


class AffinityRecommender:
    """What was told and how often its genres were liked, whatever the mood: preferences alone."""

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return "preferences"

    def recommend(self, request: RecommendationRequest, index: CatalogueIndex) -> list[Recommendation]:
        """At most `request.n` items, those with the best-liked genres first, then by id."""
        scores = np.zeros(len(index), np.float32)
        n_genres = np.ones(len(index), np.float32)
        for genre, affinity in request.preferences.affinity.items():
            of_genre = index.with_genre(genre)
            scores += np.float32(affinity) * of_genre
            n_genres += of_genre
        scores /= np.sqrt(n_genres)
        for told in request.preferences.loved(request.local_hour):
            scores += index.concerned(told)
        return _ranked(request, index, scores, Factor.TOLD, _by_taste, self.variant)


def _ranked(
    request: RecommendationRequest,
    index: CatalogueIndex,
    scores: Scores,
    factor: Factor,
    why: Callable[[float], str],
    variant: str,
) -> list[Recommendation]:
    """The eligible items by these scores of all items, the highest first, then by id."""
    rows = eligible(request, index)
    best = rows[np.argsort(-scores[rows], kind="stable")[: request.n]]
    return [
        Recommendation(
            index.items[row],
            float(scores[row]),
            why(float(scores[row])),
            variant,
            (Contribution(factor, float(scores[row])),),
            request.mood,
        )
        for row in best
    ]


def _times(score: float) -> str:
    n_times = int(score)
    if not n_times:
        return "Nobody has rated it here yet, so it comes in the order of the catalogue."
    return f"It was liked or finished {n_times} {'time' if n_times == 1 else 'times'} here."


def _by_taste(score: float) -> str:
    if score > 0:
        return "It is of a kind that you said or showed you like."
    return "Nothing is known of your taste for it yet."
