"""A recogniser that plays a script."""

from collections.abc import Iterable

import numpy as np

from perception.errors import InputError, RecognitionError
from perception.hearing.transcriber import SILENCE, Partial, PcmSamples, Transcript, Word


def transcript(text: str, confidence: float = 0.9) -> Transcript:
    """These words, each as sure as the whole."""
    return Transcript(text, confidence, tuple(Word(word, confidence) for word in text.split()))


class ScriptedTranscriber:
    """Gives the next transcript of the script for every utterance that is not silent; the last one again and
    again. While it is `broken` none can be opened; once it `breaks_off`, none that is open goes on."""

    name = "pocketsphinx"
    languages = ("en",)

    def __init__(self, script: Iterable[Transcript] = (transcript("hello there"),)) -> None:
        self._script = list(script)
        self.n_open = 0
        self.n_opened = 0
        self.closed = False
        self.broken = False
        self.breaks_off = False

    def open(self, rate_hz: int = 16_000) -> "ScriptedHearing":
        if rate_hz != 16_000:
            raise InputError(f"rate {rate_hz}; 16000 is allowed")
        if self.broken:
            raise RecognitionError("the recogniser's process has ended")
        self.n_opened += 1
        self.n_open += 1
        return ScriptedHearing(self)

    def next(self) -> Transcript:
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def close(self) -> None:
        self.closed = True


class ScriptedHearing:
    """Its partial words are those of the transcript, one more with each piece of sound."""

    def __init__(self, transcriber: ScriptedTranscriber) -> None:
        self._transcriber = transcriber
        self._over = False
        self._n_pieces = 0
        self.samples: list[PcmSamples] = []

    def accept(self, samples: PcmSamples) -> Partial | None:
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise InputError("give int16 (n,)")
        if self._over:
            raise InputError("this utterance is over")
        if self._transcriber.breaks_off:
            raise RecognitionError("the recogniser's process has ended")
        self.samples.append(samples)
        self._n_pieces += 1
        if not self._loud:
            return None
        words = self._transcriber._script[0].text.split()[: self._n_pieces]
        return Partial(" ".join(words)) if words else None

    @property
    def _loud(self) -> bool:
        return any(int(np.abs(part.astype(np.int32)).max(initial=0)) > 1000 for part in self.samples)

    def finish(self) -> Transcript:
        loud = self._loud
        self.drop()
        return self._transcriber.next() if loud else SILENCE

    def drop(self) -> None:
        if not self._over:
            self._over = True
            self._transcriber.n_open -= 1
