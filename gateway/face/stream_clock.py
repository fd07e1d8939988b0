"""When a picture was taken, in this server's seconds, from a stream's own milliseconds."""

from typing import Final

MOST_DRIFT: Final = 1e-4
"""Seconds in a second by which one clock may run slower than another: a hundred parts per million, as cheap
quartz does. Without it an hour and a half of conversation would look like half a second of delay."""


class StreamClock:
    """The quickest picture of a stream says how long the way takes; what takes `max_late_s` longer is too
    late. Where everything does for so long, the stream's clock stood still, and it is set again. A clock that
    runs a little slow is followed."""

    def __init__(self, max_late_s: float) -> None:
        self._max_late_s = max_late_s
        self._quickest_s = float("inf")
        self._at = float("inf")
        self._late_since: float | None = None

    def taken_at(self, t_ms: int, now: float) -> float | None:
        """The time of a picture that comes `now`; None where it is too late."""
        delay_s = now - t_ms / 1000.0
        drifted_s = MOST_DRIFT * max(0.0, now - self._at)
        self._quickest_s, self._at = min(self._quickest_s + drifted_s, delay_s), now
        late_s = delay_s - self._quickest_s
        if late_s <= self._max_late_s:
            self._late_since = None
            return now - late_s
        self._late_since = now if self._late_since is None else self._late_since
        if now - self._late_since < self._max_late_s:
            return None
        self._quickest_s, self._late_since = delay_s, None
        return now
