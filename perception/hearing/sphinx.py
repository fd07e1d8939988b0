"""Recognition by pocketsphinx: English, offline, no download; rough words."""

import contextlib
import json
import queue
import re
import subprocess
import sys
import threading
from typing import Any, Final

import numpy as np

from perception.errors import InputError, RecognitionError
from perception.hearing.sphinx_worker import ANSWER, BEGIN, END, REQUEST, SOUND
from perception.hearing.transcriber import SILENCE, Partial, PcmSamples, Transcript, Word
from perception.sound import RATE_HZ

MARKUP: Final = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
"""What pocketsphinx writes for silence, noise, breath and cough."""

VARIANT: Final = re.compile(r"\(\d+\)$")
"""Marks which pronunciation of a word was heard."""

READY_WITHIN_S: Final = 60.0
COMMAND: Final = (sys.executable, "-m", "perception.hearing.sphinx_worker")


class SphinxTranscriber:
    """See `Transcriber`. `n_workers` decoders, each a process of about 90 MB; more utterances than that wait.

    Raises RecognitionError when a process cannot be started.
    """

    name = "pocketsphinx"
    languages = ("en",)

    def __init__(self, n_workers: int = 1) -> None:
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        for _ in range(n_workers):  # they load side by side, and are waited for by the first utterance
            worker = _Worker()
            self._workers.add(worker)
            self._idle.put(worker)

    def open(self, rate_hz: int = RATE_HZ) -> "SphinxHearing":
        """Begin an utterance, once a decoder is free. Raises InputError, RecognitionError."""
        if rate_hz != RATE_HZ:
            raise InputError(
                f"the sound has a rate of {rate_hz} Hz; pocketsphinx takes {RATE_HZ} Hz: resample it"
            )
        if self._closed:
            raise RecognitionError("the recogniser is closed; make a new one")
        worker = self._idle.get()
        try:
            return SphinxHearing(self, self._begun(worker))
        except RecognitionError:
            self._idle.put(worker)  # dead, and replaced by whoever takes it next: a place is never lost
            raise

    def _begun(self, worker: "_Worker") -> "_Worker":
        try:
            worker.ask(BEGIN)
        except RecognitionError:
            worker = self._replaced(worker)
            worker.ask(BEGIN)
        return worker

    def _replaced(self, worker: "_Worker") -> "_Worker":
        """A new process in the place of one that has ended."""
        fresh = _Worker()
        with self._lock:
            self._workers.discard(worker)
            self._workers.add(fresh)
        worker.stop()
        return fresh

    def give_back(self, worker: "_Worker") -> None:
        """A decoder is free again."""
        self._idle.put(worker)

    def close(self) -> None:
        """End the processes."""
        self._closed = True
        with self._lock:
            for worker in self._workers:
                worker.stop()


class SphinxHearing:
    """See `Hearing`. Holds one decoder from its beginning to `finish` or `drop`."""

    def __init__(self, transcriber: SphinxTranscriber, worker: "_Worker") -> None:
        self._transcriber = transcriber
        self._worker: _Worker | None = worker
        self._told = ""

    def accept(self, samples: PcmSamples) -> Partial | None:
        """Take the next sound; the words so far, where they changed. Raises InputError, RecognitionError."""
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise InputError(f"samples were {samples.dtype} of shape {samples.shape}; give int16 (n,)")
        if self._worker is None:
            raise InputError("this utterance is over; open another for more sound")
        answer = self._worker.ask(SOUND, samples.astype("<i2").tobytes())
        text = _plain(answer.get("text", ""))
        if text == self._told:
            return None
        self._told = text
        return Partial(text)

    def finish(self) -> Transcript:
        """The words of the whole utterance. Raises RecognitionError."""
        if self._worker is None:
            return SILENCE
        try:
            answer = self._worker.ask(END)
        finally:
            self.drop()
        words = tuple(
            Word(_plain(word), min(1.0, p))
            for word, p in answer.get("words", ())
            if not MARKUP.fullmatch(word)
        )
        return Transcript(" ".join(word.text for word in words), utterance_confidence(words), words)

    def drop(self) -> None:
        """Give the decoder back."""
        if self._worker is not None:
            worker, self._worker = self._worker, None
            self._transcriber.give_back(worker)


def utterance_confidence(words: tuple[Word, ...]) -> float:
    """The mean over the words of their probabilities, longer words counting more; 0 without words.

    A short word ("the", "a") is easily found where there is none, and says little where there is one.
    """
    if not words:
        return 0.0
    weights = [max(1, len(word.text) - 1) for word in words]
    return sum(w * word.confidence for w, word in zip(weights, words, strict=True)) / sum(weights)


def _plain(words: str) -> str:
    return " ".join(VARIANT.sub("", word) for word in words.split() if not MARKUP.fullmatch(word))


class _Worker:
    """A process with a decoder; used by one thread at a time."""

    def __init__(self) -> None:
        self._ready = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise RecognitionError(f"pocketsphinx's process cannot be started: {error}") from error

    def _await_ready(self) -> None:
        """Wait until its model is loaded."""
        timer = threading.Timer(READY_WITHIN_S, self._process.kill)
        timer.start()
        try:
            self._read()
            self._ready = True
        finally:
            timer.cancel()

    def ask(self, letter: bytes, sound: bytes = b"") -> dict[str, Any]:
        """The answer to a request. Raises RecognitionError when the process is gone."""
        if not self._ready:
            self._await_ready()
        sink = self._process.stdin
        assert sink is not None  # noqa: S101 - opened as a pipe
        try:
            sink.write(REQUEST.pack(letter, len(sound)) + sound)
            sink.flush()
        except (OSError, ValueError) as error:
            raise RecognitionError(
                "pocketsphinx's process has ended; the next utterance starts a new one"
            ) from error
        return self._read()

    def _read(self) -> dict[str, Any]:
        source = self._process.stdout
        assert source is not None  # noqa: S101 - opened as a pipe
        try:
            head = source.read(ANSWER.size)
            if len(head) == ANSWER.size:
                answer: dict[str, Any] = json.loads(source.read(ANSWER.unpack(head)[0]))
                return answer
        except (OSError, ValueError):
            pass
        raise RecognitionError("pocketsphinx's process has ended; the next utterance starts a new one")

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not written any more
                    pipe.close()
