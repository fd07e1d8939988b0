"""The pace of all cameras: the same for each, no faster than the machine."""

import pytest

from gateway.face.pace import STEPS, Pace


def at_cost(pace: Pace, cost_s: float) -> Pace:
    for _ in range(200):
        pace.looked(cost_s)
    return pace


def settled(pace: Pace, n_cameras: int) -> float:
    for _ in range(len(STEPS)):
        pace.tune(n_cameras)
    return pace.fps


def test_a_few_cameras_get_the_fastest_pace() -> None:
    assert settled(at_cost(Pace(5.0, 2), 0.01), 3) == 5.0


def test_many_cameras_share_what_the_machine_can_look_at() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    assert pace.tune(59)
    assert pace.fps == 2.0
    assert 59 * pace.fps * 0.01 <= 2 * 0.6 + 1e-9


def test_it_goes_down_at_once_and_up_a_step_at_a_time() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.tune(200)
    assert pace.fps == 0.5
    speeds = []
    while pace.tune(1):
        speeds.append(pace.fps)
    assert speeds == [0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0]


def test_pictures_that_came_too_late_slow_everybody_down_by_a_step() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.came_too_late()
    assert pace.tune(3)
    assert pace.fps == 4.0


def test_a_pace_that_just_fits_is_not_left_for_one_that_nearly_does() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.tune(38)
    assert pace.fps == 3.0
    assert not pace.tune(29)  # room for 4.1 a second


def test_there_is_always_a_slowest_pace() -> None:
    assert settled(at_cost(Pace(5.0, 1), 0.4), 10_000) == 0.5


@pytest.mark.parametrize("fastest", [0.5, 0.6, 4.5, 15.0])
def test_the_fastest_pace_is_what_the_owner_has_set(fastest: float) -> None:
    assert settled(at_cost(Pace(fastest, 8), 0.001), 1) == fastest


def test_one_slow_picture_is_not_everything() -> None:
    pace = at_cost(Pace(5.0, 2), 0.01)
    pace.looked(30.0)
    assert not pace.tune(3)
