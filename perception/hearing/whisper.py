"""Recognition by Whisper through faster-whisper: many languages, good words, a download once.

The package is the extra `whisper`; the model lies in a folder of its own: `undertone models fetch` brings it.
"""

import contextlib
import importlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from perception.errors import InputError, RecognitionError
from perception.hearing.transcriber import SILENCE, Partial, PcmSamples, Transcript, Word
from perception.sound import RATE_HZ

PREFIX: Final = "whisper-"
MODEL_FILE: Final = "model.bin"
NAME: Final = re.compile(r"[\w.][\w.\-]{0,63}")

NO_SPEECH: Final = 0.6
"""Whisper's own mark of a stretch without speech: above it, words are invented (Radford et al., 2022)."""

MIN_SAMPLES: Final = RATE_HZ // 10


@dataclass(frozen=True)
class WhisperConfig:
    """`model` is a size of faster-whisper (`tiny.en`, `base`, `small`, …); `device` `cpu`, `cuda` or `auto`.

    `language` is a BCP 47 tag; None lets the model find out.
    """

    folder: Path
    model: str = "base.en"
    device: str = "auto"
    language: str | None = None
    n_threads: int = 2

    @property
    def path(self) -> Path:
        """Where the model lies."""
        return self.folder / f"{PREFIX}{self.model}"


def fetch(config: WhisperConfig) -> Path:
    """Bring the model from its publisher; where it lies then. Raises RecognitionError."""
    if not NAME.fullmatch(config.model):
        raise RecognitionError(
            f"the model was {config.model!r}; give a size such as base.en, small or large-v3"
        )
    package = _package()
    config.path.mkdir(parents=True, exist_ok=True)
    try:
        package.download_model(config.model, output_dir=str(config.path))
    except Exception as error:  # the package lets the errors of several libraries through
        with contextlib.suppress(OSError):
            config.path.rmdir()  # if nothing came at all
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        raise RecognitionError(
            f"the model {config.model!r} could not be fetched ({reason}); look whether this machine has "
            f"a network and the name is one of faster-whisper's, or copy its folder to {config.path}"
        ) from error
    return config.path


class WhisperTranscriber:
    """See `Transcriber`. One model for all utterances, one at a time.

    Raises RecognitionError when the package or the model is missing, or the model cannot be loaded.
    """

    name = "whisper"

    def __init__(self, config: WhisperConfig) -> None:
        package = _package()
        if not (config.path / MODEL_FILE).is_file():
            raise RecognitionError(
                f"{config.path} holds no model; `undertone models fetch {PREFIX}{config.model}` brings it"
            )
        self._language = config.language or ("en" if config.model.endswith(".en") else None)
        self._lock = threading.Lock()
        try:
            self._model: Any = package.WhisperModel(
                str(config.path),
                device=config.device,
                compute_type="default" if config.device == "cuda" else "int8",
                cpu_threads=config.n_threads,
                local_files_only=True,
            )
        except Exception as error:  # as of several libraries; whatever it is, it cannot be used
            raise RecognitionError(
                f"the model in {config.path} cannot be loaded on device {config.device!r} ({error}); "
                "fetch it again, or set another device"
            ) from error

    @property
    def languages(self) -> tuple[str, ...]:
        """Which it recognises, as BCP 47 tags."""
        if self._language is not None:
            return (self._language,)
        known: Iterable[str] = getattr(self._model, "supported_languages", ("en",))
        return tuple(known)

    def open(self, rate_hz: int = RATE_HZ) -> "WhisperHearing":
        """Begin an utterance. Raises InputError."""
        if rate_hz != RATE_HZ:
            raise InputError(f"the sound has a rate of {rate_hz} Hz; Whisper takes {RATE_HZ} Hz: resample it")
        return WhisperHearing(self._transcribed)

    def close(self) -> None:
        """Let the model go."""
        self._model = None

    def _transcribed(self, samples: PcmSamples) -> Transcript:
        if self._model is None:
            raise RecognitionError("the recogniser is closed; make a new one")
        sound = samples.astype(np.float32) / 32768.0
        with self._lock:
            try:
                segments, _ = self._model.transcribe(
                    sound,
                    language=self._language,
                    beam_size=2,
                    temperature=0.0,  # no second and sixth attempt at what cannot be understood
                    word_timestamps=True,
                    condition_on_previous_text=False,
                    vad_filter=False,
                )
                return _transcript(list(segments))
            except Exception as error:  # one utterance without words must not end a session
                raise RecognitionError(f"Whisper could not read an utterance: {error}") from error


class WhisperHearing:
    """See `Hearing`. Whisper reads an utterance as a whole: there are no words before its end."""

    def __init__(self, transcribed: Callable[[PcmSamples], Transcript]) -> None:
        self._transcribed = transcribed
        self._parts: list[PcmSamples] | None = []

    def accept(self, samples: PcmSamples) -> Partial | None:
        """Take the next sound. Raises InputError."""
        if samples.dtype != np.int16 or samples.ndim != 1:
            raise InputError(f"samples were {samples.dtype} of shape {samples.shape}; give int16 (n,)")
        if self._parts is None:
            raise InputError("this utterance is over; open another for more sound")
        self._parts.append(samples)
        return None

    def finish(self) -> Transcript:
        """The words of the whole utterance. Raises RecognitionError."""
        parts, self._parts = self._parts, None
        if not parts or sum(map(len, parts)) < MIN_SAMPLES:
            return SILENCE
        return self._transcribed(np.concatenate(parts))

    def drop(self) -> None:
        """Forget the sound."""
        self._parts = None


def _transcript(segments: list[Any]) -> Transcript:
    words = tuple(
        Word(word.word.strip(), min(1.0, max(0.0, float(word.probability))))
        for segment in segments
        if segment.no_speech_prob < NO_SPEECH
        for word in segment.words or ()
        if word.word.strip()
    )
    if not words:
        return SILENCE
    return Transcript(
        " ".join(word.text for word in words), sum(word.confidence for word in words) / len(words), words
    )


def _package() -> ModuleType:
    try:
        return importlib.import_module("faster_whisper")
    except ImportError as error:
        raise RecognitionError(
            "faster-whisper is not installed here; install the extra `whisper` "
            "(`uv pip install -e '.[whisper]'`), or set recognition to pocketsphinx"
        ) from error
