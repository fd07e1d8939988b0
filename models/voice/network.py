"""The voice network: SpeechBrain's ECAPA-TDNN over normalised bands, and what is read from its embedding."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
from torch import Tensor, nn

from models.voice.corpora import LABELS
from models.voice.frontend import BAND_HZ, N_BANDS, N_NARROW

LOWEST_HZ: Final = 75.0
HIGHEST_HZ: Final = 500.0
N_PITCHES: Final = 48
TOP_HZ: Final = 3000.0
"""Pitches of voices, and how far up their harmonics are looked for."""


@dataclass(frozen=True)
class Size:
    """`channels` of the convolutions, `pooled` before the pooling over time, `embedding` after it; `stack`
    neighbouring frames enter as one; `summarised` is what becomes of the utterance's summary."""

    channels: int = 128
    pooled: int = 384
    attention: int = 48
    embedding: int = 128
    stack: int = 3
    dropout: float = 0.1
    embedding_dropout: float = 0.2
    summarised: int = 64
    summary_dropout: float = 0.3


class Summary(nn.Module):
    """What phoneticians measure of an utterance, from its normalised bands: how loud each band is, how much
    it varies and how fast, how clear the harmonics are, and the course of the pitch.

    A few hundred numbers without a weight to learn; what is made of them is learned in minutes, and the
    encoder adds what they miss.
    """

    def __init__(self) -> None:
        super().__init__()
        pitch_hz = torch.logspace(math.log10(LOWEST_HZ), math.log10(HIGHEST_HZ), N_PITCHES)
        self.register_buffer("octave", torch.log2(pitch_hz / 200.0), persistent=False)
        self.register_buffer("comb", comb(pitch_hz.numpy()), persistent=False)
        self.size = 4 * N_BANDS + N_NARROW + N_PITCHES + 6

    # (batch, n_frames, 86) -> (batch, size)
    def forward(self, values: Tensor) -> Tensor:
        mean = values.mean(1)
        spread = deviation(values - mean[:, None], 1)
        quick = (values[:, 1:] - values[:, :-1]).abs().mean(1)
        slow = (values[:, 6:] - values[:, :-6]).abs().mean(1)
        low = values[:, :, :N_NARROW]
        around = nn.functional.avg_pool1d(low, 7, 1, padding=3, count_include_pad=False)
        contrast = (low - around).abs().mean(1)
        return torch.cat([mean, spread, quick, slow, contrast, *self.melody(values)], dim=1)

    def melody(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, 48) mean salience of each pitch, and (batch, 6) mean, spread and movement of the pitch, and
        of the loudness."""
        chance = torch.softmax(values @ self.comb, dim=2)  # (batch, n_frames, 48)
        octave = chance @ self.octave
        loud = (values.mean(2) + 1.1).clamp(min=0.0)
        weight = loud * chance.square().sum(2) + 1e-4
        weight = weight / weight.sum(1, keepdim=True)
        middle = (weight * octave).sum(1, keepdim=True)
        parts = [
            middle,
            ((weight * (octave - middle).square()).sum(1, keepdim=True) + 1e-5).sqrt(),
            (weight[:, 1:] * (octave[:, 1:] - octave[:, :-1]).abs()).sum(1, keepdim=True),
            loud.mean(1, keepdim=True),
            deviation(loud - loud.mean(1, keepdim=True), 1)[:, None],
            (loud[:, 1:] - loud[:, :-1]).abs().mean(1, keepdim=True),
        ]
        return (weight[:, :, None] * chance).sum(1), torch.cat(parts, dim=1)


def deviation(centred: Tensor, axis: int) -> Tensor:
    """Standard deviation of values whose mean is 0, along an axis."""
    return (centred.square().mean(axis) + 1e-5).sqrt()


def comb(pitch_hz: "np.ndarray[Any, np.dtype[np.float32]]") -> Tensor:
    """(86, 48): how much each band speaks for each pitch, at its harmonics, or against it, between them."""
    found = np.zeros((N_BANDS, len(pitch_hz)), np.float32)
    bands = np.arange(N_BANDS)
    for column, base in enumerate(pitch_hz):
        for harmonic in range(1, 9):
            for place, sign in ((harmonic, 1.0), (harmonic + 0.5, -1.0)):
                if place * base < TOP_HZ:
                    near = np.interp(place * base, BAND_HZ, bands)
                    share = np.maximum(0.0, 1.0 - np.abs(bands - near))
                    found[:, column] += sign * share / np.sqrt(harmonic)
    return torch.from_numpy(found)


class VoiceNetwork(nn.Module):
    """Normalised bands of one utterance -> labels, valence and arousal, and an embedding."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.stack = size.stack
        self.encoder = ECAPA_TDNN(
            size.stack * N_BANDS,
            channels=[size.channels] * 4 + [size.pooled],
            kernel_sizes=[5, 3, 3, 3, 1],
            dilations=[1, 2, 3, 4, 1],
            attention_channels=size.attention,
            lin_neurons=size.embedding,
            res2net_scale=4,
            se_channels=size.attention,
            dropout=size.dropout,
        )
        self.norm = nn.BatchNorm1d(size.embedding)
        self.summary = Summary()
        self.summarised = nn.Sequential(
            nn.BatchNorm1d(self.summary.size),
            nn.Dropout(size.summary_dropout),
            nn.Linear(self.summary.size, size.summarised),
            nn.ReLU(),
            nn.BatchNorm1d(size.summarised),
        )
        self.dropout = nn.Dropout(size.embedding_dropout)
        width = size.embedding + size.summarised
        self.labels = nn.Linear(width, len(LABELS))
        self.valence_arousal = nn.Linear(width, 2)
        self.voice = nn.Linear(width, 1)

    # (batch, n_frames, 86) -> (batch, 8) logits, (batch, 2) in [-1, 1], (batch, 1) logit, (batch, 192)
    def forward(self, values: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        n_frames = values.shape[1] // self.stack * self.stack
        stacked = values[:, :n_frames].reshape(values.shape[0], -1, self.stack * values.shape[2])
        with torch.autocast("cpu", enabled=False):  # sums of squares are too coarse in bfloat16
            measured = self.summarised(self.summary(values.float()))
        embedding = torch.cat([self.norm(self.encoder(stacked)[:, 0].float()), measured], dim=1)
        kept = self.dropout(embedding)
        return self.labels(kept), torch.tanh(self.valence_arousal(kept)), self.voice(kept), embedding
