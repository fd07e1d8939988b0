"""Until when a blocking call may last: a thread cannot be stopped, so what runs in it has to keep to this."""

from collections.abc import Callable
from contextvars import ContextVar, copy_context
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

_ends: ContextVar[float | None] = ContextVar("ends", default=None)


def within(seconds: float, work: Callable[[], T], clock: Callable[[], float] = monotonic) -> T:
    """What `work` gives; all that it asks `left_s` of is over after `seconds`."""

    def bounded() -> T:
        _ends.set(clock() + seconds)
        return work()

    return copy_context().run(bounded)


def left_s(at_most: float, clock: Callable[[], float] = monotonic) -> float:
    """How many seconds are left, `at_most` so many; not above 0 where the time is over."""
    ends = _ends.get()
    return at_most if ends is None else min(at_most, ends - clock())
