"""How many pictures a second every camera may send: the same for all, as many as the machine can look at."""

from typing import Final

STEPS: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
"""Pictures a second; in steps, so that cameras are not told of every small change."""

MOST_LOAD: Final = 0.9
"""Share of the threads' time that pictures may take by forecast. Cameras send evenly, so that waits stay
short nearly until the threads have no time left."""

CROWDED_S: Final = 0.15
"""Pictures that wait longer, in the mean of a second, come faster than they are looked at: with the look a
reading is then still younger than 0.4 s (measured: docs/benchmarks.md)."""

TRY_AGAIN: Final = 30
"""After so many seconds in which nothing waited, as many pictures as were too many may be tried again."""

MOST_TIMES: Final = 4.0
"""One picture counts for no more than so many others: the first ones load what they need."""

GUESSED_COST_S: Final = 0.012
NEWEST_SHARE: Final = 0.02


class Pace:
    """No I/O. `fps` is the pace now, `fastest` what one camera is given at most, in pictures a second.

    It goes up by what pictures are going to cost, and down by how long they really wait: the time that
    they take a thread grows with all else that the machine has to do.
    """

    def __init__(self, fastest: float, n_threads: int) -> None:
        self._steps = (*(step for step in STEPS if step < fastest), fastest)
        self._n_threads = n_threads
        self._cost_s = GUESSED_COST_S
        self._waits_s: list[float] = []
        self._was_crowded = False
        self._too_many_per_s = float("inf")
        self._n_calm = 0
        self.fps = fastest

    def looked(self, cost_s: float) -> None:
        """A picture took a thread so long."""
        self._cost_s += NEWEST_SHARE * (min(cost_s, MOST_TIMES * self._cost_s) - self._cost_s)

    def waited(self, wait_s: float) -> None:
        """A picture waited so long until it was looked at, or given up."""
        self._waits_s.append(wait_s)

    def fit(self, n_cameras: int) -> bool:
        """There are so many cameras now: down at once where the threads have no time for them at this pace.
        Whether it has changed."""
        if self._load(self.fps, n_cameras) <= 1.0:
            return False
        return self._set(min(self._place, self._fitting(n_cameras)))

    def tune(self, n_cameras: int) -> bool:
        """Once a second, set the pace for so many cameras; whether it has changed. Up a step at a time, down
        after two crowded seconds, since one alone may be anything."""
        crowded = self._load(self.fps, n_cameras) > 1.0 or sum(self._waits_s) > CROWDED_S * len(self._waits_s)
        self._waits_s.clear()
        is_lasting, self._was_crowded = crowded and self._was_crowded, crowded
        self._n_calm = 0 if crowded else self._n_calm + 1
        if crowded:
            demanded_per_s = self.fps * n_cameras
            has_changed = self._slow_down(n_cameras) if is_lasting else self.fit(n_cameras)
            if has_changed:
                self._too_many_per_s = demanded_per_s
            return has_changed
        if self._n_calm >= TRY_AGAIN:
            self._too_many_per_s = float("inf")
        return self._set(min(self._place + 1, max(self._place, self._fitting(n_cameras))))

    def _slow_down(self, n_cameras: int) -> bool:
        return self._set(min(max(0, self._place - 1), self._fitting(n_cameras)))

    @property
    def _place(self) -> int:
        return self._steps.index(self.fps)

    def _load(self, fps: float, n_cameras: int) -> float:
        """Forecast share of the threads' time."""
        return fps * n_cameras * self._cost_s / self._n_threads

    def _fitting(self, n_cameras: int) -> int:
        """The fastest step that fits, or the slowest of all."""
        fitting = (
            place
            for place, fps in enumerate(self._steps)
            if self._load(fps, n_cameras) <= MOST_LOAD and fps * n_cameras < self._too_many_per_s
        )
        return max(fitting, default=0)

    def _set(self, place: int) -> bool:
        before, self.fps = self.fps, self._steps[place]
        return self.fps != before
