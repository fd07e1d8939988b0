"""A second opinion: a small network that reads an utterance's summary alone, averaged with the first one.

Trained apart from the encoder it errs elsewhere, and it knows less of the recording: on speakers and on
corpora that neither ever heard, both together are right more often than the better of them.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.voice.corpora import LABELS
from models.voice.examples import Spoken, known_of, of_one_length
from models.voice.features import Features
from models.voice.frontend import Normalised
from models.voice.hparams import Reader
from models.voice.network import Summary, VoiceNetwork

Floats = NDArray[np.float32]

N_HEARD = (0, 0, 1, 2, 4, 8, 16, 32)
"""How many other utterances of the speaker were heard before, one of these at random."""


class SummaryReader(nn.Module):
    """(batch, SIZE) summary less the speaker's own -> (batch, 8) logits."""

    def __init__(self, hparams: Reader) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(Summary.SIZE))
        self.register_buffer("spread", torch.ones(Summary.SIZE))
        self.layers = nn.Sequential(
            nn.Dropout(hparams.input_dropout),
            nn.Linear(Summary.SIZE, hparams.hidden),
            nn.ReLU(),
            nn.Dropout(hparams.dropout),
            nn.Linear(hparams.hidden, len(LABELS)),
        )

    def forward(self, summary: Tensor) -> Tensor:
        logits: Tensor = self.layers(self.standardised(summary))
        return logits

    def standardised(self, summary: Tensor) -> Tensor:
        """Mean 0 and deviation 1 over the training clips."""
        return (summary - self.mean) / self.spread


class Together(nn.Module):
    """The network and the reader, as one: takes and gives what `VoiceNetwork` does."""

    def __init__(self, network: VoiceNetwork, reader: SummaryReader, share: float) -> None:
        super().__init__()
        self.network, self.reader, self.share = network, reader, share

    def forward(self, values: Tensor, baseline: Tensor, n_heard: Tensor) -> tuple[Tensor, ...]:
        logits, affect, voice, embedding, summary = self.network(values, baseline, n_heard)
        with torch.autocast("cpu", enabled=False):
            second = self.reader(summary - self.network.own(baseline, n_heard))
        together = (1.0 - self.share) * logits.float() + self.share * second
        return together, affect, voice, embedding, summary


def with_reader(
    network: VoiceNetwork, corpora: dict[str, Spoken], normalised: Normalised, hparams: Reader
) -> Together:
    """Fit a reader on the train speakers of `corpora` and put it beside the network."""
    return Together(network, fitted(network, corpora, normalised, hparams), hparams.share).eval()


def fitted(
    network: VoiceNetwork, corpora: dict[str, Spoken], normalised: Normalised, hparams: Reader
) -> SummaryReader:
    """A reader for the baselines of `network`; a minute on one core."""
    torch.manual_seed(hparams.seed)
    rng = np.random.default_rng(hparams.seed)
    known = [
        [summaries(network, one.features[variant], normalised) for variant in range(len(one.features))]
        for one in corpora.values()
    ]
    draws = [_draw(network, corpora, known, rng) for _ in range(hparams.n_draws)]
    reader = SummaryReader(hparams)
    reader.mean.copy_(draws[0].summary.mean(0))
    reader.spread.copy_(draws[0].summary.std(0) + 1e-3)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=hparams.rate, weight_decay=hparams.weight_decay)
    n_steps = hparams.epochs * -(-len(draws[0].label) // hparams.batch_size)
    falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 1e-3, n_steps)
    for epoch in range(hparams.epochs):
        draw = draws[epoch % hparams.n_draws]
        for rows in torch.randperm(len(draw.label)).split(hparams.batch_size):
            given = reader.standardised(draw.summary[rows])
            logits = reader.layers(given + hparams.noise * torch.randn_like(given))
            loss = nn.functional.cross_entropy(
                logits.masked_fill(draw.known[rows] < 0.5, -1e4), draw.label[rows], reduction="none"
            )
            optimiser.zero_grad()
            (draw.weight[rows] * loss).mean().backward()
            optimiser.step()
            falling.step()
    return reader.eval()


@torch.no_grad()
def summaries(network: VoiceNetwork, features: Features, normalised: Normalised) -> Floats:
    """(n_clips, SIZE) of one variant of a corpus."""
    bands = [features.clip(row) for row in range(len(features.starts) - 1)]
    found = np.zeros((len(bands), Summary.SIZE), np.float32)
    for rows in of_one_length([len(part) for part in bands]):
        power = 10.0 ** (torch.from_numpy(np.stack([bands[row] for row in rows])) / 10.0)
        found[rows] = network.measure(normalised(power)).numpy()
    return found


@dataclass(frozen=True)
class _Draw:
    """Every train clip once, in one of its variants, read after some others of its speaker."""

    summary: Tensor
    label: Tensor
    known: Tensor
    weight: Tensor


def _draw(
    network: VoiceNetwork,
    corpora: dict[str, Spoken],
    known: list[list[Floats]],
    rng: np.random.Generator,
) -> _Draw:
    summary, label, allowed, weight = [], [], [], []
    for (name, one), variants in zip(corpora.items(), known, strict=True):
        rows = one.rows("train")
        values = variants[int(rng.integers(len(variants)))]
        labels = np.array([LABELS.index(one.clips[row].label) for row in rows])
        counts = np.bincount(labels, minlength=len(LABELS))
        summary.append(_after_others(network, values[rows], [one.clips[row].speaker for row in rows], rng))
        label.append(labels)
        allowed.append(np.tile(known_of(name), (len(rows), 1)))
        weight.append(1.0 / counts[labels] / (counts > 0).sum())
    weights = np.concatenate(weight)
    return _Draw(
        torch.cat(summary),
        torch.from_numpy(np.concatenate(label)),
        torch.from_numpy(np.concatenate(allowed)),
        torch.from_numpy((weights / weights.mean()).astype(np.float32)),
    )


def _after_others(
    network: VoiceNetwork, values: Floats, speakers: list[str], rng: np.random.Generator
) -> Tensor:
    of = np.array(speakers)
    mean, count = np.zeros_like(values), np.zeros((len(values), 1), np.float32)
    for speaker in np.unique(of):
        rows = np.flatnonzero(of == speaker)
        for row in rows:
            others = rng.permutation(rows[rows != row])[: int(rng.choice(N_HEARD))]
            if len(others):
                mean[row], count[row] = values[others].mean(0), len(others)
    own = network.own(torch.from_numpy(mean), torch.from_numpy(count))
    return torch.from_numpy(values) - own
