"""Baselines behind the same contract: what any real recommender has to beat."""

import hashlib
from collections.abc import Mapping, Sequence

from personalization.item import Item
from personalization.recommend.contract import (
    Contribution,
    Factor,
    Recommendation,
    RecommendationRequest,
)
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

    def recommend(self, request: RecommendationRequest, items: Sequence[Item]) -> list[Recommendation]:
        """At most `request.n` items in a random order."""
        drawn = sorted(
            ((self._draw(request, item), item) for item in eligible(request, items)),
            key=lambda pair: -pair[0],
        )
        return [
            Recommendation(
                item,
                score,
                "It was drawn by chance, for a change.",
                self.variant,
                (Contribution(Factor.CHANCE, score),),
                request.mood,
            )
            for score, item in drawn[: request.n]
        ]

    def _draw(self, request: RecommendationRequest, item: Item) -> float:
        moment = f"{self._seed}|{request.user_id}|{request.history.n_offers}|{item.id}"
        return int.from_bytes(hashlib.blake2b(moment.encode(), digest_size=4).digest()) / 2**32


class PopularityRecommender:
    """What was liked and finished most; `counts` says how often, by item id."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Hold the counts."""
        self._counts = dict(counts)

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return "popularity"

    def recommend(self, request: RecommendationRequest, items: Sequence[Item]) -> list[Recommendation]:
        """At most `request.n` items, the most liked first, then by id."""
        ranked = sorted(eligible(request, items), key=lambda item: (-self._count(item), item.id))
        return [self._recommendation(request, item) for item in ranked[: request.n]]

    def _count(self, item: Item) -> int:
        return self._counts.get(item.id, 0)

    def _recommendation(self, request: RecommendationRequest, item: Item) -> Recommendation:
        n_times = self._count(item)
        why = (
            f"It was liked or finished {n_times} {'time' if n_times == 1 else 'times'} here."
            if n_times
            else "Nobody has rated it here yet, so it comes in the order of the catalogue."
        )
        contribution = Contribution(Factor.POPULARITY, float(n_times))
        return Recommendation(item, float(n_times), why, self.variant, (contribution,), request.mood)
