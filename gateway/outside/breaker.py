"""A service that keeps failing is left alone for a while: pybreaker, told the time by the caller."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock

from pybreaker import STATE_CLOSED, STATE_OPEN, CircuitBreaker, CircuitBreakerError, CircuitMemoryStorage


class Breaker:
    """Opens after `fail_max` failures in a row, and lets one trial through each `rest_s`. Thread-safe.

    pybreaker's own `call` holds its lock while the call runs, so calls would queue behind a slow one: here it
    is asked before and told afterwards.
    """

    def __init__(self, fail_max: int, rest_s: float, clock: Callable[[], float]) -> None:
        self._storage = _TimedStorage(clock)
        self._rest_s = rest_s
        self._breaker = CircuitBreaker(fail_max, rest_s, state_storage=self._storage)
        self._trying = False
        self._n_opened = 0
        self._lock = Lock()

    @property
    def is_open(self) -> bool:
        """Whether the service is left alone, or about to be tried."""
        return self._storage.state == STATE_OPEN

    def admits(self) -> int | None:
        """A ticket for one call, which gives it back to `went` or `gave_up`; None: none may be made now."""
        with self._lock:
            if self.is_open:
                if self._trying or self._storage.open_for_s < self._rest_s:
                    return None
                self._trying = True
            return self._n_opened

    def went(self, ticket: int, *, well: bool) -> None:
        """How an admitted call ended."""
        with self._lock:
            if ticket != self._n_opened:
                return  # others had opened the breaker before this call ended: it says nothing of the trial
            self._trying = False
            with suppress(_FailedError, CircuitBreakerError):
                self._breaker.call(_nothing if well else _fail)
            self._n_opened += self.is_open

    def gave_up(self, ticket: int) -> None:
        """An admitted call was cancelled: nothing is known."""
        with self._lock:
            if ticket == self._n_opened:
                self._trying = False


class _FailedError(Exception):
    """For the breaker to count."""


def _nothing() -> None: ...


def _fail() -> None:
    raise _FailedError


class _TimedStorage(CircuitMemoryStorage):
    """pybreaker compares `opened_at` with the machine's clock; this one shifts it by what ours says."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(STATE_CLOSED)
        self._clock = clock
        self._opened_s: float | None = None

    @property
    def open_for_s(self) -> float:
        """Since when it has been open, in seconds."""
        return 0.0 if self._opened_s is None else self._clock() - self._opened_s

    @property
    def opened_at(self) -> datetime | None:
        """As pybreaker wants it."""
        return None if self._opened_s is None else datetime.now(UTC) - timedelta(seconds=self.open_for_s)

    @opened_at.setter
    def opened_at(self, datetime: datetime | None) -> None:  # noqa: ARG002 - the machine's time
        self._opened_s = self._clock()
