"""Clips, their spectrograms and their targets, as batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset

from models.voice.augment import Augmentation, NoVoice, masked
from models.voice.corpora import KNOWN, LABELS, Clip, clips
from models.voice.features import Features, prepared
from models.voice.frontend import N_BANDS, Normalised
from models.voice.hparams import Hparams
from perception.voice.perceiver import AFFECT

Floats = NDArray[np.float32]

CALM: Final = (0.2, -0.5)
"""Valence and arousal of what only RAVDESS calls by a name; of the rest see `perceiver.AFFECT`."""


@dataclass(frozen=True)
class Batch:
    """`values` (n, n_frames, 86) normalised bands; `target` (n, 8) sums to 1; `known` (n, 8) where a label
    can occur; `affect` (n, 2); `voice` (n,) 0 where there is no voice's emotion; `heard` (n, n) 1 where a row
    comes after that other one, of the same person."""

    values: Tensor
    target: Tensor
    known: Tensor
    affect: Tensor
    voice: Tensor
    heard: Tensor


@dataclass(frozen=True)
class Spoken:
    """One corpus: its clips and all variants of their spectrograms."""

    clips: list[Clip]
    features: list[Features]

    def rows(self, part: str) -> NDArray[np.int64]:
        """The clips of one part of the split."""
        return np.array([row for row, clip in enumerate(self.clips) if clip.part == part])


def spoken(data_dir: Path, work: Path, corpora: tuple[str, ...]) -> dict[str, Spoken]:
    """corpus -> what it holds, prepared now where that is missing."""
    return {name: Spoken(clips(data_dir, (name,)), prepared(data_dir, work, name)) for name in corpora}


class Batches(IterableDataset[Batch]):
    """The random batches of `epoch`, counted from 1: some speakers, several utterances of each; balanced over
    corpora and, within each speaker, over labels."""

    def __init__(self, corpora: dict[str, Spoken], hparams: Hparams) -> None:
        self.corpora, self.hparams = corpora, hparams
        self.epoch = 1
        self._normalised = Normalised(hparams.frontend)
        self._rows = {name: _by_speaker_and_label(one) for name, one in corpora.items()}

    def __len__(self) -> int:
        return self.hparams.training.steps_per_epoch

    def __iter__(self) -> Iterator[Batch]:
        data, training = self.hparams.data, self.hparams.training
        rng = np.random.default_rng([training.seed, self.epoch])
        generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
        augmentation = Augmentation(generator, training.strength(self.epoch), data.per_speaker)
        no_voice = NoVoice(generator)
        names = list(self.corpora)
        shares = np.array([dict(zip(data.corpora, data.shares, strict=True))[name] for name in names])
        n_speakers = training.batch_size // data.per_speaker
        for _ in range(len(self)):
            drawn = rng.choice(len(names), n_speakers, p=shares / shares.sum())
            picked = [pair for corpus in drawn for pair in self._picked(names[corpus], rng)]
            decibel = torch.from_numpy(np.stack([self._crop(one, row, rng) for one, row in picked]))
            voice = rng.random(len(picked)) >= data.no_voice_share
            if not voice.all():
                without = torch.from_numpy(~voice)
                decibel[without] = no_voice(decibel[without])
            values = masked(self._normalised(augmentation(decibel)), generator)
            yield self._with_targets(values, [one.clips[row] for one, row in picked], voice, rng)

    def _picked(self, corpus: str, rng: np.random.Generator) -> list[tuple[Spoken, int]]:
        speakers = self._rows[corpus]
        labels = speakers[int(rng.integers(len(speakers)))]
        found = []
        for _ in range(self.hparams.data.per_speaker):
            of_label = labels[int(rng.integers(len(labels)))]
            found.append((self.corpora[corpus], int(of_label[int(rng.integers(len(of_label)))])))
        return found

    def _crop(self, one: Spoken, row: int, rng: np.random.Generator) -> Floats:
        # as recorded half the time, else one of the distorted copies
        n_distorted = len(one.features) - 1
        variant = int(rng.integers(1, n_distorted + 1)) if n_distorted and rng.random() < 0.5 else 0
        bands = one.features[variant].clip(row)
        return cropped(bands, self.hparams.training.n_frames, rng)

    def _with_targets(
        self, values: Tensor, picked: list[Clip], voice: NDArray[np.bool_], rng: np.random.Generator
    ) -> Batch:
        data = self.hparams.data
        smoothing = self.hparams.training.label_smoothing
        target = np.stack([target_of(clip, data.vote_share, smoothing) for clip in picked])
        known = np.stack([known_of(clip.corpus) for clip in picked])
        affect = np.stack([affect_of(clip) for clip in picked])
        target[~voice], known[~voice], affect[~voice] = 1.0 / len(LABELS), 1.0, 0.0
        heard = heard_before(voice, data.per_speaker, data.strangers, rng)
        parts = (torch.from_numpy(part.astype(np.float32)) for part in (target, known, affect, voice, heard))
        return Batch(values, *parts)


def _by_speaker_and_label(one: Spoken) -> list[list[list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for row in one.rows("train").tolist():
        clip = one.clips[row]
        found.setdefault(clip.speaker, {}).setdefault(clip.label, []).append(row)
    return [list(labels.values()) for labels in found.values()]


def heard_before(
    voice: NDArray[np.bool_], per_speaker: int, strangers: float, rng: np.random.Generator
) -> Floats:
    """(n, n) 1 where the second row is an utterance that the first one's speaker made before.

    A share `strangers` of rows come first; the others come after a random number of those that stand beside
    them.
    """
    n = len(voice)
    found = np.zeros((n, n), np.float32)
    for row in np.flatnonzero(rng.random(n) >= strangers):
        start = row // per_speaker * per_speaker
        beside = [other for other in range(start, start + per_speaker) if other != row and voice[other]]
        if beside:
            found[row, rng.permutation(beside)[: int(rng.integers(1, len(beside) + 1))]] = 1.0
    return found


def cropped(bands: Floats, n_frames: int, rng: np.random.Generator) -> Floats:
    """(n, 86) -> (n_frames, 86): a random stretch, or all of it among as much of its own noise floor as is
    missing."""
    if len(bands) >= n_frames:
        start = int(rng.integers(len(bands) - n_frames + 1))
        return bands[start : start + n_frames]
    found = np.tile(np.percentile(bands, 5, axis=0), (n_frames, 1)).astype(np.float32)
    start = int(rng.integers(n_frames - len(bands) + 1))
    found[start : start + len(bands)] = bands
    return found


def target_of(clip: Clip, vote_share: float, smoothing: float) -> Floats:
    """(8,) what was acted, mixed with what people heard, smoothed over the labels of its corpus."""
    known = known_of(clip.corpus)
    acted = (np.array(LABELS) == clip.label).astype(np.float32)
    if clip.votes is not None:
        acted = (1.0 - vote_share) * acted + vote_share * np.array(clip.votes)
    return (1.0 - smoothing) * acted + smoothing * known / known.sum()


def known_of(corpus: str) -> Floats:
    """(8,) 1 where the corpus can carry the label."""
    return np.array([label in KNOWN[corpus] for label in LABELS], np.float32)


def affect_of(clip: Clip) -> Floats:
    """(2,) valence and arousal, towards the middle for what was acted softly."""
    return np.array(AFFECT.get(clip.label, CALM), np.float32) * clip.strength


def padded(parts: list[Floats]) -> Tensor:
    """Spectrograms in dB of nearly one length -> (n, longest, 86), filled with each one's noise floor."""
    longest = max(map(len, parts))
    rows = np.empty((len(parts), longest, N_BANDS), np.float32)
    for row, part in zip(rows, parts, strict=True):
        row[:] = np.percentile(part, 5, axis=0)
        row[: len(part)] = part
    return torch.from_numpy(rows)
