"""How many pictures a second every camera may send: the same for all, as many as the machine can look at."""

from typing import Final

STEPS: Final = (0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)
"""Pictures a second; in steps, so that cameras are not told of every small change."""

MOST_LOAD: Final = 0.9
"""Share of the threads' time that pictures may take by forecast, where nothing has shown that it is too much.
Cameras send evenly, so that waits stay short nearly until the threads have no time left."""

LEAST_LOAD: Final = 0.3
"""The share is never taken to be smaller: whatever else makes pictures wait, some are looked at."""

CROWDED_S: Final = 0.05
"""Pictures that wait longer, in the mean of a second, come faster than they are looked at."""

AFTER_CROWDING: Final = 0.9
REGAINED: Final = 0.003
"""Where pictures had to wait, their share becomes so many times what it was, and grows by so much a second
while they do not: the pace that was too fast is tried again after half a minute."""

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
        self._most_load = MOST_LOAD
        self._waits_s: list[float] = []
        self._was_crowded = False
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
        load = self._load(self.fps, n_cameras)
        crowded = load > 1.0 or sum(self._waits_s) > CROWDED_S * len(self._waits_s)
        self._waits_s.clear()
        is_lasting, self._was_crowded = crowded and self._was_crowded, crowded
        if is_lasting:
            self._most_load = max(LEAST_LOAD, AFTER_CROWDING * min(self._most_load, load))
            return self._set(min(max(0, self._place - 1), self._fitting(n_cameras)))
        if crowded:
            return self.fit(n_cameras)
        self._most_load = min(MOST_LOAD, self._most_load + REGAINED)
        higher = self._steps[min(self._place + 1, len(self._steps) - 1)]
        return self._set(self._place + (higher > self.fps and self._fits(higher, n_cameras)))

    @property
    def _place(self) -> int:
        return self._steps.index(self.fps)

    def _load(self, fps: float, n_cameras: int) -> float:
        """Forecast share of the threads' time."""
        return fps * n_cameras * self._cost_s / self._n_threads

    def _fits(self, fps: float, n_cameras: int) -> bool:
        return self._load(fps, n_cameras) <= self._most_load

    def _fitting(self, n_cameras: int) -> int:
        """The fastest step that fits, or the slowest of all."""
        return max((n for n, step in enumerate(self._steps) if self._fits(step, n_cameras)), default=0)

    def _set(self, place: int) -> bool:
        before, self.fps = self.fps, self._steps[place]
        return self.fps != before
