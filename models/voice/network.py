"""The voice network: SpeechBrain's ECAPA-TDNN over normalised bands, and what is read from its embedding."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
from torch import Tensor, nn

from models.voice.corpora import LABELS
from models.voice.frontend import BAND_HZ, N_BANDS

LOWEST_HZ: Final = 75.0
HIGHEST_HZ: Final = 500.0
N_PITCHES: Final = 48
TOP_HZ: Final = 3000.0
"""Pitches of voices, and how far up their harmonics are looked for."""

LAGS: Final = (1, 2, 4, 8, 16)
"""Frames of 16 ms over which pitch and loudness are seen to move."""


@dataclass(frozen=True)
class Size:
    """`channels` of the convolutions, `pooled` before the pooling over time, `embedding` after it; `stack`
    neighbouring frames enter as one; `summarised` is what becomes of the utterance's summary; `prior` see
    `VoiceNetwork`."""

    channels: int = 128
    pooled: int = 384
    attention: int = 48
    embedding: int = 128
    stack: int = 3
    dropout: float = 0.1
    embedding_dropout: float = 0.2
    summarised: int = 64
    summary_dropout: float = 0.3
    prior: float = 1.0


class Summary(nn.Module):
    """What phoneticians measure of an utterance, from its normalised bands: how loud each band is and how
    much it varies, and the course of the pitch and of the loudness over steps of 16 to 256 ms.

    Without a weight to learn. A linear reading of these numbers told emotions in a corpus that it never heard
    better than one of four times as many (how fast each band moves, how clear its harmonics are), which know
    the recording as well.
    """

    SIZE: Final = 2 * N_BANDS + 8 + 2 * len(LAGS)

    def __init__(self) -> None:
        super().__init__()
        pitch_hz = torch.logspace(math.log10(LOWEST_HZ), math.log10(HIGHEST_HZ), N_PITCHES)
        self.register_buffer("octave", torch.log2(pitch_hz / 200.0), persistent=False)
        self.register_buffer("comb", comb(pitch_hz.numpy()), persistent=False)

    # (batch, n_frames, 86) -> (batch, SIZE); the first 86 are the mean of each band
    def forward(self, values: Tensor) -> Tensor:
        mean = values.mean(1)
        spread = deviation(values - mean[:, None])
        return torch.cat([mean, spread, self.melody(values)], dim=1)

    def melody(self, values: Tensor) -> Tensor:
        """(batch, 8 + 2 * len(LAGS)): level, spread, slope and movement of pitch (octaves) and loudness, how
        clear the pitch is, and how far both go together."""
        chance = torch.softmax(values @ self.comb, dim=2)  # (batch, n_frames, 48)
        clear = chance.square().sum(2)
        octave = chance @ self.octave
        loud = (values.mean(2) + 1.1).clamp(min=0.0)
        voiced = loud * clear + 1e-4
        share = voiced / voiced.sum(1, keepdim=True)
        pitch = (share * octave).sum(1, keepdim=True)
        bend, swell = octave - pitch, loud - loud.mean(1, keepdim=True)
        pitch_spread = ((share * bend.square()).sum(1, keepdim=True) + 1e-5).sqrt()
        loud_spread = deviation(swell)[:, None]
        time = (torch.ones_like(loud).cumsum(1) / loud.shape[1] - 0.5) * 2.0
        parts = [
            pitch,
            pitch_spread,
            (share * bend * time).sum(1, keepdim=True),
            loud.mean(1, keepdim=True),
            loud_spread,
            (swell * time).mean(1, keepdim=True) / loud_spread,
            (share * clear).sum(1, keepdim=True),
            (share * bend * swell).sum(1, keepdim=True) / (pitch_spread * loud_spread),
        ]
        for lag in LAGS:
            both = (voiced * later(voiced, lag)).sqrt()
            parts.append(
                (both * (later(octave, lag) - octave).abs()).sum(1, keepdim=True) / both.sum(1, keepdim=True)
            )
            parts.append((later(loud, lag) - loud).abs().mean(1, keepdim=True) / loud_spread)
        return torch.cat(parts, dim=1)


def later(course: Tensor, lag: int) -> Tensor:
    """(batch, n_frames) `lag` frames on; the last value stays."""
    return nn.functional.pad(course[:, None], (0, lag), mode="replicate")[:, 0, lag:]


def deviation(centred: Tensor) -> Tensor:
    """Standard deviation over time of values whose mean is 0."""
    return (centred.square().mean(1) + 1e-5).sqrt()


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
    """Normalised bands of one utterance -> labels, valence and arousal, and an embedding.

    An utterance is told from how its speaker usually sounds: the mean summary of what else was heard of them
    is taken from its own (speaker normalisation), as far as there is any. `prior` is how many utterances the
    usual voice of everybody counts beside.
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.stack, self.prior = size.stack, size.prior
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
        self.register_buffer("usual", torch.zeros(Summary.SIZE))
        self.summarised = nn.Sequential(
            nn.BatchNorm1d(Summary.SIZE),
            nn.Dropout(size.summary_dropout),
            nn.Linear(Summary.SIZE, size.summarised),
            nn.ReLU(),
            nn.BatchNorm1d(size.summarised),
        )
        self.dropout = nn.Dropout(size.embedding_dropout)
        width = size.embedding + size.summarised
        self.labels = nn.Linear(width, len(LABELS))
        self.valence_arousal = nn.Linear(width, 2)
        self.voice = nn.Linear(width, 1)

    def forward(
        self, values: Tensor, baseline: Tensor, n_heard: Tensor, summary: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """(batch, n_frames, 86) bands, (batch, SIZE) baseline of each speaker over (batch, 1) utterances ->
        (batch, 8) logits, (batch, 2) in [-1, 1], (batch, 1) logit, (batch, 192) embedding, (batch, SIZE)
        summary, which may be given where it is known."""
        summary = self.measure(values) if summary is None else summary
        own = (n_heard / (n_heard + self.prior)) * (baseline - self.usual)
        values = values - own[:, None, :N_BANDS]
        n_frames = values.shape[1] // self.stack * self.stack
        stacked = values[:, :n_frames].reshape(values.shape[0], -1, self.stack * values.shape[2])
        encoded = self.norm(self.encoder(stacked)[:, 0].float())
        with torch.autocast("cpu", enabled=False):
            measured = self.summarised(summary - own)
        embedding = torch.cat([encoded, measured], dim=1)
        kept = self.dropout(embedding)
        affect = torch.tanh(self.valence_arousal(kept))
        return self.labels(kept), affect, self.voice(kept), embedding, summary

    def measure(self, values: Tensor) -> Tensor:
        """(batch, n_frames, 86) -> (batch, SIZE) summaries as they are, of whoever speaks."""
        with torch.autocast("cpu", enabled=False):  # sums of squares are too coarse in bfloat16
            summary: Tensor = self.summary(values.float())
        return summary
