"""The user vector: what moves it, how far, and that it stays in bounds."""

import json
import math
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personalization.companion import MUSIC, Companion
from personalization.interaction import InteractionKind
from personalization.item import Item, ItemKind
from personalization.learning import STEPS, moved
from personalization.profile import Preferences, Subject
from personalization.recommend import score
from personalization.recommend.contract import RecommendationRequest
from personalization.recommend.index import CatalogueIndex
from personalization.space import DIMENSIONS, item_vectors, vector_of, weights_of
from personalization.user_vector import UserVector
from tests.personalization.conftest import EVEN, SAD


@pytest.fixture(scope="module")
def index(catalogue: list[Item]) -> CatalogueIndex:
    return CatalogueIndex(catalogue)


def of_genre(catalogue: list[Item], genre: str) -> list[Item]:
    return [item for item in catalogue if genre in item.genres]


def likeness(taste: UserVector, index: CatalogueIndex, item: Item) -> float:
    return float(vector_of(dict(taste.weights)) @ index.direction(item))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(sorted(STEPS))), max_size=20),
    st.integers(0, 10_000),
    st.sampled_from(sorted(STEPS)),
)
def test_whatever_was_learned_an_event_moves_the_vector_towards_or_away_from_its_item(
    index: CatalogueIndex, before: list[tuple[int, InteractionKind]], number: int, kind: InteractionKind
) -> None:
    taste = UserVector()
    for earlier, earlier_kind in before:
        taste = moved(taste, index.directions[earlier % len(index)], earlier_kind)
    direction = index.directions[number % len(index)]
    step = vector_of(dict(moved(taste, direction, kind).weights)) - vector_of(dict(taste.weights))
    towards = float(step @ direction) * math.copysign(1, STEPS[kind])
    assert towards > -0.011  # the fading of what was before may outweigh a step that was foreseen


def test_what_was_foreseen_teaches_less_than_a_surprise(index: CatalogueIndex) -> None:
    direction = index.directions[0]
    liked = moved(UserVector(), direction, InteractionKind.LIKE)
    again = moved(liked, direction, InteractionKind.LIKE)
    turned = moved(liked, direction, InteractionKind.DISLIKE)
    at = [float(vector_of(dict(taste.weights)) @ direction) for taste in (liked, again, turned)]
    assert 0 < at[1] - at[0] < at[0]
    assert at[0] - at[2] > at[0]


def test_a_like_moves_farther_than_a_play_and_a_dislike_farther_than_a_skip() -> None:
    assert STEPS[InteractionKind.LIKE] > STEPS[InteractionKind.COMPLETE] > STEPS[InteractionKind.PLAY] > 0
    assert STEPS[InteractionKind.DISLIKE] < STEPS[InteractionKind.SKIP] < 0


def test_looking_at_the_reason_moves_nothing(index: CatalogueIndex, catalogue: list[Item]) -> None:
    assert moved(UserVector(), index.direction(catalogue[0]), InteractionKind.EXPLAIN) == UserVector()


def test_a_new_taste_overgrows_an_old_one(index: CatalogueIndex, catalogue: list[Item]) -> None:
    taste = UserVector()
    jazz, metal = of_genre(catalogue, "jazz"), of_genre(catalogue, "metal")
    for n in range(20):
        taste = moved(taste, index.direction(jazz[n % len(jazz)]), InteractionKind.LIKE)
    assert likeness(taste, index, jazz[0]) > likeness(taste, index, metal[0])
    for n in range(20):
        taste = moved(taste, index.direction(metal[n % len(metal)]), InteractionKind.LIKE)
    assert likeness(taste, index, metal[0]) > likeness(taste, index, jazz[0])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(sorted(STEPS))), max_size=60))
def test_whatever_happens_the_vector_stays_finite_and_within_length_one(
    index: CatalogueIndex, events: list[tuple[int, InteractionKind]]
) -> None:
    taste = UserVector()
    for number, kind in events:
        taste = moved(taste, index.directions[number % len(index)], kind)
    length = np.linalg.norm(vector_of(dict(taste.weights)))
    assert np.isfinite(length)
    assert length <= 1.001
    assert taste.n_events == len(events)
    assert taste.n_picked == sum(STEPS[kind] > 0 for _, kind in events)
    assert UserVector.from_dict(json.loads(json.dumps(taste.as_dict()))) == taste


def test_a_vector_can_be_written_down_by_names_and_read_back() -> None:
    vector = vector_of({"genre:jazz": 0.5, "trait:drums": -0.25, "genre:no-longer-there": 1.0})
    assert weights_of(vector) == {"genre:jazz": 0.5, "trait:drums": -0.25}
    assert len(set(DIMENSIONS)) == len(DIMENSIONS)


def test_items_of_one_genre_lie_nearer_to_each_other_than_to_others(
    index: CatalogueIndex, catalogue: list[Item]
) -> None:
    for genre, other in (("jazz", "metal"), ("classical", "hip-hop"), ("electronic", "folk")):
        here = index.directions[index.rows(item.id for item in of_genre(catalogue, genre))]
        there = index.directions[index.rows(item.id for item in of_genre(catalogue, other))]
        assert (here @ here.T).mean() > (here @ there.T).mean() + 0.1


def test_every_item_has_a_place_of_its_own_kind(catalogue: list[Item]) -> None:
    vectors = item_vectors(catalogue)
    assert np.isfinite(vectors).all()
    assert (np.linalg.norm(vectors, axis=1) > 0).all()


def test_feedback_moves_the_stored_vector_at_once_and_counts_once(
    companion: Companion, now: datetime
) -> None:
    companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    for _ in range(2):
        companion.feedback("ann", InteractionKind.LIKE, now, feedback_id="f1")
    taste = companion.preferences("ann").vector
    assert (taste.n_events, taste.n_picked) == (1, 1)
    assert taste.weights
    assert companion.export("ann", now)["profile"]["preferences"]["vector"] == taste.as_dict()


def test_a_skip_that_the_card_reports_after_something_else_was_said_counts_no_second_time(
    companion: Companion, now: datetime
) -> None:
    chosen = companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    assert chosen is not None
    companion.another("ann", mood=SAD, now=now)
    receipt = companion.feedback("ann", InteractionKind.SKIP, now, item_id=chosen.item.id, feedback_id="f1")
    assert not receipt.recorded
    assert companion.preferences("ann").vector.n_events == 1


def test_something_else_moves_the_vector_once_even_if_the_card_said_so_too(
    companion: Companion, now: datetime
) -> None:
    chosen = companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    assert chosen is not None
    companion.feedback("ann", InteractionKind.SKIP, now, item_id=chosen.item.id)
    companion.another("ann", mood=SAD, now=now)
    taste = companion.preferences("ann").vector
    assert (taste.n_events, taste.n_picked) == (1, 0)
    companion.another("ann", mood=SAD, now=now)
    assert companion.preferences("ann").vector.n_events == 2


@pytest.mark.parametrize("kind", [InteractionKind.LIKE, InteractionKind.PLAY, InteractionKind.DISLIKE])
def test_what_is_said_of_one_offer_again_and_again_counts_once(
    companion: Companion, now: datetime, kind: InteractionKind
) -> None:
    companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    receipts = [companion.feedback("ann", kind, now).recorded for _ in range(5)]
    assert receipts == [True, False, False, False, False]
    assert companion.preferences("ann").vector.n_events == 1


def test_a_changed_mind_about_an_offer_counts(companion: Companion, now: datetime) -> None:
    companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    said = (InteractionKind.LIKE, InteractionKind.PLAY, InteractionKind.DISLIKE, InteractionKind.LIKE)
    assert all(companion.feedback("ann", kind, now).recorded for kind in said)


def test_a_taste_of_two_minds_decides_little(index: CatalogueIndex, catalogue: list[Item]) -> None:
    item = of_genre(catalogue, "jazz")[0]
    weights = weights_of(index.direction(item) * np.float32(0.01))
    torn = Preferences(vector=UserVector(weights, 12, 6))
    settled = replace(torn, vector=UserVector(weights_of(index.direction(item)), 12, 12))
    row = index.row_of[item.id]
    asked = [RecommendationRequest("ann", None, None, preferences=one) for one in (torn, settled)]
    weak, strong = (abs(float(score.taste(request, index)[row])) for request in asked)
    assert weak < 0.1 * strong


def test_what_was_learned_is_forgotten_with_the_person(companion: Companion, now: datetime) -> None:
    companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
    companion.feedback("ann", InteractionKind.LIKE, now)
    companion.forget("ann")
    assert companion.preferences("ann").vector == UserVector()


def test_two_visitors_who_liked_different_songs_are_offered_different_songs_in_the_same_mood(
    companion: Companion, catalogue: list[Item], now: datetime
) -> None:
    offers: dict[str, set[str]] = {}
    for person, genre in (("ann", "jazz"), ("bob", "hip-hop")):
        for item in of_genre(catalogue, genre)[:4]:
            companion.feedback(person, InteractionKind.LIKE, now, item_id=item.id)
        chosen = companion.recommend(person, kinds=MUSIC, mood=None, now=now, n=5)
        assert sum(genre in choice.item.genres for choice in chosen) >= 3
        offers[person] = {choice.item.id for choice in chosen}
    assert len(offers["ann"] & offers["bob"]) <= 1  # one may be both


@pytest.mark.parametrize("genre", ["metal", "classical", "reggae"])
def test_a_taste_for_a_rare_genre_shows_when_the_mood_is_even(
    companion: Companion, catalogue: list[Item], now: datetime, genre: str
) -> None:
    for item in of_genre(catalogue, genre)[:6]:
        companion.feedback("ann", InteractionKind.LIKE, now, item_id=item.id)
    chosen = companion.recommend("ann", kinds=MUSIC, mood=replace(EVEN, confidence=0.9), now=now, n=6)
    assert sum(genre in choice.item.genres for choice in chosen) >= 2


def test_an_item_that_was_taken_from_the_catalogue_still_teaches(
    companion: Companion, index: CatalogueIndex, catalogue: list[Item]
) -> None:
    without = CatalogueIndex(catalogue[1:])
    track = next(item for item in catalogue if item.kind is ItemKind.TRACK)
    again = CatalogueIndex([item for item in catalogue if item is not track])
    assert again.direction(track) @ index.direction(track) == pytest.approx(1.0, abs=0.01)
    assert len(without) == len(catalogue) - 1


def test_taking_a_genre_back_takes_back_what_was_learned_of_it_and_nothing_else() -> None:
    weights = {"genre:jazz": 0.6, "genre:folk": -0.2, "trait:drums": 0.3}
    learned = Preferences(affinity={"jazz": 0.4, "folk": -0.2}, vector=UserVector(weights, 5, 4))
    assert learned.without(Subject.GENRE, "jazz").affinity == {"folk": -0.2}
    assert learned.without(Subject.GENRE, "jazz").vector == UserVector(
        {"genre:folk": -0.2, "trait:drums": 0.3}, 5, 4
    )
    assert "trait:drums" not in learned.without(Subject.TRAIT, "drums").vector.weights
    assert learned.without(Subject.ARTIST, "jazz") == learned
    assert learned.forgotten() == Preferences()
