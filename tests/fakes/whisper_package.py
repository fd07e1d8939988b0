"""A module that speaks faster-whisper's interface: what it hears is set beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass
class FakeWord:
    word: str
    probability: float
    start: float = 0.0
    end: float = 0.1


@dataclass
class FakeSegment:
    words: list[FakeWord] | None
    no_speech_prob: float = 0.01
    text: str = ""
    avg_logprob: float = -0.2


@dataclass
class FakeWhisper:
    """What the module was asked, and what it answers."""

    segments: list[FakeSegment] = field(
        default_factory=lambda: [FakeSegment([FakeWord(" Hello", 0.9), FakeWord(" there.", 0.7)])]
    )
    loaded: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[tuple[str, str]] = field(default_factory=list)
    broken: Exception | None = None

    def module(self) -> ModuleType:
        made = ModuleType("faster_whisper")
        made.__dict__.update(WhisperModel=self._load, download_model=self._download)
        return made

    def _load(self, path: str, **options: Any) -> "FakeModel":
        if self.broken:
            raise self.broken
        self.loaded.append({"path": path, **options})
        return FakeModel(self)

    def _download(self, name: str, output_dir: str) -> str:
        if self.broken:
            raise self.broken
        self.fetched.append((name, output_dir))
        (Path(output_dir) / "model.bin").write_bytes(b"weights")
        return output_dir


class FakeModel:
    supported_languages = ("en", "de")

    def __init__(self, whisper: FakeWhisper) -> None:
        self._whisper = whisper

    def transcribe(
        self, audio: npt.NDArray[np.float32], **options: Any
    ) -> tuple[Iterator[FakeSegment], object]:
        if self._whisper.broken:
            raise self._whisper.broken
        assert audio.dtype == np.float32
        self._whisper.asked.append(options)
        loud = bool(np.abs(audio).max(initial=0.0) > 0.03)
        return iter(self._whisper.segments if loud else [FakeSegment([FakeWord(" you", 0.3)], 0.9)]), object()
