from dataclasses import replace

import pytest

from personalization.item import Purpose
from personalization.profile import Strategy
from personalization.recommend.strategy import GOALS, STRATEGIES, purpose_of, strategy_for, target_for
from tests.personalization.conftest import ANGRY, EVEN, GLAD, SAD, TENSE


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        (SAD, Strategy.MATCH),
        (ANGRY, Strategy.MATCH),
        (TENSE, Strategy.LEAD),
        (GLAD, Strategy.SUSTAIN),
        (EVEN, Strategy.MATCH),
    ],
)
def test_each_need_has_its_strategy(mood: object, expected: Strategy) -> None:
    assert strategy_for(mood, purpose_of(mood.need), None) is expected  # type: ignore[attr-defined,arg-type]


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (Purpose.VENT, Strategy.MATCH),
        (Purpose.COMFORT, Strategy.MATCH),
        (Purpose.CALM, Strategy.LEAD),
        (Purpose.UPLIFT, Strategy.LEAD),
        (Purpose.ENERGISE, Strategy.LEAD),
        (Purpose.CELEBRATE, Strategy.SUSTAIN),
        (Purpose.DISTRACT, Strategy.LEAD),
        (Purpose.FOCUS, Strategy.LEAD),
    ],
)
def test_the_need_picks_the_strategy_whatever_the_valence(need: Purpose, expected: Strategy) -> None:
    assert {strategy_for(mood, need, None) for mood in (SAD, EVEN, GLAD)} == {expected}


def test_every_need_has_a_strategy() -> None:
    assert set(STRATEGIES) == set(Purpose)


def test_without_a_need_gladness_is_kept_and_the_rest_is_met() -> None:
    assert strategy_for(GLAD, None, None) is Strategy.SUSTAIN
    assert strategy_for(SAD, None, None) is Strategy.MATCH


@pytest.mark.parametrize("own", Strategy)
def test_a_strategy_that_the_person_chose_comes_before_any_need(own: Strategy) -> None:
    assert {strategy_for(SAD, need, own) for need in (*Purpose, None)} == {own}


def test_matching_aims_at_the_mood_itself() -> None:
    target = target_for(SAD, Purpose.COMFORT, None)
    assert (target.valence, target.arousal) == (SAD.valence, SAD.arousal)


def test_leading_aims_between_the_mood_and_the_goal() -> None:
    target = target_for(TENSE, Purpose.CALM, None)
    goal_valence, goal_arousal = GOALS[Purpose.CALM]
    assert TENSE.valence < target.valence < goal_valence
    assert goal_arousal < target.arousal < TENSE.arousal


def test_sustaining_never_aims_lower_than_glad() -> None:
    assert target_for(replace(EVEN, valence=0.1), None, Strategy.SUSTAIN).valence == 0.25


def test_a_word_that_is_no_need_is_ignored() -> None:
    assert purpose_of("snack") is None
    assert purpose_of(None) is None
    assert purpose_of("calm") is Purpose.CALM
