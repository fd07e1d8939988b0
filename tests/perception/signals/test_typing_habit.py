"""How somebody usually types."""

import statistics

import pytest

from perception.signals.typing_habit import KNOWN_AFTER, LEAST_SPREAD, RunningMean, TypingHabit
from tests.fakes.typing import USUAL, habit_of, typed


def test_mean_and_spread_are_those_of_all_values() -> None:
    values = [0.3, 2.0, -1.0, 5.0, 0.7]
    running = RunningMean()
    for value in values:
        running = running.after(value)
    assert running.mean == pytest.approx(statistics.mean(values))
    expected = (5.0 - statistics.mean(values)) / statistics.stdev(values)
    assert running.deviation(5.0, 0.0) == pytest.approx(expected)


def test_somebody_is_known_after_five_texts() -> None:
    four = habit_of(*[typed()] * (KNOWN_AFTER - 1))
    assert not four.is_known
    assert four.deviations(typed()) == {}
    assert four.after(typed()).is_known


def test_a_text_too_short_for_a_rhythm_teaches_nothing() -> None:
    assert USUAL.after(typed(n_keys=5)) is USUAL


def test_a_habit_stays_as_it_was_where_another_text_follows() -> None:
    before = USUAL.n_texts
    assert USUAL.after(typed(9.0)).n_texts == before + 1
    assert USUAL.n_texts == before


def test_quicker_than_usual_is_above_and_slower_below() -> None:
    assert USUAL.deviations(typed(6.0))["log_speed"] > 1.0
    assert USUAL.deviations(typed(2.5))["log_speed"] < -1.0
    assert abs(USUAL.deviations(typed(4.0))["log_speed"]) < 0.2


def test_the_same_speed_is_quick_for_one_and_slow_for_another() -> None:
    hunts = habit_of(*[typed(1.5)] * 6)
    races = habit_of(*[typed(8.0)] * 6)
    assert hunts.deviations(typed(4.0))["log_speed"] == 3.0
    assert races.deviations(typed(4.0))["log_speed"] == -3.0


def test_who_always_types_alike_is_not_taken_for_a_machine() -> None:
    steady = habit_of(*[typed(4.0)] * 20)
    assert steady.deviations(typed(4.2))["log_speed"] < 0.5


def test_an_hour_away_from_the_keyboard_does_not_become_the_habit() -> None:
    away = USUAL.after(typed(0.01, reply_delay_s=3600.0))
    for feature in ("log_speed", "log_delay"):
        moved = abs(away.means[feature].mean - USUAL.means[feature].mean)
        assert 0 < moved < 4 * LEAST_SPREAD[feature] / away.n_texts + 0.1
    assert away.deviations(typed(4.0))["log_speed"] < 1.0


def test_a_delay_that_was_never_known_is_left_out() -> None:
    habit = habit_of(*[typed(reply_delay_s=None)] * 6)
    assert "log_delay" not in habit.deviations(typed(reply_delay_s=30.0))
    assert "log_delay" not in USUAL.deviations(typed(reply_delay_s=None))


def test_nobody_is_known_to_begin_with() -> None:
    assert TypingHabit().n_texts == 0
