"""Recognition off the event loop: as many utterances at a time as there are recognisers, the others wait.

Called in the event loop. An utterance that waits keeps its sound and is recognised faster than it was spoken.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import structlog

from perception.errors import PerceptionError
from perception.hearing.transcriber import Hearing, Partial, PcmSamples, Transcriber, Transcript

log = structlog.get_logger(__name__)

MAX_WAITING: Final = 200
"""Utterances that wait for a recogniser; at half a megabyte each, memory is what bounds them."""

MAX_WAITING_EACH: Final = 20
"""Of one session: as many as turns may wait there."""

OnWords = Callable[[str], None]
OnDone = Callable[[Transcript | None], None]
"""None: it could not be recognised."""


class RecognitionDesk:
    """`n_at_once` utterances are recognised side by side, each on a thread of its own."""

    def __init__(self, transcriber: Transcriber, n_at_once: int) -> None:
        self._transcriber = transcriber
        self._pool = ThreadPoolExecutor(n_at_once, thread_name_prefix="recognise")
        self._n_free = n_at_once
        self._waiting: deque[Recognition] = deque()

    def begin(self, session: str, on_words: OnWords, on_done: OnDone) -> "Recognition":
        """A new utterance. Its words so far come to `on_words`, all of them once to `on_done`.

        Where too many wait, the oldest of the session with most of them is given up.
        """
        recognition = Recognition(self, session, self._transcriber, self._pool, on_words, on_done)
        self._waiting.append(recognition)
        self._admit()
        n_waiting = Counter(waiting.session for waiting in self._waiting)
        if n_waiting[session] > MAX_WAITING_EACH:
            self._give_up_oldest(session)
        elif len(self._waiting) > MAX_WAITING:
            self._give_up_oldest(max(n_waiting, key=n_waiting.__getitem__))
        return recognition

    def _give_up_oldest(self, session: str) -> None:
        oldest = next(waiting for waiting in self._waiting if waiting.session == session)
        self._waiting.remove(oldest)
        oldest.give_up()

    def leave(self, recognition: "Recognition") -> None:
        """An utterance that waited is not wanted any more."""
        if recognition in self._waiting:
            self._waiting.remove(recognition)

    def release(self) -> None:
        """A recogniser is free again."""
        self._n_free += 1
        self._admit()

    def _admit(self) -> None:
        while self._n_free and self._waiting:
            self._n_free -= 1
            self._waiting.popleft().start()

    def stop(self) -> None:
        """Let running calls finish, start no more."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Recognition:
    """One utterance on its way to words; at most one call of it runs at a time."""

    def __init__(
        self,
        desk: RecognitionDesk,
        session: str,
        transcriber: Transcriber,
        pool: ThreadPoolExecutor,
        on_words: OnWords,
        on_done: OnDone,
    ) -> None:
        self.session = session
        self._desk = desk
        self._transcriber = transcriber
        self._pool = pool
        self._on_words = on_words
        self._on_done = on_done
        self._pieces: list[PcmSamples] = []
        self._hearing: Hearing | None = None
        self._active = self._running = self._ended = self._dropped = False

    def start(self) -> None:
        """There is a recogniser for it."""
        self._active = True
        self._work()

    def add(self, samples: PcmSamples) -> None:
        """More of its sound."""
        self._pieces.append(samples)
        self._work()

    def end(self) -> None:
        """Its sound is complete."""
        self._ended = True
        self._work()

    def drop(self) -> None:
        """Nobody wants its words any more; `on_done` is not called."""
        self._dropped = True
        self._pieces.clear()
        if not self._active:
            self._desk.leave(self)
        elif not self._running:
            self._run(last=True)

    def give_up(self) -> None:
        """There is no room for it."""
        self._dropped = True
        self._pieces.clear()
        self._on_done(None)

    def _work(self) -> None:
        if self._active and not self._running and not self._dropped and (self._pieces or self._ended):
            self._run(last=self._ended)

    def _run(self, *, last: bool) -> None:
        pieces, self._pieces = self._pieces, []
        self._running = True
        loop = asyncio.get_running_loop()
        try:
            future = loop.run_in_executor(self._pool, self._step, pieces, last)
        except RuntimeError as error:  # the pool is shut down, or no thread can be started
            future = loop.create_future()
            future.set_exception(error)
        future.add_done_callback(lambda done: self._stepped(done, last=last))

    def _step(self, pieces: list[PcmSamples], last: bool) -> Partial | Transcript | None:
        if self._dropped:
            if self._hearing is not None:
                self._hearing.drop()
            return None
        if self._hearing is None:
            self._hearing = self._transcriber.open()
        partial = self._hearing.accept(np.concatenate(pieces)) if pieces else None
        return self._hearing.finish() if last else partial

    def _stepped(self, future: "asyncio.Future[Partial | Transcript | None]", *, last: bool) -> None:
        self._running = False
        if future.cancelled():
            return  # the gateway is stopping
        error = future.exception()
        if isinstance(error, PerceptionError):
            log.warning("recognition_failed", error=type(error).__name__)
        elif error is not None:
            log.error("recognition_broke", error=type(error).__name__)
        if error is not None or last:
            self._over(None if error else future.result(), failed=error is not None)
            return
        partial = future.result()
        if self._dropped:
            self._run(last=True)
            return
        if isinstance(partial, Partial):
            self._on_words(partial.text)
        self._work()

    def _over(self, result: Partial | Transcript | None, *, failed: bool) -> None:
        self._active = False
        if failed and self._hearing is not None:
            self._hearing.drop()
        self._desk.release()
        if not self._dropped:
            self._dropped = True
            self._on_done(result if isinstance(result, Transcript) else None)
