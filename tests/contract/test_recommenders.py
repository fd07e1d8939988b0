"""One contract, every recommender."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from personalization.catalogue.loader import own_items
from personalization.item import Item, ItemKind
from personalization.profile import Polarity, Preferences, Subject, Told, When
from personalization.recommend.baselines import (
    AffinityRecommender,
    PopularityRecommender,
    RandomRecommender,
)
from personalization.recommend.contract import History, RecommendationRequest, Recommender
from personalization.recommend.index import CatalogueIndex
from personalization.recommend.personal import PersonalRecommender
from tests.personalization.conftest import ANGRY, EVEN, GLAD, SAD, TENSE

ITEMS = own_items()
INDEX = CatalogueIndex(ITEMS)

RECOMMENDERS: tuple[Recommender, ...] = (
    PersonalRecommender(seed=3),
    RandomRecommender(seed=3),
    AffinityRecommender(),
    PopularityRecommender({ITEMS[5].id: 4, ITEMS[9].id: 2}),
)

REQUESTS = tuple(
    RecommendationRequest("ann", frozenset({kind}), mood, n=5)
    for kind in ItemKind
    for mood in (SAD, TENSE, ANGRY, GLAD, EVEN, None)
)

every_recommender = pytest.mark.parametrize("recommender", RECOMMENDERS, ids=lambda r: r.variant)
every_request = pytest.mark.parametrize(
    "request_", REQUESTS, ids=lambda r: f"{min(r.kinds)}-{r.mood.label if r.mood else 'unknown'}"
)


def ids(
    recommender: Recommender, request: RecommendationRequest, items: Sequence[Item] | None = None
) -> list[str]:
    index = INDEX if items is None else CatalogueIndex(items)
    return [choice.item.id for choice in recommender.recommend(request, index)]


@every_recommender
@every_request
def test_it_gives_as_many_different_items_as_asked_of_the_kinds_asked_best_first(
    recommender: Recommender, request_: RecommendationRequest
) -> None:
    chosen = recommender.recommend(request_, INDEX)
    assert len({choice.item.id for choice in chosen}) == len(chosen) == request_.n
    assert all(request_.kinds and choice.item.kind in request_.kinds for choice in chosen)
    assert [choice.score for choice in chosen] == sorted((c.score for c in chosen), reverse=True)


@every_recommender
@every_request
def test_each_choice_says_in_one_sentence_why_and_who_chose(
    recommender: Recommender, request_: RecommendationRequest
) -> None:
    for choice in recommender.recommend(request_, INDEX):
        assert choice.why[0].isupper()
        assert choice.why.endswith(".")
        assert choice.why.count(".") == 1
        assert choice.variant == recommender.variant
        assert choice.contributions


@every_recommender
@every_request
def test_no_reason_states_a_reading_as_a_fact_about_the_person(
    recommender: Recommender, request_: RecommendationRequest
) -> None:
    for choice in recommender.recommend(request_, INDEX):
        why = f" {choice.why.casefold()} "
        assert not any(claim in why for claim in (" you are ", " you're ", " you feel ", " your mood "))


@every_recommender
@every_request
def test_the_same_question_gives_the_same_answer(
    recommender: Recommender, request_: RecommendationRequest
) -> None:
    assert recommender.recommend(request_, INDEX) == recommender.recommend(request_, INDEX)


@every_recommender
def test_the_order_of_the_catalogue_does_not_matter(recommender: Recommender) -> None:
    request = REQUESTS[0]
    assert ids(recommender, request) == ids(recommender, request, ITEMS[::-1])


@every_recommender
@every_request
def test_what_is_excluded_disliked_or_of_a_rejected_genre_never_comes(
    recommender: Recommender, request_: RecommendationRequest
) -> None:
    excluded, disliked, *_ = ids(recommender, request_)
    strict = replace(
        request_,
        n=len(ITEMS),
        exclude=frozenset({excluded}),
        history=History(disliked=frozenset({disliked})),
        preferences=Preferences(told=(Told(Subject.GENRE, "rock", Polarity.REJECTED),)),
    )
    chosen = recommender.recommend(strict, INDEX)
    assert chosen
    assert not {excluded, disliked} & {choice.item.id for choice in chosen}
    assert not any("rock" in choice.item.genres for choice in chosen)


@every_recommender
def test_what_was_offered_lately_comes_again_only_when_nothing_else_is_left(recommender: Recommender) -> None:
    reads = frozenset({ItemKind.READ})
    items = [item for item in ITEMS if item.kind is ItemKind.READ][:20]
    fresh, *offered = [item.id for item in items]
    history = History({item: ago for ago, item in enumerate(offered)}, n_offers=len(offered))
    request = RecommendationRequest("ann", reads, SAD, history=history)
    assert ids(recommender, request, items) == [fresh]
    exhausted = replace(request, exclude=frozenset({fresh}))
    assert ids(recommender, exhausted, items) == [offered[-1]]


@every_recommender
def test_the_same_item_never_comes_twice_in_a_row_even_if_it_is_the_only_one(
    recommender: Recommender,
) -> None:
    only = ITEMS[0]
    history = History({only.id: 0}, n_offers=1)
    assert ids(recommender, RecommendationRequest("ann", history=history), [only]) == []


@every_recommender
@pytest.mark.parametrize(("hour", "comes"), [(23, False), (None, False), (12, True)])
def test_what_is_refused_at_night_never_comes_at_night(
    recommender: Recommender, hour: int | None, *, comes: bool
) -> None:
    taste = Preferences((Told(Subject.GENRE, "rock", Polarity.REJECTED, When.NIGHT),))
    request = RecommendationRequest("ann", frozenset({ItemKind.TRACK}), GLAD, n=len(ITEMS), preferences=taste)
    chosen = recommender.recommend(replace(request, local_hour=hour), INDEX)
    assert any("rock" in choice.item.genres for choice in chosen) is comes


@every_recommender
@pytest.mark.parametrize("told", [
    Told(Subject.GENRE, "jazz", Polarity.REJECTED),
    Told(Subject.DECADE, "1980s", Polarity.REJECTED),
    Told(Subject.TRAIT, "drums", Polarity.REJECTED),
    Told(Subject.ARTIST, "AC/DC", Polarity.REJECTED),
], ids=lambda told: told.kind.value)  # fmt: skip
def test_no_refused_genre_decade_trait_or_artist_ever_comes(recommender: Recommender, told: Told) -> None:
    request = RecommendationRequest("ann", n=len(ITEMS), preferences=Preferences((told,)))
    chosen = recommender.recommend(request, INDEX)
    assert chosen
    assert not any(told.concerns(choice.item) for choice in chosen)


@every_recommender
def test_an_asked_genre_comes_where_the_catalogue_has_it(recommender: Recommender) -> None:
    request = RecommendationRequest("ann", frozenset({ItemKind.TRACK}), SAD, genre="opera")
    (chosen,) = recommender.recommend(request, INDEX)
    assert "opera" in chosen.item.genres


@every_recommender
def test_nothing_to_choose_from_gives_nothing(recommender: Recommender) -> None:
    assert recommender.recommend(REQUESTS[0], CatalogueIndex([])) == []


def test_asking_for_no_items_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RecommendationRequest("ann", n=0)
    with pytest.raises(ValueError, match="between 0 and 23"):
        RecommendationRequest("ann", local_hour=24)
