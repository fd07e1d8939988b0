from collections.abc import Sequence
from dataclasses import replace

import pytest

from personalization.genres import spoken
from personalization.item import Item, ItemKind, Purpose
from personalization.mood import Mood
from personalization.profile import Polarity, Preferences, Strategy, Subject, Told
from personalization.recommend.contract import Factor, Recommendation, RecommendationRequest
from personalization.recommend.explain import strongest
from personalization.recommend.mood_match import MoodMatchRecommender, Weights
from tests.personalization.conftest import ANGRY, EVEN, GLAD, SAD, TENSE, feeling

TRACKS = frozenset({ItemKind.TRACK})
MOODS = (SAD, TENSE, ANGRY, GLAD, EVEN)
TASTES = (
    Preferences(),
    Preferences(told=(Told(Subject.GENRE, "jazz", Polarity.LOVED),)),
    Preferences(affinity={"soul": 0.8, "metal": -0.6}),
    Preferences(told=(Told(Subject.GENRE, "folk", Polarity.LOVED),), affinity={"folk": 1.0, "rock": 0.4}),
)


def choices(
    catalogue: Sequence[Item], *, mood: Mood | None, taste: Preferences, genre: str | None = None
) -> list[Recommendation]:
    request = RecommendationRequest("ann", None, mood, n=40, preferences=taste, genre=genre)
    return MoodMatchRecommender(seed=5).recommend(request, catalogue)


def of_tracks(catalogue: Sequence[Item], request: RecommendationRequest) -> list[Item]:
    return [choice.item for choice in MoodMatchRecommender(seed=5).recommend(request, catalogue)]


def mean_place(items: Sequence[Item]) -> tuple[float, float]:
    return sum(i.valence for i in items) / len(items), sum(i.arousal for i in items) / len(items)


@pytest.mark.parametrize("taste", TASTES, ids=["none", "told", "learned", "both"])
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
            assert any(
                f"love {spoken(g).casefold()}" in why
                for g in {t.subject for t in taste.told} & set(item.genres)
            )
        if "you liked" in why:
            assert Factor.LEARNED in named
            liked = {g for g in item.genres if taste.affinity.get(g, 0) > 0}
            assert any(f"you liked {spoken(g).casefold()} here" in why for g in liked)
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
    taste = Preferences(told=(Told(Subject.GENRE, "jazz", Polarity.LOVED),), affinity={"soul": 0.8})
    request = RecommendationRequest("ann", TRACKS, SAD, n=len(catalogue), preferences=taste)

    def lead_over_average(weights: Weights) -> dict[str, float]:
        chosen = MoodMatchRecommender(weights=weights).recommend(request, catalogue)
        average = sum(choice.score for choice in chosen) / len(chosen)
        return {choice.item.id: choice.score - average for choice in chosen}

    full = lead_over_average(everything)
    losses = {factor: lead_over_average(weights) for factor, weights in without.items()}
    for choice in MoodMatchRecommender(weights=everything).recommend(replace(request, n=20), catalogue):
        lost = {factor: full[choice.item.id] - leads[choice.item.id] for factor, leads in losses.items()}
        assert choice.contributions[0].factor is max(lost, key=lost.__getitem__)
        assert choice.contributions[0].value == pytest.approx(max(lost.values()), abs=1e-9)


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
    (chosen,) = MoodMatchRecommender().recommend(
        RecommendationRequest("ann", TRACKS, unsure, preferences=taste), catalogue
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
