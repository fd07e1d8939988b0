import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personalization.catalogue.loader import own_items
from personalization.genres import spoken
from personalization.interaction import InteractionKind
from personalization.item import Item, ItemKind, Purpose
from personalization.learning import moved
from personalization.mood import Mood
from personalization.profile import Polarity, Preferences, Strategy, Subject, Told
from personalization.recommend.contract import Factor, History, Recommendation, RecommendationRequest
from personalization.recommend.explain import strongest
from personalization.recommend.index import CatalogueIndex
from personalization.recommend.personal import PersonalRecommender
from personalization.recommend.score import Weights, target_of
from personalization.space import item_vectors, vector_of
from personalization.user_vector import UserVector
from tests.personalization.conftest import ANGRY, EVEN, GLAD, SAD, TENSE, feeling

TRACKS = frozenset({ItemKind.TRACK})
MOODS = (SAD, TENSE, ANGRY, GLAD, EVEN)
JAZZ = Told(Subject.GENRE, "jazz", Polarity.LOVED)
SOUL_LOVER = UserVector({"genre:soul": 0.8, "genre:metal": -0.4, "decade:1960s": 0.3}, 12, 8)
TASTES = {
    "none": Preferences(),
    "told": Preferences((JAZZ, Told(Subject.TRAIT, "strings", Polarity.LOVED))),
    "liked": Preferences(affinity={"soul": 0.8, "1960s": 0.2, "metal": -0.6}, vector=SOUL_LOVER),
    "picked": Preferences(vector=replace(SOUL_LOVER, n_picked=12)),
    "passed over": Preferences(vector=replace(SOUL_LOVER, n_picked=0)),
    "mixed": Preferences((JAZZ,), vector=SOUL_LOVER),
}


SMALL = CatalogueIndex([item for item in own_items() if item.kind is ItemKind.TRACK][:12])


def choices(
    catalogue: Sequence[Item], *, mood: Mood | None, taste: Preferences, genre: str | None = None
) -> list[Recommendation]:
    request = RecommendationRequest("ann", None, mood, n=40, preferences=taste, genre=genre)
    return PersonalRecommender(seed=5).recommend(request, CatalogueIndex(catalogue))


def of_tracks(catalogue: Sequence[Item], request: RecommendationRequest) -> list[Item]:
    return [
        choice.item for choice in PersonalRecommender(seed=5).recommend(request, CatalogueIndex(catalogue))
    ]


def likeness(taste: UserVector, item: Item, catalogue: Sequence[Item]) -> float:
    """How far an item lies the way of a taste, reckoned anew."""
    of_kind = item_vectors([other for other in catalogue if other.kind is item.kind])
    return float(vector_of(dict(taste.weights)) @ (item_vectors([item])[0] - of_kind.mean(axis=0)))


def mean_place(items: Sequence[Item]) -> tuple[float, float]:
    return sum(i.valence for i in items) / len(items), sum(i.arousal for i in items) / len(items)


@pytest.mark.parametrize("taste", TASTES.values(), ids=TASTES)
@pytest.mark.parametrize("mood", [*MOODS, None], ids=lambda m: m.label if m else "unknown")
@pytest.mark.parametrize("genre", [None, "blues"])
def test_every_reason_names_only_what_is_true_of_the_item_and_the_person(
    catalogue: list[Item], mood: Mood | None, taste: Preferences, genre: str | None
) -> None:
    for choice in choices(catalogue, mood=mood, taste=taste, genre=genre):
        why, item = choice.why.casefold(), choice.item
        named = strongest(choice.contributions)
        if "you told me you love" in why:
            assert Factor.TOLD in named
            loved = [told for told in taste.told if told.concerns(item)]
            assert any(f"love {told.spoken.casefold()}" in why for told in loved)
        if "you liked" in why:
            assert Factor.LEARNED in named
            liked = {g for g in item.genres if taste.affinity.get(g, 0) > 0}
            assert any(f"you liked {spoken(g).casefold()} here" in why for g in liked)
        if "you picked" in why or "passed over" in why:
            assert Factor.LEARNED in named
            assert likeness(taste.vector, item, catalogue) > 0
            assert ("you picked" in why) is (taste.vector.n_picked > 0)
            assert ("passed over" in why) is (taste.vector.n_picked < taste.vector.n_events)
        if "than what i have on average" in why:
            assert Factor.MOOD in named
            assert next(c.value for c in choice.contributions if c.factor is Factor.MOOD) > 0
        if "not shown you lately" in why:
            assert Factor.NOVELTY in named
        if "you asked for" in why:
            assert Factor.ASKED in named
            assert genre in item.genres
        if "chosen for" in why:
            assert Factor.NEED in named
            assert mood is not None
            assert Purpose(mood.need or "") in item.purposes
        if "this one is" in why:
            assert Factor.MOOD in named
            assert mood is not None


def test_the_named_factor_is_the_one_that_made_the_difference(catalogue: list[Item]) -> None:
    """Take the named factor away, and the item loses more than by any other."""
    everything = Weights(chance=0.0)
    without = {
        Factor.MOOD: replace(everything, mood=0.0),
        Factor.NEED: replace(everything, need=0.0),
        Factor.TOLD: replace(everything, told=0.0),
        Factor.LEARNED: replace(everything, learned=0.0),
    }
    taste = Preferences(
        told=(Told(Subject.GENRE, "jazz", Polarity.LOVED),),
        vector=UserVector({"genre:soul": 0.8, "affect:energy": -0.2}, 20, 14),
    )
    request = RecommendationRequest("ann", TRACKS, SAD, n=len(catalogue), preferences=taste)

    def lead_over_average(weights: Weights) -> dict[str, float]:
        chosen = PersonalRecommender(weights=weights, diversity=0.0).recommend(
            request, CatalogueIndex(catalogue)
        )
        average = sum(choice.score for choice in chosen) / len(chosen)
        return {choice.item.id: choice.score - average for choice in chosen}

    full = lead_over_average(everything)
    losses = {factor: lead_over_average(weights) for factor, weights in without.items()}
    for choice in PersonalRecommender(weights=everything, diversity=0.0).recommend(
        replace(request, n=20), CatalogueIndex(catalogue)
    ):
        lost = {factor: full[choice.item.id] - leads[choice.item.id] for factor, leads in losses.items()}
        assert choice.contributions[0].factor is max(lost, key=lost.__getitem__)
        assert choice.contributions[0].value == pytest.approx(max(lost.values()), abs=1e-5)


def test_an_item_far_from_the_mood_is_not_called_close(catalogue: list[Item]) -> None:
    metal = [item for item in catalogue if "metal" in item.genres]
    for choice in choices(metal, mood=replace(SAD, need=None), taste=Preferences()):
        assert "close" not in choice.why


def test_sad_and_glad_and_angry_people_get_different_songs(catalogue: list[Item]) -> None:
    sad, glad, angry = (
        mean_place(of_tracks(catalogue, RecommendationRequest("ann", TRACKS, mood, n=10)))
        for mood in (SAD, GLAD, ANGRY)
    )
    assert sad[0] < 0 < glad[0]
    assert sad[1] < 0 < angry[1]
    assert angry[0] < glad[0]


def test_a_tense_person_in_need_of_calm_is_led_to_something_quieter(catalogue: list[Item]) -> None:
    items = of_tracks(catalogue, RecommendationRequest("ann", TRACKS, TENSE, n=10))
    valence, arousal = mean_place(items)
    assert arousal < TENSE.arousal - 0.4
    assert valence > TENSE.valence


def test_the_persons_own_strategy_comes_before_the_usual_one(catalogue: list[Item]) -> None:
    tense = replace(TENSE, need=None)
    matched, led = (
        mean_place(of_tracks(catalogue, RecommendationRequest("ann", TRACKS, tense, n=10, strategy=strategy)))
        for strategy in (Strategy.MATCH, Strategy.LEAD)
    )
    assert led[0] > matched[0]
    assert led[1] < matched[1]


def test_an_uncertain_reading_weighs_little(catalogue: list[Item]) -> None:
    taste = Preferences(told=(Told(Subject.GENRE, "techno", Polarity.LOVED),))
    unsure = feeling("sadness", -0.6, -0.4, confidence=0.05)
    (chosen,) = PersonalRecommender().recommend(
        RecommendationRequest("ann", TRACKS, unsure, preferences=taste), CatalogueIndex(catalogue)
    )
    assert "techno" in chosen.item.genres
    assert "sounds" not in chosen.why


def test_without_any_reading_the_start_is_gentle(catalogue: list[Item]) -> None:
    for item in of_tracks(catalogue, RecommendationRequest("ann", TRACKS, None, n=10)):
        assert item.valence > 0
        assert abs(item.arousal) < 0.5


def test_near_equals_change_places_from_person_to_person(catalogue: list[Item]) -> None:
    first = {of_tracks(catalogue, RecommendationRequest(f"user{n}", TRACKS, SAD))[0].id for n in range(20)}
    assert len(first) >= 3


def test_two_visitors_with_different_histories_get_different_songs_for_the_same_mood(
    catalogue: list[Item],
) -> None:
    index = CatalogueIndex(catalogue)

    def after(genre: str) -> list[Item]:
        taste = UserVector()
        liked = [item for item in catalogue if genre in item.genres][:4]
        for item in liked:
            taste = moved(taste, index.direction(item), InteractionKind.LIKE)
        request = RecommendationRequest("ann", TRACKS, EVEN, n=5, preferences=Preferences(vector=taste))
        return [choice.item for choice in PersonalRecommender(seed=5).recommend(request, index)]

    jazz, metal = after("jazz"), after("metal")
    assert not {item.id for item in jazz} & {item.id for item in metal}
    assert sum("jazz" in item.genres for item in jazz) >= 3
    assert not any("jazz" in item.genres for item in metal)


def test_a_taste_weighs_more_the_more_it_rests_on(catalogue: list[Item]) -> None:
    index = CatalogueIndex(catalogue)

    def weight_of(n_events: int) -> float:
        taste = Preferences(vector=UserVector({"genre:opera": 0.5}, n_events, n_events))
        request = RecommendationRequest("ann", TRACKS, SAD, n=len(catalogue), preferences=taste)
        chosen = PersonalRecommender().recommend(request, index)
        return max(c.value for choice in chosen for c in choice.contributions if c.factor is Factor.LEARNED)

    assert 0 < weight_of(1) < weight_of(5) < weight_of(50)
    assert weight_of(1) < 0.3 * weight_of(50)


@pytest.mark.parametrize("mood", [*MOODS, None], ids=lambda m: m.label if m else "unknown")
def test_a_first_visitor_gets_choices_that_differ_and_fit(catalogue: list[Item], mood: Mood | None) -> None:
    index = CatalogueIndex(catalogue)
    request = RecommendationRequest("ann", TRACKS, mood, n=5)
    alike = PersonalRecommender(seed=5, diversity=0.0).recommend(request, index)
    varied = PersonalRecommender(seed=5).recommend(request, index)
    assert spread(index, varied) > spread(index, alike)
    assert len({choice.item.artist for choice in varied}) == 5
    if mood is not None:
        target = target_of(request)
        assert target is not None
        for choice in varied:
            away = math.hypot(choice.item.valence - target.valence, choice.item.arousal - target.arousal)
            assert away < 0.6


def spread(index: CatalogueIndex, chosen: Sequence[Recommendation]) -> float:
    rows = index.rows([choice.item.id for choice in chosen])
    likeness = index.directions[rows] @ index.directions[rows].T
    return 1.0 - float(likeness[np.triu_indices(len(rows), 1)].mean())


def test_an_offer_differs_from_the_one_before(catalogue: list[Item]) -> None:
    index = CatalogueIndex(catalogue)
    recommender = PersonalRecommender(seed=5)
    (first,) = recommender.recommend(RecommendationRequest("ann", TRACKS, SAD), index)
    after = RecommendationRequest("ann", TRACKS, SAD, history=History({first.item.id: 0}, n_offers=1))
    (second,) = recommender.recommend(after, index)
    careless = PersonalRecommender(seed=5, diversity=0.0).recommend(after, index)
    assert spread(index, [first, second]) >= spread(index, [first, careless[0]])


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_whatever_happened_before_the_same_item_never_comes_twice_in_a_row(data: st.DataObject) -> None:
    items = SMALL.items
    ids = st.sampled_from([item.id for item in items])
    offered = data.draw(st.lists(ids, min_size=1, max_size=40))
    disliked = frozenset(data.draw(st.lists(ids, max_size=5)))
    skipped = frozenset(data.draw(st.lists(ids, max_size=10)))
    offers_ago: dict[str, int] = {}
    for ago, item_id in enumerate(offered):
        offers_ago.setdefault(item_id, ago)
    genre = data.draw(st.sampled_from([None, *{genre for item in items for genre in item.genres}]))
    request = RecommendationRequest(
        "ann",
        None,
        data.draw(st.sampled_from([None, *MOODS])),
        n=data.draw(st.integers(1, 5)),
        genre=genre,
        history=History(offers_ago, disliked, skipped, len(offered)),
    )
    chosen = [choice.item.id for choice in PersonalRecommender().recommend(request, SMALL)]
    assert offered[0] not in chosen
    assert not disliked & set(chosen)
    assert len(set(chosen)) == len(chosen)
