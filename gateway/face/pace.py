"""How many pictures a second every camera may send: the same for all, as many as the machine can look at."""

from typing import Final

STEPS: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
"""Pictures a second; in steps, so that cameras are not told of every small change."""

TARGET_LOAD: Final = 0.6
"""Share of the threads' time that pictures may take; the rest keeps waits short and leaves room for turns."""

FASTER_FROM: Final = 1.15
"""A step up needs so much more room than it takes, so that the pace does not go to and fro."""

SLOWEST_COST_S: Final = 0.5
"""One picture counts for no more than this: the first ones load what they need."""

GUESSED_COST_S: Final = 0.012
NEWEST_SHARE: Final = 0.05


class Pace:
    """No I/O. `fps` is the pace now, `fastest` what one camera is given at most, in pictures a second."""

    def __init__(self, fastest: float, n_threads: int) -> None:
        self._steps = (*(step for step in STEPS if step < fastest), fastest)
        self._n_threads = n_threads
        self._cost_s = GUESSED_COST_S
        self._n_late = 0
        self.fps = fastest

    def looked(self, cost_s: float) -> None:
        """A picture took a thread so long."""
        self._cost_s += NEWEST_SHARE * (min(cost_s, SLOWEST_COST_S) - self._cost_s)

    def came_too_late(self) -> None:
        """A picture waited too long and was not looked at."""
        self._n_late += 1

    def tune(self, n_cameras: int) -> bool:
        """Set the pace for so many cameras; whether it has changed. Down at once, up a step at a time."""
        room = TARGET_LOAD * self._n_threads / (self._cost_s * max(1, n_cameras))
        before = self._steps.index(self.fps)
        fitting = max((n for n, step in enumerate(self._steps) if step <= room), default=0)
        after = min(before, fitting)
        if self._n_late:
            after = min(after, max(0, before - 1))
        elif before + 1 < len(self._steps) and self._steps[before + 1] * FASTER_FROM <= room:
            after = before + 1
        self._n_late = 0
        self.fps = self._steps[after]
        return after != before
