"""serving.json and familiar.npz: how far the served graph can be believed, fitted on the dev speakers."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.figures import write_figures
from models.voice.augment import NoVoice
from models.voice.corpora import LABELS
from models.voice.examples import Spoken
from models.voice.shipped import BandGraph
from perception.emotion import LABELS as NINE
from perception.voice.graph import Calibration, Familiarity, GraphOutput
from perception.voice.perceiver import nine

Floats = NDArray[np.float64]

N_TRAIN_PER_LABEL: Final = 60
"""Train clips of each label and corpus whose embeddings say what is familiar."""

N_WITHOUT_VOICE: Final = 300
SHRINKAGE: Final = 0.1
FAMILIAR_SHARE: Final = 0.98
"""Share of the dev clips that keep at least half of their evidence."""


@dataclass(frozen=True)
class Heard:
    """The graph's outputs for some clips; `truth` (n,) places in LABELS, -1 where there is no voice; each
    corpus weighs the same."""

    outputs: list[GraphOutput]
    truth: NDArray[np.int64]
    weight: Floats

    @property
    def logits(self) -> Floats:
        """(n, 8)."""
        return np.stack([output.logits for output in self.outputs])

    @property
    def voice(self) -> Floats:
        """(n,)."""
        return np.array([output.voice for output in self.outputs])


def calibrate(folder: Path, corpora: dict[str, Spoken]) -> Calibration:
    """Fit on the graph in `folder`; write `folder`/serving.json and `folder`/familiar.npz."""
    graph = BandGraph(folder / "voice.onnx")
    familiarity = familiar(graph, corpora)
    np.savez_compressed(
        folder / "familiar.npz",
        means=familiarity.means.astype(np.float32),
        whitening=familiarity.whitening.astype(np.float32),
    )
    familiarity = Familiarity.load(folder / "familiar.npz")
    dev = heard(graph, corpora, "dev")
    scale, bias = _temperature(dev)
    distance = np.array([familiarity.distance(output.embedding) for output in dev.outputs])
    limit = float(np.quantile(distance, FAMILIAR_SHARE))
    voice_scale, voice_offset = _voice(dev, without_voice(graph, corpora))
    start = Calibration(LABELS, scale, bias, 1.0, 0.0, -8.0 / limit, 8.0, voice_scale, voice_offset)
    confidence_scale, confidence_offset = _confidence(start, dev, distance)
    values = asdict(start) | {"confidence_scale": confidence_scale, "confidence_offset": confidence_offset}
    path = folder / "serving.json"
    write_figures(path, values)
    return Calibration.load(path)


def heard(graph: BandGraph, corpora: dict[str, Spoken], part: str, variant: int = 0) -> Heard:
    """Run the graph over one part of the split; corpora without that variant are left out."""
    outputs, truth, weight = [], [], []
    for one in corpora.values():
        if variant >= len(one.features):
            continue
        rows = one.rows(part)
        outputs += [graph.run(one.features[variant].clip(row)) for row in rows]
        truth += [LABELS.index(one.clips[row].label) for row in rows]
        weight += [1.0 / len(rows)] * len(rows)
    return Heard(outputs, np.array(truth), np.array(weight) / sum(weight))


def familiar(graph: BandGraph, corpora: dict[str, Spoken]) -> Familiarity:
    """Means per label and the whitening of what is left, over train clips, each label and corpus alike."""
    embeddings, truth = [], []
    rng = np.random.default_rng(1)
    for one in corpora.values():
        for place, label in enumerate(LABELS):
            rows = [row for row in one.rows("train") if one.clips[row].label == label]
            for row in rng.permutation(rows)[:N_TRAIN_PER_LABEL]:
                variant = int(rng.integers(len(one.features)))
                embeddings.append(graph.run(one.features[variant].clip(int(row))).embedding)
                truth.append(place)
    values, places = np.stack(embeddings), np.array(truth)
    means = np.stack(
        [values[places == place].mean(0) if (places == place).any() else values.mean(0) for place in range(8)]
    )
    spread = np.cov((values - means[places]).T)
    spread = (1.0 - SHRINKAGE) * spread + SHRINKAGE * np.eye(len(spread)) * np.trace(spread) / len(spread)
    return Familiarity(means, np.linalg.cholesky(np.linalg.inv(spread)))


def without_voice(graph: BandGraph, corpora: dict[str, Spoken]) -> list[GraphOutput]:
    """Outputs for noise, tones and whispers made from dev clips."""
    generator = torch.Generator().manual_seed(3)
    maker = NoVoice(generator)
    rng = np.random.default_rng(3)
    every = [(one, row) for one in corpora.values() for row in one.rows("dev")]
    found = []
    for place in rng.permutation(len(every))[:N_WITHOUT_VOICE]:
        one, row = every[place]
        made = maker(torch.from_numpy(one.features[0].clip(row))[None])[0].numpy()
        found.append(graph.run(made))
    return found


def _temperature(dev: Heard) -> tuple[float, tuple[float, ...]]:
    def loss(values: Floats) -> float:
        scaled = np.exp(values[0]) * dev.logits + values[1:]
        scaled = scaled - scaled.max(1, keepdims=True)
        chances = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        return float(-(dev.weight * chances[np.arange(len(dev.truth)), dev.truth]).sum()) + 0.01 * float(
            (values[1:] ** 2).sum()
        )

    found = minimize(loss, np.zeros(1 + len(LABELS)), method="L-BFGS-B").x
    return float(np.exp(found[0])), tuple(float(value) for value in found[1:] - found[1:].mean())


def _voice(dev: Heard, without: list[GraphOutput]) -> tuple[float, float]:
    """Logistic regression: a voice against none, both sides weighing the same."""
    values = np.concatenate([dev.voice, [output.voice for output in without]])
    is_voice = np.arange(len(values)) < len(dev.voice)
    weight = np.where(is_voice, 0.5 / is_voice.sum(), 0.5 / (~is_voice).sum())

    def loss(pair: Floats) -> float:
        scores = np.exp(pair[0]) * values + pair[1]
        return float((weight * np.logaddexp(0.0, np.where(is_voice, -scores, scores))).sum()) + 1e-3 * float(
            (pair**2).sum()
        )

    found = minimize(loss, np.zeros(2), method="L-BFGS-B").x
    return float(np.exp(found[0])), float(found[1])


def _confidence(start: Calibration, dev: Heard, distance: Floats) -> tuple[float, float]:
    """So that evidence times confidence is the share of right labels."""
    shares = np.stack([nine(start.probabilities(output.logits)) for output in dev.outputs])
    truth = [NINE.index("neutral" if LABELS[place] == "calm" else LABELS[place]) for place in dev.truth]
    right = shares.argmax(1) == np.array(truth)
    top = np.clip(shares.max(1), 1e-4, 1.0 - 1e-4)
    odds = np.log(top / (1.0 - top))
    evidence = np.array(
        [start.evidence(far, output.voice) for far, output in zip(distance, dev.outputs, strict=True)]
    )

    def loss(pair: Floats) -> float:
        chance = np.clip(evidence / (1.0 + np.exp(-(np.exp(pair[0]) * odds + pair[1]))), 1e-6, 1.0 - 1e-6)
        return float(-(dev.weight * np.where(right, np.log(chance), np.log(1.0 - chance))).sum())

    found = minimize(loss, np.zeros(2), method="L-BFGS-B").x
    return float(np.exp(found[0])), float(found[1])
