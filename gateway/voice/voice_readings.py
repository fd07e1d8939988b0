"""Readings of voices on worker threads. Under load partial ones are left out, those of utterances never."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import structlog

from gateway.metrics import Metrics
from gateway.ports import Reading, Senses
from perception.signals.speaker_baseline import HeardVoice
from perception.sound import Sound

log = structlog.get_logger(__name__)

OnRead = Callable[[Reading | None], None]


class VoiceReadings:
    """Called in the event loop; `n_threads` is how many the pool has."""

    def __init__(self, senses: Senses, pool: ThreadPoolExecutor, n_threads: int, metrics: Metrics) -> None:
        self._senses = senses
        self._pool = pool
        self._n_threads = n_threads
        self._metrics = metrics
        self._n_partial = 0
        self._n_whole = 0

    def whole(self, voice: Sound, trajectory: Any, on_read: OnRead) -> Future[HeardVoice]:
        """The reading of an utterance of whoever has `trajectory`; also as its turn will take it."""
        self._n_whole += 1
        return self._read(voice, trajectory, on_read, self._whole_done)

    def partial(self, voice: Sound, trajectory: Any, on_read: OnRead, *, busy: bool) -> None:
        """The reading of what was said so far, if nothing more important waits; `busy` says that it does."""
        if busy or self._n_whole or self._n_partial >= self._n_threads:
            self._metrics.partial_readings.labels("shed").inc()
            on_read(None)
            return
        self._n_partial += 1
        self._metrics.partial_readings.labels("made").inc()
        self._read(voice, trajectory, on_read, self._partial_done)

    def _whole_done(self) -> None:
        self._n_whole -= 1

    def _partial_done(self) -> None:
        self._n_partial -= 1

    def _read(
        self, voice: Sound, trajectory: Any, on_read: OnRead, done: Callable[[], None]
    ) -> Future[HeardVoice]:
        future = self._pool.submit(self._senses.hear, voice, trajectory)
        asyncio.wrap_future(future).add_done_callback(lambda finished: _tell(finished, on_read, done))
        return future


def _tell(future: "asyncio.Future[HeardVoice]", on_read: OnRead, done: Callable[[], None]) -> None:
    done()
    if future.cancelled():
        return  # the gateway is stopping
    if error := future.exception():
        log.error("voice_not_read", error=type(error).__name__)
    on_read(None if error else future.result().reading)
