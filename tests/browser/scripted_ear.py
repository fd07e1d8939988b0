"""Notices when a fake microphone speaks and when it is silent, by loudness alone."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from gateway.vocabulary import RecognitionBy

LOUD: Final = 400
"""Root mean square of 16-bit samples; Chromium's silent fake device stays under it."""
SILENCE_S: Final = 0.6
RATE_HZ: Final = 16_000

Noticed = Literal["speech", "going_on", "ended"] | None


@dataclass
class ScriptedEar:
    """One stream of sound."""

    stream: int
    recognition: RecognitionBy
    speaking: bool = False
    silent_s: float = 0.0

    def hear(self, samples: npt.NDArray[np.int16]) -> Noticed:
        """What one piece of sound begins, continues or ends; None in silence."""
        is_loud = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) > LOUD
        self.silent_s = 0.0 if is_loud else self.silent_s + len(samples) / RATE_HZ
        if is_loud and not self.speaking:
            self.speaking = True
            return "speech"
        if self.speaking and self.silent_s >= SILENCE_S:
            self.speaking = False
            return "ended"
        return "going_on" if self.speaking and is_loud else None

    def stop(self) -> Noticed:
        """The microphone was let go: what was under way ends here."""
        if not self.speaking:
            return None
        self.speaking = False
        return "ended"
