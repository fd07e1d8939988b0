"""One stream of sound: a bounded inbox, its end points found on a worker thread, its utterances.

Everything but `_cut` happens in the event loop. Sound lives in memory only, no longer than its utterance.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import structlog

from gateway.effects import OpenStream
from gateway.ports import Reading
from gateway.voice.events import (
    SpeechBegan,
    SpeechEnded,
    UtteranceHeard,
    VoiceEvent,
    VoiceRead,
    WordsSoFar,
)
from gateway.voice.recognition import Recognition
from gateway.voice.tools import VoiceTools
from perception.hearing.endpointing import Began, Continued, Ended, Endpointer, Segment
from perception.hearing.transcriber import SILENCE, PcmSamples, Transcript
from perception.signals.speaker_baseline import HeardVoice
from perception.sound import RATE_HZ, Sound

log = structlog.get_logger(__name__)

MAX_WAITING: Final = 8 * RATE_HZ
"""Samples that may wait for a worker thread; what comes when there are more is dropped and counted."""

BUSY_FROM_S: Final = 0.15
"""Sound that has waited so long for a thread says that the machine has no time for partial readings."""

PARTIAL_EVERY: Final = RATE_HZ // 2
PARTIAL_OVER: Final = 3 * RATE_HZ
"""A partial reading is made twice a second, of the last three seconds."""

MIN_SPOKEN_S: Final = 0.16
"""Less speech than this is a cough or a click: no word is so short."""


@dataclass
class _Utterance:
    id: str
    read: bool
    recognition: Recognition | None = None
    parts: list[PcmSamples] = field(default_factory=list)
    n_samples: int = 0
    n_read: int = 0
    reading: bool = False
    ended_at: float = 0.0
    over: bool = False
    failed: bool = False
    voice: Future[HeardVoice] | None = None

    def add(self, samples: PcmSamples) -> None:
        self.parts.append(samples)
        self.n_samples += len(samples)

    def sound(self) -> Sound:
        """From its beginning to shortly after the last speech."""
        return _sound(np.concatenate(self.parts)[: self.n_samples])

    def latest(self) -> Sound:
        """Its last seconds."""
        parts: list[PcmSamples] = []
        n_samples = 0
        for part in reversed(self.parts):
            parts.append(part)
            n_samples += len(part)
            if n_samples >= PARTIAL_OVER:
                break
        return _sound(np.concatenate(parts[::-1])[-PARTIAL_OVER:])


class SoundStream:
    """`tell` hears what the session is to know, `on_over` that nothing more comes; `trajectory` gives that of
    the session as it is now."""

    def __init__(
        self,
        opened: OpenStream,
        tools: VoiceTools,
        tell: Callable[[VoiceEvent], None],
        trajectory: Callable[[], Any],
        on_over: Callable[[], None],
    ) -> None:
        self._key = opened.key
        self._session = opened.key.rpartition(".")[0]
        self._by = opened.by
        self._read = opened.read
        self._tools = tools
        self._tell = tell
        self._trajectory = trajectory
        self._on_over = on_over
        self._endpointer: Endpointer = tools.endpointer(hands_free=opened.mode == "hands_free")
        self._inbox: deque[tuple[float, PcmSamples]] = deque()
        self._n_waiting = 0
        self._cutting = self._closed = self._discarded = False
        self._n_utterances = 0
        self._speaking: _Utterance | None = None
        self._utterances: dict[str, _Utterance] = {}
        self._heard: OrderedDict[str, UtteranceHeard | None] = OrderedDict()
        self._lag_s = 0.0

    # --- from the session ---------------------------------------------------------------------------------

    def take(self, samples: PcmSamples) -> None:
        """The next sound."""
        if self._closed:
            return
        if self._n_waiting + len(samples) > MAX_WAITING:
            self._tools.metrics.sound_dropped.labels("overflow").inc()
            return
        self._tools.metrics.sound_taken.inc()
        self._inbox.append((self._tools.clock(), samples))
        self._n_waiting += len(samples)
        self._cut_more()

    def read_voice(self, *, on: bool) -> None:
        """From the next utterance on the voice is read, or at once not any more."""
        self._read = on
        if not on:
            for utterance in self._utterances.values():
                utterance.read = False
            for name, heard in self._heard.items():
                if heard is not None:
                    self._heard[name] = replace(heard, voice=None)

    def close(self, *, discard: bool) -> None:
        """Nothing more comes."""
        if discard:
            self._discard()
        if not self._closed:
            self._closed = True
            self._cut_more()

    def _discard(self) -> None:
        self._discarded = True
        self._inbox.clear()
        self._n_waiting = 0
        self._heard.clear()
        self._speaking = None
        for utterance in self._utterances.values():
            utterance.over, utterance.read = True, False
            if utterance.recognition is not None:
                utterance.recognition.drop()
        self._utterances.clear()

    # --- end points, on a worker thread -------------------------------------------------------------------

    def _cut_more(self) -> None:
        if self._cutting or not (self._inbox or self._closed):
            return
        self._cutting = True
        pieces = [samples for _, samples in self._inbox]
        arrived_at = self._inbox[-1][0] if self._inbox else self._tools.clock()
        self._lag_s = self._tools.clock() - self._inbox[0][0] if self._inbox else 0.0
        self._inbox.clear()
        self._n_waiting = 0
        last = self._closed
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._tools.listen_pool, self._cut, pieces, last)
        future.add_done_callback(lambda done: self._was_cut(done, arrived_at, last=last))

    def _cut(self, pieces: list[PcmSamples], last: bool) -> list[Segment]:
        found = [segment for samples in pieces for segment in self._endpointer.push(samples)]
        return [*found, *self._endpointer.finish()] if last else found

    def _was_cut(self, future: "asyncio.Future[list[Segment]]", arrived_at: float, *, last: bool) -> None:
        self._cutting = False
        if future.cancelled():
            return  # the gateway is stopping
        if error := future.exception():
            log.error("sound_not_cut", error=type(error).__name__)
        elif not self._discarded:
            for segment in future.result():
                self._follow(segment, arrived_at)
        if last:
            self._on_over()
        else:
            self._cut_more()

    def _follow(self, segment: Segment, arrived_at: float) -> None:
        match segment:
            case Began(samples):
                self._begin()
                self._add(samples)
            case Continued(samples):
                self._add(samples)
            case Ended(n_samples, spoken_s):
                self._end(n_samples, spoken_s, arrived_at)

    # --- utterances ---------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._n_utterances += 1
        utterance = _Utterance(f"{self._key}.{self._n_utterances}", self._read)
        self._speaking = self._utterances[utterance.id] = utterance
        self._heard[utterance.id] = None
        desk = self._tools.recognition
        if self._by == "server" and desk is not None:
            utterance.recognition = desk.begin(
                self._session,
                lambda text: self._words(utterance, text),
                lambda found: self._recognised(utterance, found),
            )
        self._tell(SpeechBegan(self._key, utterance.id))

    def _add(self, samples: PcmSamples) -> None:
        utterance = self._speaking
        if utterance is None:
            return
        utterance.add(samples)
        if utterance.recognition is not None:
            utterance.recognition.add(samples)
        due = utterance.n_samples - utterance.n_read >= PARTIAL_EVERY
        if utterance.read and due and not utterance.reading:
            utterance.n_read = utterance.n_samples
            utterance.reading = True
            self._tools.readings.partial(
                utterance.latest(),
                self._trajectory(),
                lambda reading: self._partly_read(utterance, reading),
                busy=self._lag_s > BUSY_FROM_S,
            )

    def _partly_read(self, utterance: _Utterance, reading: Reading | None) -> None:
        utterance.reading = False
        if reading is not None and utterance.read and not utterance.over:
            self._tell(VoiceRead(utterance.id, reading))

    def _words(self, utterance: _Utterance, text: str) -> None:
        if text and not utterance.over:
            self._tell(WordsSoFar(utterance.id, text))

    def _end(self, n_samples: int, spoken_s: float, arrived_at: float) -> None:
        utterance, self._speaking = self._speaking, None
        if utterance is None:
            return
        utterance.over = True
        utterance.n_samples = n_samples
        utterance.ended_at = arrived_at
        self._tell(SpeechEnded(self._key, utterance.id))
        if spoken_s < MIN_SPOKEN_S:
            self._no_words(utterance)
            return
        if utterance.read:
            utterance.voice = self._tools.readings.whole(
                utterance.sound(),
                self._trajectory(),
                lambda reading: self._read_whole(utterance, reading),
            )
        utterance.parts.clear()
        if utterance.recognition is not None:
            utterance.recognition.end()
        else:
            self._finished(utterance, SILENCE if self._by == "server" else None)

    def _no_words(self, utterance: _Utterance) -> None:
        if utterance.recognition is not None:
            utterance.recognition.drop()
        utterance.read = utterance.failed = False
        self._finished(utterance, SILENCE)

    def _read_whole(self, utterance: _Utterance, reading: Reading | None) -> None:
        self._tools.metrics.voice_seconds.labels("reading").observe(self._tools.clock() - utterance.ended_at)
        if reading is not None and utterance.read:
            self._tell(VoiceRead(utterance.id, reading))

    def _recognised(self, utterance: _Utterance, found: Transcript | None) -> None:
        utterance.failed = found is None
        if not utterance.over:  # it failed before its end: the rest is not recognised either
            utterance.recognition = None
            return
        self._tools.metrics.voice_seconds.labels("transcript").observe(
            self._tools.clock() - utterance.ended_at
        )
        self._finished(utterance, found or SILENCE)

    def _finished(self, utterance: _Utterance, found: Transcript | None) -> None:
        if self._discarded:
            return
        outcome = "failed" if utterance.failed else "words" if found is None or found.text else "no_words"
        self._tools.metrics.utterances.labels(outcome).inc()
        voice = utterance.voice if utterance.read else None
        self._utterances.pop(utterance.id, None)
        self._heard[utterance.id] = UtteranceHeard(self._key, utterance.id, found, voice, utterance.failed)
        while self._heard:  # in the order in which they were spoken
            heard = next(iter(self._heard.values()))
            if heard is None:
                return
            self._heard.popitem(last=False)
            self._tell(heard)


def _sound(samples: PcmSamples) -> Sound:
    return Sound(samples.astype(np.float32) / 32768.0)
