"""Which observations belong to which turn."""

from dataclasses import dataclass

from perception.slices import TimeSlice, slice_of_turn


@dataclass(frozen=True)
class Seen:
    t_s: float
    name: str = ""


def of_turn(now: float, ended_s: float) -> TimeSlice:
    return slice_of_turn(now, ended_s, at_least_s=3.0, at_most_s=20.0)


def test_a_turn_takes_what_came_since_the_one_before() -> None:
    seen = [Seen(t) for t in (1.0, 4.0, 6.0, 9.0)]
    assert [one.t_s for one in of_turn(10.0, 5.0).of(seen)] == [6.0, 9.0]


def test_what_is_of_the_turn_before_is_not_taken_again_where_it_comes_late() -> None:
    late = Seen(4.9)
    assert late not in of_turn(10.0, 5.0).of([Seen(6.0), late])


def test_what_was_seen_when_a_turn_ended_is_lost_to_neither() -> None:
    moment = Seen(10.0)
    assert of_turn(10.0, 5.0).of([moment]) == (moment,)
    assert of_turn(15.0, 10.0).of([moment]) == (moment,)


def test_a_quick_turn_looks_back_for_three_seconds_all_the_same() -> None:
    assert of_turn(10.0, 9.5) == TimeSlice(7.0, 10.0)


def test_a_slow_turn_looks_back_for_twenty_seconds_and_no_longer() -> None:
    assert of_turn(100.0, 5.0) == TimeSlice(80.0, 100.0)
    assert of_turn(100.0, float("-inf")) == TimeSlice(80.0, 100.0)


def test_what_is_yet_to_come_is_of_no_turn() -> None:
    assert of_turn(10.0, 5.0).of([Seen(10.001)]) == ()


def test_a_clock_that_was_set_back_does_not_empty_the_slice() -> None:
    assert of_turn(10.0, 3600.0) == TimeSlice(7.0, 10.0)


def test_what_came_out_of_order_is_put_in_order() -> None:
    assert [one.t_s for one in of_turn(10.0, 5.0).of([Seen(9.0), Seen(6.0), Seen(8.0)])] == [6.0, 8.0, 9.0]


def test_equal_times_keep_their_order() -> None:
    twins = (Seen(8.0, "first"), Seen(8.0, "second"))
    assert of_turn(10.0, 5.0).of(twins) == twins
