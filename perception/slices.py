"""Which observations belong to which turn: every sense is sampled at times of its own, and a turn takes what
fell into its slice of time (seed paper 003, equations 14 and 15; what no slice holds is missing, not neutral,
equation 16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Timed(Protocol):
    """Something that was observed at a time."""

    @property
    def t_s(self) -> float:
        """When, in seconds of the session's clock."""


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True)
class TimeSlice:
    """Seconds from `begin_s` to `end_s`, with both: what was seen in the very moment in which a turn ended
    counts for it and for the next, so that nothing is lost between two turns."""

    begin_s: float
    end_s: float

    def of(self, observed: Iterable[T]) -> tuple[T, ...]:
        """What falls into the slice, oldest first however it came; equal times keep their order."""
        inside = (one for one in observed if self.begin_s <= one.t_s <= self.end_s)
        return tuple(sorted(inside, key=lambda one: one.t_s))


def slice_of_turn(now: float, ended_s: float, *, at_least_s: float, at_most_s: float) -> TimeSlice:
    """The slice of a turn that ends `now`, where the one before ended at `ended_s`.

    It begins there, but is never shorter than `at_least_s` nor longer than `at_most_s`. An `ended_s` later
    than `now` is of a clock that was set back, and says nothing.
    """
    return TimeSlice(max(min(ended_s, now - at_least_s), now - at_most_s), now)
