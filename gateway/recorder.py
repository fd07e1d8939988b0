"""Writes behind the conversation: no reply ever waits for the record of a turn."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

import structlog

from gateway.memory import ALONE, Fact, Memory, TurnSensed, UserErased
from gateway.metrics import Metrics
from personalization.errors import DatabaseBusyError, StoreError

log = structlog.get_logger(__name__)

MAX_WAITING = 10_000
MAX_BATCH = 64
GATHER_S = 0.05
PAUSES_S = (0.2, 1.0, 3.0, 6.0)
WRITTEN_WITHIN_S = 5.0


@dataclass(frozen=True)
class _Entry:
    fact: Fact | None  # None marks a place in the order
    written: "Future[None]"


class Recorder:
    """One thread writes facts in the order in which they come.

    It gathers them for `gather_s` seconds, so that they share a transaction, written after the reply.
    A write that the database fails is tried again after each of `PAUSES_S` (seconds), then given up and
    counted; what can never be written is given up at once, so that nothing behind it waits.
    """

    def __init__(
        self,
        memory: Memory,
        metrics: Metrics,
        pause: Callable[[float], object] | None = None,
        gather_s: float = GATHER_S,
    ) -> None:
        self._memory = memory
        self._metrics = metrics
        self._stopping = threading.Event()
        self._pause = pause or self._stopping.wait
        self._gather_s = gather_s
        self._waiting: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self.on_erased: list[Callable[[str, Future[None]], None]] = []
        """Told at once of a visitor who is to be erased, and of the future that tells when that is written:
        what is under way for them ends."""

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end; a database that is away is not waited for any more."""
        self._stopping.set()
        self._waiting.put(None)
        self._thread.join(timeout=4)

    def add(self, fact: Fact) -> "Future[None]":
        """Write `fact` soon; the future tells when. Only readings are let go when too much waits."""
        entry = _entry(fact)
        if isinstance(fact, UserErased):
            for tell in self.on_erased:
                tell(fact.user, entry.written)
        if isinstance(fact, TurnSensed) and self._waiting.qsize() >= MAX_WAITING:
            self._give_up(entry, OverflowError(f"{MAX_WAITING} facts wait for the database"))
        else:
            self._waiting.put(entry)
        return entry.written

    def settled(self) -> "Future[None]":
        """Done when everything added before has been written or given up."""
        entry = _entry(None)
        self._waiting.put(entry)
        return entry.written

    def _run(self) -> None:
        stopping = False
        while not stopping:
            batch, stopping = self._next_batch()
            for group in _groups(batch):
                self._write(group)

    def _next_batch(self) -> tuple[list[_Entry], bool]:
        batch: list[_Entry] = []
        entry = self._waiting.get()
        if entry is not None and self._gather_s:
            self._pause(self._gather_s)
        while entry is not None:
            batch.append(entry)
            if len(batch) >= MAX_BATCH or self._waiting.empty():
                return batch, False
            entry = self._waiting.get()
        return batch, True

    def _write(self, group: list[_Entry]) -> None:
        error = self._attempt(group)
        if error is None:
            return
        if len(group) > 1:  # one bad fact must not cost the others
            for entry in group:
                self._write([entry])
            return
        for pause_s in PAUSES_S:
            if not isinstance(error, StoreError):
                break
            self._pause(pause_s)
            error = self._attempt(group)
            if error is None:
                return
        self._give_up(group[0], error)

    def _attempt(self, group: list[_Entry]) -> Exception | None:
        try:
            facts = [entry.fact for entry in group if entry.fact is not None]
            if facts:
                self._memory.write(facts)
        except Exception as error:  # noqa: BLE001 - whatever it is, this thread has to go on
            return error
        for entry in group:
            entry.written.set_result(None)
        return None

    def _give_up(self, entry: _Entry, error: Exception) -> None:
        self._metrics.records_lost.inc()
        log.error("record_lost", fact=type(entry.fact).__name__, error=type(error).__name__)
        entry.written.set_exception(error)


async def written(record: "Future[None]") -> None:
    """Wait for the recorder; what waits too long is written later. Raises DatabaseBusyError then."""
    try:
        async with asyncio.timeout(WRITTEN_WITHIN_S):
            await asyncio.wrap_future(record)
    except TimeoutError:
        raise DatabaseBusyError("the database has not taken what was said before yet") from None


def _entry(fact: Fact | None) -> _Entry:
    written: Future[None] = Future()
    written.set_running_or_notify_cancel()  # whoever waits for it may go away, but it is written all the same
    return _Entry(fact, written)


def _groups(batch: list[_Entry]) -> list[list[_Entry]]:
    """Neighbours that may share a transaction, in order."""
    groups: list[list[_Entry]] = []
    for entry in batch:
        alone = isinstance(entry.fact, ALONE)
        if alone or not groups or isinstance(groups[-1][0].fact, ALONE):
            groups.append([entry])
        else:
            groups[-1].append(entry)
    return groups
