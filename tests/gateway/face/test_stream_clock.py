"""When a picture was taken."""

import pytest

from gateway.face.stream_clock import StreamClock


def test_a_picture_that_came_as_quickly_as_the_quickest_was_taken_now() -> None:
    clock = StreamClock(1.0)
    assert clock.taken_at(0, 100.0) == 100.0
    assert clock.taken_at(200, 100.2) == 100.2


def test_one_that_took_longer_was_taken_earlier() -> None:
    clock = StreamClock(1.0)
    clock.taken_at(0, 100.0)
    assert clock.taken_at(200, 100.6) == pytest.approx(100.2)


def test_one_that_took_far_longer_is_too_late() -> None:
    clock = StreamClock(1.0)
    clock.taken_at(0, 100.0)
    assert clock.taken_at(200, 101.3) is None
    assert clock.taken_at(1600, 101.6) == 101.6


def test_a_clock_that_stood_still_is_set_again() -> None:
    clock = StreamClock(1.0)
    clock.taken_at(0, 100.0)
    assert clock.taken_at(200, 160.0) is None
    assert clock.taken_at(1000, 160.8) is None
    assert clock.taken_at(1200, 161.0) == 161.0
    assert clock.taken_at(1400, 161.5) == pytest.approx(161.2)


def test_a_clock_that_runs_ahead_never_gives_a_time_to_come() -> None:
    clock = StreamClock(1.0)
    clock.taken_at(0, 100.0)
    assert clock.taken_at(90_000, 100.1) == 100.1


def test_a_clock_that_jumps_ahead_and_back_costs_a_second_of_pictures_and_no_more() -> None:
    clock = StreamClock(1.0)
    assert clock.taken_at(0, 100.0) == 100.0
    assert clock.taken_at(30_200, 100.2) == 100.2
    back = [clock.taken_at(200 * n, 100.0 + 0.2 * n) for n in range(2, 9)]
    assert back == [None] * 5 + [pytest.approx(101.4), pytest.approx(101.6)]


def test_a_clock_that_runs_slow_is_followed_and_no_picture_is_lost() -> None:
    clock = StreamClock(1.0)
    four_hours = [(15.0 * n, round(15_000 * n * (1 - 5e-5))) for n in range(960)]
    delays = [
        now - taken if (taken := clock.taken_at(t_ms, now)) is not None else None for now, t_ms in four_hours
    ]
    assert all(delay is not None and delay < 0.01 for delay in delays)


def test_a_server_whose_own_clock_is_set_back_goes_on_with_its_new_time() -> None:
    clock = StreamClock(1.0)
    clock.taken_at(0, 5000.0)
    assert clock.taken_at(200, 1400.2) == pytest.approx(1400.2)
    assert clock.taken_at(400, 1400.5) == pytest.approx(1400.4)


def test_two_pictures_of_one_moment_were_taken_in_that_moment() -> None:
    clock = StreamClock(1.0)
    assert clock.taken_at(500, 100.0) == clock.taken_at(500, 100.0) == 100.0
