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
