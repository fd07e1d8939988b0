"""Let a recommender choose for a scripted visitor, turn after turn, and learn from what they do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from personalization.history import history_of
from personalization.interaction import InteractionKind
from personalization.item import ItemKind
from personalization.learning import learned
from personalization.profile import Preferences
from personalization.recommend.baselines import AffinityRecommender, PopularityRecommender, RandomRecommender
from personalization.recommend.contract import RecommendationRequest, Recommender
from personalization.recommend.index import CatalogueIndex
from personalization.recommend.personal import PersonalRecommender
from personalization.recommend.retrieve import eligible
from personalization.recommend.score import Weights, target_of
from undertone.evaluation.metrics import AT, distance_to, feelings_cosine, ndcg, variety
from undertone.evaluation.visitors import Visitor, visitors

TRACKS = frozenset({ItemKind.TRACK})
OFFERS_KEPT = 60
POPULATION_SEED = 90_001
"""Visitors of this seed, who are never reported, make what is popular."""


@dataclass
class Course:
    """What was measured over the turns of one visitor, each a list of one value a turn."""

    ndcg: list[float] = field(default_factory=list)
    utility: list[float] = field(default_factory=list)
    distance: list[float] = field(default_factory=list)
    feelings: list[float] = field(default_factory=list)
    variety: list[float] = field(default_factory=list)
    offered: list[int] = field(default_factory=list)

    @property
    def n_repeats(self) -> int:
        """Offers of a song that the visitor had been offered before."""
        return len(self.offered) - len(set(self.offered))

    @property
    def n_in_a_row(self) -> int:
        """Offers of the song that came just before."""
        return sum(a == b for a, b in zip(self.offered, self.offered[1:], strict=False))


def recommenders(popular: Mapping[str, int], weights: Weights | None = None) -> list[Recommender]:
    """Ours, and what it has to beat."""
    ours = weights or Weights()
    mood_alone = Weights(ours.mood, ours.need, ours.asked, 0.0, 0.0, ours.novelty, ours.chance)
    return [
        PersonalRecommender(weights=ours),
        PersonalRecommender(weights=mood_alone, variant="mood alone"),
        AffinityRecommender(),
        PopularityRecommender(popular),
        RandomRecommender(),
    ]


def popularity(index: CatalogueIndex, *, each: int, n_turns: int) -> dict[str, int]:
    """How often each song was liked or finished by other visitors, who were offered songs by chance."""
    counts: dict[str, int] = {}
    for visitor in visitors(index, seed=POPULATION_SEED, each=each, n_turns=n_turns):
        for turn, row in enumerate(follow(visitor, RandomRecommender(), index).offered):
            if visitor.reaction(turn, row) in (InteractionKind.LIKE, InteractionKind.COMPLETE):
                counts[index.items[row].id] = counts.get(index.items[row].id, 0) + 1
    return counts


def follow(visitor: Visitor, recommender: Recommender, index: CatalogueIndex) -> Course:
    """One visitor through all turns: the best of ten is offered, and what they do with it is learned."""
    course = Course()
    preferences = Preferences()
    offers: list[str] = []
    opinions: list[tuple[str, InteractionKind]] = []
    for turn, sensed in enumerate(visitor.sensed):
        request = RecommendationRequest(
            visitor.name,
            TRACKS,
            sensed,
            n=AT,
            preferences=preferences,
            history=history_of(offers[::-1][:OFFERS_KEPT], opinions[::-1], len(offers)),
        )
        chosen = recommender.recommend(request, index)
        rows = index.rows(choice.item.id for choice in chosen)
        _measure(course, visitor, turn, request, index, rows)
        item, row = chosen[0].item, int(rows[0])
        offers.append(item.id)
        course.offered.append(row)
        reaction = visitor.reaction(turn, row)
        if reaction is not None:
            opinions.append((item.id, reaction))
            preferences = learned(preferences, item, index.direction(item), reaction)
    return course


def _measure(
    course: Course,
    visitor: Visitor,
    turn: int,
    request: RecommendationRequest,
    index: CatalogueIndex,
    rows: NDArray[np.intp],
) -> None:
    gains = np.clip(visitor.utilities[turn], 0.0, None) ** 2  # what is merely bearable is worth little
    target = target_of(request)
    course.ndcg.append(ndcg(gains, rows, eligible(request, index)))
    course.utility.append(float(visitor.utilities[turn, rows[0]]))
    course.variety.append(variety(index, rows))
    course.feelings.append(feelings_cosine(index, rows, visitor.moods[turn]))
    if target is not None:
        course.distance.append(distance_to(index, rows, target))


def follow_all(
    everybody: Sequence[Visitor],
    candidates: Sequence[Recommender],
    index: CatalogueIndex,
    on_course: Callable[[], object] = lambda: None,
) -> dict[str, list[Course]]:
    """Every visitor with every recommender, by the recommender's name."""
    courses: dict[str, list[Course]] = {recommender.variant: [] for recommender in candidates}
    for visitor in everybody:
        for recommender in candidates:
            courses[recommender.variant].append(follow(visitor, recommender, index))
            on_course()
    return courses
