"""Clips -> band spectrograms, made once and kept outside the repository."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from models.voice.corpora import Clip, clips, sheets, sound_path
from models.voice.distort import distorted
from models.voice.frontend import HOP, N_BANDS, MelPower, band_matrix, decibel
from perception.voice.decode import decoded
from perception.voice.speech import loud_part, smoothed

Floats = NDArray[np.float32]

N_VARIANTS: Final = {"ravdess": 4, "nemo": 2}
"""Distorted copies of each clip that has a waveform; the smaller corpus gets more."""


@dataclass(frozen=True)
class Features:
    """Of one corpus in one variant (0: as recorded): rows `starts[i]:starts[i + 1]` of `values`, float16
    (n_frames, 86) in dB below each clip's loudest point, belong to clip i."""

    values: NDArray[np.float16]
    starts: NDArray[np.int64]

    def clip(self, row: int) -> Floats:
        """(n_frames, 86) in dB, from the first to the last frame of speech."""
        bands = self.values[self.starts[row] : self.starts[row + 1]].astype(np.float32)
        return bands[speech(bands)]


def prepared(data_dir: Path, work: Path, corpus: str) -> list[Features]:
    """All variants of a corpus, made now where `work` does not hold them yet."""
    n_variants = 1 + N_VARIANTS.get(corpus, 0)
    found = []
    for variant in range(n_variants):
        path = work / f"{corpus}.{variant}.npy"
        if not path.exists():
            work.mkdir(parents=True, exist_ok=True)
            _write(list(_spectrograms(data_dir, corpus, variant)), path)
        found.append(Features(np.load(path, mmap_mode="r"), np.load(path.with_suffix(".starts.npy"))))
    return found


def speech(bands_db: Floats) -> slice:
    """The frames of (n_frames, 86) from the first to the last that is loud enough to be speech."""
    level = 10.0 * np.log10((10.0 ** (bands_db / 10.0)).mean(1) + 1e-12)
    return loud_part(smoothed(level))


def bands_of(mel_db: Floats) -> Floats:
    """(n_frames, 128) mel dB -> (n_frames, 86) band dB."""
    power = 10.0 ** (mel_db / 10.0)
    bands: Floats = (10.0 * np.log10(np.maximum(power @ band_matrix(), 1e-10))).astype(np.float32)
    return bands


def _spectrograms(data_dir: Path, corpus: str, variant: int) -> Iterator[Floats]:
    every = clips(data_dir, (corpus,))
    if corpus == "crema_d":
        pictures = sheets(data_dir)
        for clip in every:
            if clip.place is None:
                raise ValueError(f"{clip.name} has no place in the pictures")
            bands = bands_of(pictures.tile(*clip.place, clip.n_samples))
            yield bands[speech(bands)]
        return
    mel = MelPower()
    rng = np.random.default_rng([variant, len(every)])
    heard: list[Floats] = []
    for clip in every:
        samples = _speech_samples(data_dir, clip, mel)
        if variant:
            others = [heard[int(rng.integers(len(heard)))] for _ in range(3)] if heard else []
            heard.append(samples)
            samples = distorted(samples, others, rng)
            del heard[:-400]
        yield bands_of(decibel(_mel_power(samples, mel)))


def _speech_samples(data_dir: Path, clip: Clip, mel: MelPower) -> Floats:
    samples = decoded(sound_path(data_dir, clip)).samples
    found = speech(bands_of(decibel(_mel_power(samples, mel))))
    return samples[found.start * HOP : found.stop * HOP]


def _mel_power(samples: Floats, mel: MelPower) -> Floats:
    with torch.no_grad():
        power: Floats = mel(torch.from_numpy(samples)[None])[0].numpy()
    return power


def _write(parts: list[Floats], path: Path) -> None:
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    np.save(path.with_suffix(".starts.npy"), starts)
    unfinished = path.with_suffix(".new.npy")
    np.save(unfinished, np.concatenate(parts).reshape(-1, N_BANDS).astype(np.float16))
    unfinished.replace(path)
