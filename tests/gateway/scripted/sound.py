"""Sound made by rule: loud is speech, zero is silence."""

from collections.abc import Iterator

import numpy as np

from gateway.voice.frames import AudioFrame
from perception.hearing.transcriber import PcmSamples

RATE_HZ = 16_000
FRAME = 2048


class LoudIsSpeech:
    """A voice activity detector for such sound."""

    def probability(self, block: PcmSamples) -> float:
        return float(np.abs(block.astype(np.int32)).max(initial=0) > 100)

    def reset(self) -> None:
        pass


def quiet(duration_s: float) -> PcmSamples:
    return np.zeros(int(duration_s * RATE_HZ), np.int16)


def voice(duration_s: float, level: float = 0.3) -> PcmSamples:
    t = np.arange(int(duration_s * RATE_HZ)) / RATE_HZ
    return np.asarray(level * 32767 * np.sin(2 * np.pi * 200 * t), np.int16)


def utterance(duration_s: float = 1.0, level: float = 0.3) -> PcmSamples:
    """Speech with enough silence after it to end it."""
    return np.concatenate([quiet(0.3), voice(duration_s, level), quiet(0.9)])


def frames(samples: PcmSamples, stream: int = 1, begin: int = 0) -> Iterator[AudioFrame]:
    """The sound in frames of 128 ms, numbered from `begin`."""
    for n, start in enumerate(range(0, len(samples), FRAME)):
        number = begin + n
        yield AudioFrame(stream, number % 65_536, number * 128, samples[start : start + FRAME])
