"""What goes out to the places of one channel: in order, and kept while the platform is away."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, Protocol, runtime_checkable

import structlog

from gateway.channels.channel import Limits, Place, Sender, SentT
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused

log = structlog.get_logger(__name__)

Outcome = Literal["sent", "refused", "unsure", "too_old", "too_many", "failed", "emptied"]
Sleep = Callable[[float], Awaitable[Any]]

FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 10.0
LIMITED_WAIT_S: Final = 5.0
"""For platforms that do not say how long."""
UNSURE_WAITS_S: Final = (5.0, 70.0)
"""Waits after tries of which each may have arrived; after the next one it is let go. Two copies too many are
better than an answer that is lost because a platform was silent, or broke connections, for a minute."""


@runtime_checkable
class Forgets(Protocol):
    """A sender that remembers something of its places between two messages."""

    def forget(self, place: Place) -> None:
        """Keep nothing more of what was said there."""


@dataclass(frozen=True)
class PostRules:
    """What is not sent within `keep_s` is let go, and the oldest where more than `max_waiting` wait for one
    place."""

    keep_s: float = 900.0
    max_waiting: int = 200


@dataclass(eq=False)
class _Letter(Generic[SentT]):
    owner: str
    outgoing: SentT
    since: float


@dataclass(eq=False)
class _Box(Generic[SentT]):
    waiting: deque[_Letter[SentT]] = field(default_factory=deque)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    next_at: float = 0.0


class Postbox(Generic[SentT]):
    """One for a channel; each place has its own line, so that none waits for another. In the event loop.

    `clock` and `sleep` are in seconds; `tell` hears how each letter ended. An outgoing whose attribute
    `passing` is true (a sign of typing) is tried once, and nothing waits for it. One that may have arrived
    though its answer was lost is sent twice more at most. While the platform refuses everything (a wrong
    token), letters wait as they do while it is away: the owner may put that right.
    """

    def __init__(
        self,
        sender: Sender[SentT],
        limits: Limits,
        clock: Callable[[], float],
        sleep: Sleep = asyncio.sleep,
        rules: PostRules = PostRules(),
        tell: Callable[[Outcome], None] = lambda _outcome: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._sender = sender
        self._pause_s = 1.0 / limits.per_s if limits.per_s else 0.0
        self._clock = clock
        self._sleep = sleep
        self._rules = rules
        self._tell = tell
        self._jitter = jitter
        self._boxes: dict[Place, _Box[SentT]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def n_waiting(self) -> int:
        """Letters that are not sent yet, of all places."""
        return sum(len(box.waiting) for box in self._boxes.values())

    def put(self, place: Place, owner: str, outgoing: SentT) -> None:
        """Send it when everything before it to this place is sent. `owner` is whom it is said to there,
        and nowhere else."""
        box = self._boxes.get(place)
        if box is None:
            box = self._boxes[place] = _Box()
            task = asyncio.get_running_loop().create_task(self._deliver(place, box))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        box.quiet.clear()
        box.waiting.append(_Letter(owner, outgoing, self._clock()))
        if len(box.waiting) > self._rules.max_waiting:
            self._drop(box, box.waiting[1], "too_many")  # the first is under way

    def empty(self, place: Place, owner: str) -> None:
        """Let go of everything that waits there for `owner`, and of what the sender remembers of the place;
        what is under way may still arrive."""
        if (box := self._boxes.get(place)) is not None:
            for letter in [letter for letter in box.waiting if letter.owner == owner]:
                self._drop(box, letter, "emptied")
        self._forget(place)

    def _forget(self, place: Place) -> None:
        if isinstance(self._sender, Forgets):
            self._sender.forget(place)

    async def settled(self, place: Place) -> None:
        """Wait until everything for this place has been sent or let go."""
        box = self._boxes.get(place)
        if box is not None and box.waiting:
            await box.quiet.wait()

    async def flush(self) -> None:
        """Wait until everything has been sent or let go."""
        while busy := [box for box in self._boxes.values() if box.waiting]:
            await asyncio.gather(*(box.quiet.wait() for box in busy))

    async def stop(self) -> None:
        """Send nothing more."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, place: Place, box: _Box[SentT]) -> None:
        try:
            while True:
                while box.waiting:
                    await self._send(place, box, box.waiting[0])
                box.quiet.set()
                if (early_s := box.next_at - self._clock()) <= 0:
                    return
                await self._sleep(early_s)  # the pace holds for what comes next, too
        finally:
            del self._boxes[place]
            box.quiet.set()

    async def _send(self, place: Place, box: _Box[SentT], letter: _Letter[SentT]) -> None:
        """Try until it is sent or let go."""
        passing = bool(getattr(letter.outgoing, "passing", False))
        if not passing and (early_s := box.next_at - self._clock()) > 0:
            await self._sleep(early_s)
        n_tries = n_unsure = 0
        while letter in box.waiting:
            try:
                await self._sender.send(place, letter.outgoing)
            except OutsideError as error:
                n_tries += 1
                n_unsure += _may_have_arrived(error)
                wait_s = self._wait_after(error, n_tries, n_unsure)
                if isinstance(error, ServiceRefused) and not error.everything:
                    self._drop(box, letter, "refused")
                elif n_unsure > len(UNSURE_WAITS_S):
                    self._drop(box, letter, "unsure")
                elif passing or self._clock() + wait_s - letter.since > self._rules.keep_s:
                    self._drop(box, letter, "too_old")
                else:
                    await self._sleep(wait_s)
            except Exception as error:  # noqa: BLE001 - one letter must not hold up those behind it
                log.error("letter_failed", channel=place.channel, error=type(error).__name__)
                self._drop(box, letter, "failed")
            else:
                self._sent(place, box, letter)
        if not passing:
            box.next_at = self._clock() + self._pause_s

    def _wait_after(self, error: OutsideError, n_tries: int, n_unsure: int) -> float:
        if isinstance(error, ServiceLimited):
            return LIMITED_WAIT_S if error.retry_after_s is None else max(error.retry_after_s, 0.1)
        longest_s: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(n_tries - 1, 10))
        wait_s = longest_s * (0.5 + 0.5 * self._jitter())
        if not _may_have_arrived(error):
            return wait_s
        return max(wait_s, UNSURE_WAITS_S[min(n_unsure, len(UNSURE_WAITS_S)) - 1])

    def _sent(self, place: Place, box: _Box[SentT], letter: _Letter[SentT]) -> None:
        if letter not in box.waiting:  # forgotten while it was under way: so is what is known of it
            self._forget(place)
        self._drop(box, letter, "sent")

    def _drop(self, box: _Box[SentT], letter: _Letter[SentT], outcome: Outcome) -> None:
        if letter not in box.waiting:
            return  # everything was forgotten while it was under way
        box.waiting.remove(letter)
        self._tell(outcome)
        if outcome not in ("sent", "emptied") and not getattr(letter.outgoing, "passing", False):
            log.warning("letter_not_sent", outcome=outcome)


def _may_have_arrived(error: OutsideError) -> bool:
    return isinstance(error, ServiceAway) and error.perhaps
