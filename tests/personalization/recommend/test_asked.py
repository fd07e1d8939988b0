"""A wish narrows the choice, and the reason says so."""

import pytest

from personalization.catalogue.loader import own_items
from personalization.item import Form, ItemKind, Practice
from personalization.profile import Polarity, Preferences, Subject, Told
from personalization.recommend.contract import Recommendation, RecommendationRequest, Wish
from personalization.recommend.index import CatalogueIndex
from personalization.recommend.personal import PersonalRecommender
from tests.personalization.conftest import GLAD

INDEX = CatalogueIndex(own_items())
PIANO = Told(Subject.TRAIT, "piano", None)
GUITAR = Told(Subject.TRAIT, "guitar", None)
HATES_GUITAR = Told(Subject.TRAIT, "guitar", Polarity.REJECTED)
COLDPLAY = {item.id: "Coldplay" for item in INDEX.items if item.artist == "Coldplay"}


def chosen(kind: ItemKind, wish: Wish, n: int = 5, **given: object) -> list[Recommendation]:
    request = RecommendationRequest("ann", frozenset({kind}), GLAD, n=n, wish=wish, **given)  # type: ignore[arg-type]
    return PersonalRecommender(seed=1).recommend(request, INDEX)


@pytest.mark.parametrize("practice", Practice)
def test_an_exercise_is_of_the_practice_that_was_asked_for(practice: Practice) -> None:
    found = chosen(ItemKind.EXERCISE, Wish(form=practice))
    assert {choice.item.practice for choice in found} == {practice}
    assert all(choice.why.startswith("You asked for ") for choice in found)


@pytest.mark.parametrize("form", Form)
def test_a_read_is_of_the_form_that_was_asked_for(form: Form) -> None:
    found = chosen(ItemKind.READ, Wish(form=form))
    assert {choice.item.form for choice in found} == {form}
    assert all(f"ou asked for a {form.value}" in choice.why for choice in found)


def test_a_form_that_is_not_there_is_no_reason() -> None:
    request = RecommendationRequest("ann", frozenset({ItemKind.READ}), GLAD, wish=Wish(form=Form.POEM))
    without = CatalogueIndex([item for item in INDEX.items if item.form is not Form.POEM])
    (found,) = PersonalRecommender(seed=1).recommend(request, without)
    assert found.item.kind is ItemKind.READ
    assert "asked" not in found.why


def test_who_asks_for_an_artist_is_told_so() -> None:
    found = chosen(ItemKind.TRACK, Wish(by_name=COLDPLAY), n=len(COLDPLAY))
    assert {choice.item.artist for choice in found} == {"Coldplay"}
    assert all(choice.why.startswith("You asked for Coldplay") for choice in found)


def test_an_artist_asked_for_comes_although_something_of_it_was_refused() -> None:
    taste = Preferences(told=(Told(Subject.ARTIST, "Coldplay", Polarity.REJECTED),))
    (found,) = chosen(ItemKind.TRACK, Wish(by_name=COLDPLAY), n=1, preferences=taste)
    assert found.item.artist == "Coldplay"


def test_a_sound_asked_for_is_there_and_one_not_wanted_is_not() -> None:
    found = chosen(ItemKind.TRACK, Wish(wanted=(PIANO,), unwanted=(GUITAR,)), n=10, genre="jazz")
    for choice in found:
        assert "piano" in choice.item.traits
        assert "guitar" not in choice.item.traits
        assert choice.why.startswith("You asked for jazz with piano and without guitar")


def test_what_is_not_wanted_this_once_does_not_come_even_where_nothing_is_left() -> None:
    only_guitars = CatalogueIndex([item for item in INDEX.items if "guitar" in item.traits])
    request = RecommendationRequest("ann", frozenset({ItemKind.TRACK}), GLAD, wish=Wish(unwanted=(GUITAR,)))
    assert PersonalRecommender(seed=1).recommend(request, only_guitars) == []


def test_a_refused_sound_comes_where_it_is_asked_for() -> None:
    taste = Preferences(told=(HATES_GUITAR,))
    found = chosen(ItemKind.TRACK, Wish(wanted=(GUITAR,)), preferences=taste)
    assert all("guitar" in choice.item.traits for choice in found)
