"""Where utterances begin and end in a stream of sound. Time is counted in samples; nothing is waited for."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from perception.hearing.transcriber import PcmSamples
from perception.hearing.voice_activity import BLOCK, VoiceActivity
from perception.sound import RATE_HZ

BEGINS_AT: Final = 0.5
STAYS_AT: Final = 0.35
"""Probability from which a block is speech, before and within an utterance: Silero's own choice of two
thresholds, so that a soft syllable does not end what a clear one began."""

ONSET_BLOCKS: Final = 3
"""Blocks of speech among the last four that begin an utterance: 96 ms. A click is shorter."""

TAIL_S: Final = 0.2
"""Silence that is kept after the last speech: final consonants are soft."""


@dataclass(frozen=True)
class EndpointRules:
    """Durations in seconds. Without `hands_free`, silence ends nothing: `finish` does."""

    end_of_speech_s: float = 0.6
    max_utterance_s: float = 30.0
    pre_roll_s: float = 0.25
    hands_free: bool = True


@dataclass(frozen=True)
class Began:
    """An utterance begins; `samples` are its sound so far, with the pre-roll."""

    samples: PcmSamples


@dataclass(frozen=True)
class Continued:
    """More sound of the utterance."""

    samples: PcmSamples


@dataclass(frozen=True)
class Ended:
    """The utterance is over. Its first `n_samples` reach to shortly after the last speech; `spoken_s` of them
    were speech."""

    n_samples: int
    spoken_s: float


Segment = Began | Continued | Ended


class Endpointer:
    """Cuts one stream into utterances, given pieces of any size."""

    def __init__(self, activity: VoiceActivity, rules: EndpointRules) -> None:
        self._activity = activity
        self._rules = rules
        self._rest: PcmSamples = np.zeros(0, np.int16)
        self._ring: deque[PcmSamples] = deque(maxlen=ONSET_BLOCKS + 1 + _blocks(rules.pre_roll_s))
        self._onset: deque[bool] = deque(maxlen=ONSET_BLOCKS + 1)
        self._n_taken: int | None = None  # samples of the utterance under way
        self._n_to_last_speech = 0
        self._n_spoken = 0

    def push(self, samples: PcmSamples) -> Iterator[Segment]:
        """The next sound int16 (n,), any n; what follows from it, in order."""
        joined = np.concatenate([self._rest, samples]) if len(self._rest) else samples
        n_whole = len(joined) // BLOCK * BLOCK
        self._rest = joined[n_whole:]
        for start in range(0, n_whole, BLOCK):
            yield from self._judge(joined[start : start + BLOCK])

    def finish(self) -> Iterator[Segment]:
        """Nothing more comes: an utterance under way ends here."""
        if self._n_taken is not None:
            if len(self._rest):
                self._n_taken += len(self._rest)
                yield Continued(self._rest)
            yield self._end()
        self._rest = np.zeros(0, np.int16)
        self._ring.clear()
        self._onset.clear()
        self._activity.reset()

    def _judge(self, block: PcmSamples) -> Iterator[Segment]:
        p = self._activity.probability(block)
        if self._n_taken is None:
            yield from self._wait(block, speech=p >= BEGINS_AT)
        else:
            yield from self._go_on(block, speech=p >= STAYS_AT)

    def _wait(self, block: PcmSamples, *, speech: bool) -> Iterator[Segment]:
        self._ring.append(block)
        self._onset.append(speech)
        if sum(self._onset) < ONSET_BLOCKS:
            return
        samples = np.concatenate(self._ring)
        self._n_taken = self._n_to_last_speech = len(samples)
        self._n_spoken = ONSET_BLOCKS * BLOCK
        self._ring.clear()
        self._onset.clear()
        yield Began(samples)

    def _go_on(self, block: PcmSamples, *, speech: bool) -> Iterator[Segment]:
        assert self._n_taken is not None  # noqa: S101 - asked before
        self._n_taken += BLOCK
        yield Continued(block)
        if speech:
            self._n_to_last_speech = self._n_taken
            self._n_spoken += BLOCK
        silent_s = (self._n_taken - self._n_to_last_speech) / RATE_HZ
        silent = self._rules.hands_free and silent_s >= self._rules.end_of_speech_s
        if silent or self._n_taken / RATE_HZ >= self._rules.max_utterance_s:
            yield self._end()

    def _end(self) -> Ended:
        assert self._n_taken is not None  # noqa: S101 - asked before
        n_samples = min(self._n_taken, self._n_to_last_speech + int(TAIL_S * RATE_HZ))
        self._n_taken = None
        return Ended(n_samples, self._n_spoken / RATE_HZ)


def _blocks(duration_s: float) -> int:
    return round(duration_s * RATE_HZ / BLOCK)
