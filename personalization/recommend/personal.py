"""The recommender that is served: mood, need and taste, in four stages."""

from personalization.recommend.contract import Contribution, Recommendation, RecommendationRequest
from personalization.recommend.explain import reason
from personalization.recommend.index import CatalogueIndex
from personalization.recommend.retrieve import eligible
from personalization.recommend.score import FACTORS, Scored, Weights, score
from personalization.recommend.select import DIVERSITY, select


class PersonalRecommender:
    """Retrieves, scores, selects and explains; `seed` decides between near-equals, each offer anew."""

    def __init__(
        self,
        *,
        seed: int = 0,
        weights: Weights | None = None,
        diversity: float = DIVERSITY,
        variant: str = "personal",
    ) -> None:
        """Hold the weights."""
        self._seed = seed
        self._weights = weights or Weights()
        self._diversity = diversity
        self._variant = variant

    @property
    def variant(self) -> str:
        """Recorded with each offer."""
        return self._variant

    def recommend(self, request: RecommendationRequest, index: CatalogueIndex) -> list[Recommendation]:
        """At most `request.n` items, best first."""
        rows = eligible(request, index)
        if not len(rows):
            return []
        scored = score(request, index, rows, self._weights, seed=self._seed)
        chosen = select(request, index, scored, diversity=self._diversity)
        return [self._recommendation(request, index, scored, *one) for one in chosen]

    def _recommendation(
        self,
        request: RecommendationRequest,
        index: CatalogueIndex,
        scored: Scored,
        position: int,
        marginal: float,
    ) -> Recommendation:
        item = index.items[scored.rows[position]]
        contributions = tuple(
            sorted(
                (
                    Contribution(factor, float(value))
                    for factor, value in zip(FACTORS, scored.above_average(position), strict=True)
                ),
                key=lambda contribution: -contribution.value,
            )
        )
        why = reason(item, contributions, request, scored.target)
        return Recommendation(item, marginal, why, self._variant, contributions, request.mood)
