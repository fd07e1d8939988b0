"""What the gateway writes to and reads from the database, and the thread that writes behind the conversation."""

import queue
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from gateway.effects import RecordConsent, RecordFeedback, RecordTurn
from gateway.metrics import Metrics
from gateway.protocol import Sense

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SessionOpened:
    """A visitor came."""

    session: str
    user: str
    locale: str | None
    channel: str
    at: float


@dataclass(frozen=True)
class SessionClosed:
    """A session is over."""

    session: str
    at: float


@dataclass(frozen=True)
class TurnSensed:
    """A turn of a session."""

    session: str
    turn: RecordTurn


@dataclass(frozen=True)
class UserErased:
    """The visitor asked to be forgotten."""

    user: str


@dataclass(frozen=True)
class Expired:
    """Everything older than the retention time is to go."""

    at: float


Fact = SessionOpened | SessionClosed | TurnSensed | RecordConsent | RecordFeedback | UserErased | Expired


class Memory(Protocol):
    """The database, as the gateway uses it. Blocking: called in worker threads only."""

    def write(self, facts: Sequence[Fact]) -> None:
        """Store the facts in their order, all or none."""

    def consents(self, user: str) -> Mapping[Sense, bool]:
        """What the user granted or withdrew."""

    def reachable(self) -> bool:
        """Whether the database answers."""


class Recorder:
    """Writes facts in order on a thread of its own, several in one transaction when they pile up."""

    def __init__(self, memory: Memory, metrics: Metrics, max_waiting: int = 10_000, max_batch: int = 64) -> None:
        self._memory = memory
        self._metrics = metrics
        self._max_waiting = max_waiting
        self._max_batch = max_batch
        self._waiting: queue.SimpleQueue[tuple[Fact, Future[None] | None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        self._waiting.put(None)
        self._thread.join(timeout=10)

    def add(self, fact: Fact) -> None:
        """Write `fact` some time soon; readings are let go when the database cannot keep up, nothing else is."""
        if isinstance(fact, TurnSensed) and self._waiting.qsize() >= self._max_waiting:
            self._metrics.records_lost.inc()
            return
        self._waiting.put((fact, None))

    def written(self, fact: Fact) -> "Future[None]":
        """Write `fact`; the future is done when that has happened, or carries why not."""
        future: Future[None] = Future()
        self._waiting.put((fact, future))
        return future

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while len(batch) < self._max_batch and not self._waiting.empty():
                if (more := self._waiting.get()) is None:
                    self._write(batch)
                    return
                batch.append(more)
            self._write(batch)

    def _write(self, batch: list[tuple[Fact, Future[None] | None]]) -> None:
        try:
            self._memory.write([fact for fact, _ in batch])
        except Exception as error:  # noqa: BLE001 - one bad fact must not cost the others, nor this thread
            if len(batch) > 1:
                for one in batch:
                    self._write([one])
                return
            self._lost(*batch[0], error)
            return
        for _, future in batch:
            if future is not None:
                future.set_result(None)

    def _lost(self, fact: Fact, future: Future[None] | None, error: Exception) -> None:
        self._metrics.records_lost.inc()
        log.error("record_lost", fact=type(fact).__name__, error=type(error).__name__)
        if future is not None:
            future.set_exception(error)

