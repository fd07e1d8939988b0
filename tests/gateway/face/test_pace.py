"""The pace of all cameras: the same for each, and as fast as the machine can look."""

import pytest

from gateway.face.pace import CROWDED_S, STEPS, Pace

AT_ONCE, LONG = 0.002, 2 * CROWDED_S


def at_cost(pace: Pace, cost_s: float) -> Pace:
    for _ in range(500):
        pace.looked(cost_s)
    return pace


def after(pace: Pace, n_cameras: int, n_s: int, wait_s: float = AT_ONCE) -> list[float]:
    """The pace after each of so many seconds in which pictures waited so long."""
    found = []
    for _ in range(n_s):
        for _ in range(20):
            pace.waited(wait_s)
        pace.tune(n_cameras)
        found.append(pace.fps)
    return found


def settled(pace: Pace, n_cameras: int) -> float:
    return after(pace, n_cameras, 2 * len(STEPS))[-1]


def test_a_few_cameras_get_the_fastest_pace() -> None:
    assert settled(at_cost(Pace(5.0, 2), 0.01), 3) == 5.0


@pytest.mark.parametrize(("n_cameras", "fps"), [(30, 5.0), (40, 4.0), (59, 3.0), (80, 2.0), (200, 0.75)])
def test_many_cameras_share_nine_tenths_of_the_threads(n_cameras: int, fps: float) -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.fit(200)
    assert settled(pace, n_cameras) == fps
    assert fps * n_cameras * 0.01 <= 2 * 0.9


def test_more_cameras_than_the_threads_have_time_for_slow_all_down_at_once() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert not pace.fit(39)
    assert pace.fit(41)
    assert pace.fps == 4.0
    assert pace.fit(200)
    assert pace.fps == 0.75


def test_it_goes_up_a_step_at_a_time() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.fit(400)
    assert [pace.fps, *after(pace, 1, 8)] == [0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 5.0]


def test_pictures_that_wait_slow_everybody_down_once_it_lasts() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert after(pace, 3, 3, LONG) == [5.0, 4.0, 3.0]


def test_a_single_crowded_second_changes_nothing() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert after(pace, 3, 1, LONG) + after(pace, 3, 1) + after(pace, 3, 1, LONG) == [5.0, 5.0, 5.0]


def test_while_nothing_waits_a_pace_that_takes_nearly_all_time_is_kept() -> None:
    pace = at_cost(Pace(5.0, 2), 0.0128)  # 0.96 of the threads' time with 30 cameras
    assert settled(pace, 30) == 5.0


def test_a_pace_that_was_too_fast_is_tried_again_after_half_a_minute_of_calm() -> None:
    pace = at_cost(Pace(5.0, 2), 0.0117)  # 0.88 of the threads' time with 30 cameras
    after(pace, 30, 2, LONG)
    assert pace.fps == 4.0
    assert after(pace, 30, 40) == [4.0] * 29 + [5.0] * 11


def test_nor_is_one_that_took_more_than_all_of_the_time_though_nothing_waited() -> None:
    pace = at_cost(Pace(5.0, 2), 0.0137)  # 1.03 of the threads' time with 30 cameras
    after(pace, 30, 1)
    assert pace.fps == 4.0
    at_cost(pace, 0.0115)
    assert after(pace, 30, 40) == [4.0] * 29 + [5.0] * 11


def test_fewer_cameras_need_not_wait_for_it() -> None:
    pace = at_cost(Pace(5.0, 2), 0.0117)
    after(pace, 30, 2, LONG)
    assert after(pace, 20, 1) == [5.0]


def test_whatever_makes_pictures_wait_some_are_looked_at_and_calm_brings_back_the_rest() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert after(pace, 30, 500, LONG)[-1] == 0.5
    assert after(pace, 30, 40)[-1] == 5.0


def test_after_a_crowd_that_has_gone_the_pace_is_the_fastest_again() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    after(pace, 100, 10, LONG)
    assert settled(pace, 3) == 5.0


def test_a_machine_with_other_work_to_do_is_left_to_it() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert settled(pace, 30) == 5.0
    assert settled(at_cost(pace, 0.025), 30) == 2.0  # the same pictures, on threads that get less of the time


def test_there_is_always_a_slowest_pace() -> None:
    assert settled(at_cost(Pace(5.0, 1), 0.4), 10_000) == 0.5


@pytest.mark.parametrize("fastest", [0.5, 0.6, 4.5, 15.0])
def test_the_fastest_pace_is_what_the_owner_has_set(fastest: float) -> None:
    assert settled(at_cost(Pace(fastest, 8), 0.001), 1) == fastest


def test_one_slow_picture_is_not_everything() -> None:
    pace = at_cost(Pace(5.0, 2), 0.012)
    pace.looked(30.0)
    assert not pace.fit(30)


def test_a_slow_machine_is_known_after_a_few_pictures() -> None:
    pace = Pace(5.0, 2)
    for _ in range(150):
        pace.looked(0.3)
    assert pace.fit(4)
    assert pace.fps <= 1.5
