"""The one place where calls to somebody else's service are bounded, repeated, counted and judged."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock
from time import perf_counter
from typing import Any, Final, TypeVar

import stamina
import structlog

from gateway.metrics import Metrics
from gateway.outside.breaker import Breaker
from gateway.outside.deadline import within
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from gateway.outside.status import ServiceState, ServiceStatus

log = structlog.get_logger(__name__)

T = TypeVar("T")
Judge = Callable[[Exception], OutsideError]
"""Names an exception of the client's library; it copies no message that may hold a key or a word."""

N_THREADS: Final = 4

# stamina's own log line and counter would say the same a second time
stamina.instrumentation.set_on_retry_hooks([])


@dataclass(frozen=True)
class OutsideRules:
    """Durations in seconds.

    A call lasts `timeout_s` at most once it has begun; one that may be repeated is tried `attempts` times
    within `patience_s`, with growing waits and jitter, and a blocking one waits as long for a thread. After
    `fail_max` failures in a row nobody asks for `rest_s`. With `one_quota`, a limit met by one call holds for
    all; a refusal of everything is believed for `refused_s`.
    """

    setting: str
    timeout_s: float = 5.0
    attempts: int = 3
    patience_s: float = 20.0
    wait_first_s: float = 0.2
    wait_max_s: float = 2.0
    jitter_s: float = 0.5
    fail_max: int = 5
    rest_s: float = 30.0
    one_quota: bool = False
    limited_s: float = 60.0
    refused_s: float = 300.0


class OutsideService:
    """One service of somebody else. Thread-safe. `clock` gives seconds."""

    def __init__(
        self, name: str, rules: OutsideRules, metrics: Metrics, clock: Callable[[], float], judge: Judge
    ) -> None:
        self.name = name
        self._rules = rules
        self._metrics = metrics
        self._clock = clock
        self._judge = judge
        self._breaker = Breaker(rules.fail_max, rules.rest_s, clock)
        self._lock = Lock()
        self._state: ServiceState = "ok"
        self._since: float | None = None
        self._why = ""
        self._held: OutsideError | None = None
        self._held_until = 0.0
        self._n_holds = 0
        self._pool: ThreadPoolExecutor | None = None
        self._seats: _Seats | None = None
        self._repeat = stamina.AsyncRetryingCaller(
            attempts=rules.attempts,
            timeout=rules.patience_s,
            wait_initial=rules.wait_first_s,
            wait_max=rules.wait_max_s,
            wait_jitter=rules.jitter_s,
        )

    @property
    def status(self) -> ServiceStatus:
        """As it is now."""
        with self._lock:
            return ServiceStatus(self.name, self._state, self._rules.setting, self._since, self._why)

    async def call(self, what: str, work: Callable[[], Awaitable[T]], *, repeat: bool) -> T:
        """What `work` gives. `what` names the call in the figures; `repeat` says that doing it twice does no
        harm. Raises OutsideError."""
        return await self._as_often_as_allowed(partial(self._once, what, work), repeat=repeat)

    async def call_blocking(self, what: str, work: Callable[[], T], *, repeat: bool) -> T:
        """The same for a blocking client, in a thread. A thread cannot be stopped: `work` keeps to the time
        itself, with `gateway.outside.deadline`, as `BoundedSession` does. Where all threads are taken for too
        long, nobody is asked: ServiceAway, `left_alone`."""
        return await self._as_often_as_allowed(partial(self._once_in_thread, what, work), repeat=repeat)

    def close(self) -> None:
        """Start no more blocking calls."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _as_often_as_allowed(self, once: Callable[[], Awaitable[T]], *, repeat: bool) -> T:
        return await (self._repeat(_is_worth_repeating, once) if repeat else once())

    async def _once_in_thread(self, what: str, work: Callable[[], T]) -> T:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(N_THREADS, thread_name_prefix=self.name)
        pool, loop = self._pool, asyncio.get_running_loop()
        if self._seats is None or self._seats.loop is not loop:
            self._seats = _Seats(loop)
        seats = self._seats
        try:
            async with asyncio.timeout(self._rules.patience_s):
                await seats.free.acquire()
        except TimeoutError:
            self._count(what, "left_alone")
            raise ServiceAway("is busy with other calls", left_alone=True) from None
        sat_down = False

        async def in_thread() -> T:
            nonlocal sat_down
            running = pool.submit(within, self._rules.timeout_s, work)
            sat_down = True
            running.add_done_callback(seats.leave)
            return await asyncio.wrap_future(running)

        try:
            return await self._once(what, in_thread)
        finally:
            if not sat_down:
                seats.free.release()

    async def _once(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        admitted = self._admit(what)
        began = perf_counter()
        try:
            async with asyncio.timeout(self._rules.timeout_s):
                result = await work()
        except asyncio.CancelledError:
            self._breaker.gave_up(admitted.ticket)
            raise
        except TimeoutError:
            error: OutsideError = ServiceAway(f"no answer within {self._rules.timeout_s:g} s", perhaps=True)
        except OutsideError as judged:
            error = judged
        except Exception as unknown:  # noqa: BLE001 - every library has its own; the judge knows them
            error = self._judge(unknown)
        else:
            self._count(what, "ok", began)
            self._went_well(admitted)
            return result
        self._count(what, _outcome(error), began)
        self._went_wrong(error, admitted)
        raise error  # outside the handler: what the library said, maybe an address with a key, is not chained

    def _admit(self, what: str) -> "_Admitted":
        with self._lock:
            held, until, n_holds = self._held, self._held_until, self._n_holds
        if held is not None and self._clock() < until:
            self._count(what, "left_alone")
            raise _still(held, until - self._clock())
        ticket = self._breaker.admits()
        if ticket is None:
            self._count(what, "left_alone")
            raise ServiceAway(f"left alone for a while: {self.status.why}", left_alone=True)
        return _Admitted(ticket, n_holds)

    def _count(self, what: str, outcome: str, began: float | None = None) -> None:
        self._metrics.outside_calls.labels(self.name, what, outcome).inc()
        if began is not None:
            self._metrics.outside_seconds.labels(self.name).observe(perf_counter() - began)

    def _went_well(self, admitted: "_Admitted") -> None:
        self._breaker.went(admitted.ticket, well=True)
        with self._lock:
            if self._n_holds != admitted.n_holds:
                return  # what holds the calls was heard after this one began
            self._held = None
        self._note("ok", "")

    def _went_wrong(self, error: OutsideError, admitted: "_Admitted") -> None:
        self._breaker.went(admitted.ticket, well=not isinstance(error, ServiceAway))
        if isinstance(error, ServiceLimited):
            if self._rules.one_quota:
                self._hold(error, error.retry_after_s or self._rules.limited_s)
                self._note("limited", error.why)
        elif isinstance(error, ServiceRefused):
            if error.everything:
                self._hold(error, self._rules.refused_s)
                self._note("failing", error.why)
        else:
            self._note("failing", error.why)

    def _hold(self, error: OutsideError, for_s: float) -> None:
        with self._lock:
            self._held, self._held_until = error, self._clock() + for_s
            self._n_holds += 1

    def _note(self, state: ServiceState, why: str) -> None:
        with self._lock:
            if self._state != state or self._since is None:
                self._since = self._clock()
                if state != "ok" or self._state != "ok":
                    log.warning("outside_service", service=self.name, state=state, why=why)
            self._state, self._why = state, why


@dataclass(frozen=True)
class _Admitted:
    """When a call was let through: what it comes to says nothing of what was decided after that."""

    ticket: int
    n_holds: int


class _Seats:
    """One for each thread; whoever has one is not kept waiting by the pool. Of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.free = asyncio.Semaphore(N_THREADS)

    def leave(self, _done: Future[Any]) -> None:
        """The thread has ended its work, which may be long after the call was given up."""
        with suppress(RuntimeError):  # the loop is over, and with it whoever waits
            self.loop.call_soon_threadsafe(self.free.release)


def _is_worth_repeating(error: Exception) -> bool:
    return isinstance(error, ServiceAway) and not error.left_alone


def _outcome(error: OutsideError) -> str:
    if isinstance(error, ServiceLimited):
        return "limited"
    return "refused" if isinstance(error, ServiceRefused) else "away"


def _still(held: OutsideError, for_s: float) -> OutsideError:
    if isinstance(held, ServiceLimited):
        return ServiceLimited(held.why, for_s)
    return ServiceRefused(held.why, everything=True)
