"""What a rhythm says, and how little."""

import math

import pytest

from perception.behaviour.perceiver import MOST_AROUSAL, MOST_CONFIDENCE, OBSERVABLE, BehaviourPerceiver
from perception.emotion import EmotionReading
from perception.errors import InputError
from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import TypingHabit
from perception.window import Window
from tests.fakes.typing import USUAL, habit_of, typed


def read(behaviour: TypingBehaviour, habit: TypingHabit = USUAL) -> EmotionReading:
    reading = BehaviourPerceiver().perceive(Window(text="hello", behaviour=behaviour, habit=habit))
    assert reading is not None
    return reading


def test_a_stranger_s_rhythm_says_nothing() -> None:
    for habit in (None, TypingHabit(), habit_of(*[typed()] * 4)):
        assert BehaviourPerceiver().perceive(Window(behaviour=typed(9.0), habit=habit)) is None


def test_a_few_keys_say_nothing_even_of_somebody_known() -> None:
    short = typed(n_keys=5, n_pauses=0)
    assert BehaviourPerceiver().perceive(Window(behaviour=short, habit=USUAL)) is None


def test_quick_typing_without_pauses_is_lively() -> None:
    hasty = read(typed(6.5, n_pauses=0, reply_delay_s=1.0))
    assert 0.2 < hasty.arousal <= MOST_AROUSAL
    assert hasty.valence == 0.0


def test_slow_typing_with_long_pauses_is_quiet_and_a_little_heavy() -> None:
    slow = read(typed(2.0, n_pauses=4, longest_pause_s=30.0, reply_delay_s=60.0))
    assert -MOST_AROUSAL <= slow.arousal < -0.2
    assert -0.1 <= slow.valence < 0.0


def test_typing_as_usual_says_next_to_nothing() -> None:
    usual = read(typed(4.0))
    assert abs(usual.arousal) < 0.05
    assert usual.confidence < 0.02


def test_it_follows_speed_step_by_step() -> None:
    arousals = [read(typed(speed)).arousal for speed in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 9.0)]
    assert arousals == sorted(arousals)
    assert len(set(arousals)) > 4


def test_who_takes_much_back_is_read_with_less_confidence() -> None:
    sure, unsure = read(typed(6.0)), read(typed(6.0, deletion_share=0.4))
    assert unsure.confidence < 0.5 * sure.confidence
    assert unsure.arousal == sure.arousal


def test_confidence_grows_with_what_is_known_and_never_passes_the_cap() -> None:
    known = [read(typed(9.0, n_pauses=0), habit_of(*[typed()] * n)).confidence for n in (5, 20, 500)]
    assert known == sorted(known)
    assert known[-1] <= MOST_CONFIDENCE


@pytest.mark.parametrize("speed", [0.1, 1.0, 4.0, 8.0, 100.0])
def test_neutral_stays_the_likeliest_whatever_the_rhythm(speed: float) -> None:
    reading = read(typed(speed))
    assert reading.label == "neutral"
    assert math.isclose(sum(reading.probabilities), 1.0)
    assert reading.observable == OBSERVABLE


def test_the_vector_tells_by_how_much_each_feature_differs() -> None:
    reading = read(typed(6.0, reply_delay_s=None))
    assert reading.embedding is not None
    speed, _, _, delay = reading.embedding
    assert speed > 1.0
    assert delay == 0.0


def test_what_is_no_typing_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="behaviour was str; give a TypingBehaviour"):
        BehaviourPerceiver().perceive(Window(behaviour="fast", habit=USUAL))  # type: ignore[arg-type]
