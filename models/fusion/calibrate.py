"""serving.json: how far the fused reading can be believed, for every subset of senses; fitted on the dev
side."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from models.fusion.courses import courses
from models.fusion.dialogues import Dialogues, built, weakened, with_present
from models.fusion.network import N_LABELS, SENSES, FusionNetwork
from models.fusion.parts import Parts
from models.fusion.readings import Floats, Places
from models.fusion.runs import of_dialogues, possible, run
from models.fusion.wording import macro_f1
from perception.dynamics import Calibration, agreement
from perception.emotion import LABELS
from perception.fusion import APART, SURE

N_DIALOGUES: Final = 400
SPEAKING: Final = 0.6
STRENGTHS: Final = tuple(step / 10 for step in range(11))
LEAST_WEIGHT: Final = 1e-4
"""Keeps the weight of what never occurs at zero."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Of every turn with a reading: what was sensed, `readings` (n, 4, 12) and `present` (n, 4); what the
    network says, `logits` (n, 9), `need` (n, 9) logits, `affect` (n, 2), `changed` (n,) logits, `weights` (n,
    4); `mixed` (n,), and what is true: `label`, `wanted` (the need) (n,), `turn` (n,) its place in the
    dialogue, `person` (n,) the dialogue's row."""

    readings: Floats
    present: Floats
    logits: Floats
    need: Floats
    affect: Floats
    changed: Floats
    weights: Floats
    mixed: NDArray[np.bool_]
    label: Places
    wanted: Places
    turn: Places
    person: Places


def subsets() -> list[tuple[int, ...]]:
    """Every subset of SENSES that is read: not behaviour alone."""
    every = [tuple(number >> (len(SENSES) - 1 - at) & 1 for at in range(len(SENSES))) for number in range(16)]
    return [one for one in every if any(one[:3])]


def number_of(subset: tuple[int, ...]) -> int:
    """The subset's place among the temperatures."""
    return sum(there << (len(SENSES) - 1 - at) for at, there in enumerate(subset))


def answers(
    network: FusionNetwork,
    parts: Parts,
    dialogues: Dialogues,
    *,
    personal: bool = True,
    corrected: bool = True,
) -> Answers:
    """What the network says of built dialogues, among the labels that whoever labelled the words knows;
    without `personal` of everybody as of somebody never met."""
    person = dialogues.person(corrected=corrected)
    n, t = dialogues.present.shape[:2]
    everywhere = np.ones((n, t, len(SENSES)), np.float32)
    sequences = of_dialogues(
        parts,
        dialogues,
        person if personal else np.zeros_like(person),
        np.arange(n),
        network.size,
        everywhere,
    )
    with torch.no_grad():
        outputs = run(network.eval(), sequences)
        logits = possible(torch.stack([one.logits for one in outputs], 1), sequences).numpy()
    read = dialogues.present[:, :, :3].sum(2) > 0

    def gathered(name: str) -> Floats:
        values: Floats = torch.stack([getattr(one, name) for one in outputs], 1).numpy()[read]
        return values

    turn, row = np.broadcast_to(np.arange(t), (n, t)), np.broadcast_to(np.arange(n)[:, None], (n, t))
    return Answers(
        dialogues.readings[read], dialogues.present[read],
        logits[read], gathered("need"), gathered("affect"), gathered("changed")[:, 0], gathered("weights"),
        contradicting(dialogues)[read], dialogues.courses.label[read], dialogues.courses.need[read],
        turn[read], row[read],
    )  # fmt: skip


def contradicting(dialogues: Dialogues) -> NDArray[np.bool_]:
    """(n, t) as `perception.fusion.contradict`."""
    valence = dialogues.readings[..., N_LABELS]
    sure = (dialogues.readings[..., -1] >= SURE) & (dialogues.present > 0)
    low = np.where(sure, valence, np.inf).min(2)
    high = np.where(sure, valence, -np.inf).max(2)
    found: NDArray[np.bool_] = (low < 0.0) & (high > 0.0) & (high - low >= APART)
    return found


def calibrate(network: FusionNetwork, parts: Parts, folder: Path, seed: int = 11) -> Calibration:
    """Fit on the dev side's dialogues; write `folder`/serving.json."""
    rng = np.random.default_rng(seed)
    dialogues = built(parts, courses(parts.dialogues, N_DIALOGUES, rng), rng, speaking=SPEAKING)
    spoilt = weakened(dialogues.readings, rng)
    half = rng.random(len(spoilt)) < 0.5
    dialogues.readings[half] = spoilt[half]
    rarity = -np.log(frequencies(parts))
    nothing = (0.0,) * N_LABELS
    offsets, temperatures, confidence = [nothing] * 16, [1.0] * 16, [(1.0, 0.0, 0.0, 0.0)] * 16
    for subset in subsets():
        found = answers(network, parts, with_present(dialogues, np.array(subset, np.float32)))
        place = number_of(subset)
        strength = fitted_strength(found, rarity)
        offsets[place] = tuple(round(float(value), 4) for value in strength * rarity)
        temperatures[place] = round(fitted_temperature(found.logits + offsets[place], found.label), 4)
        shares = softmaxed((found.logits + offsets[place]) / temperatures[place])
        confidence[place] = fitted_confidence(
            evidence(shares, found.readings, found.present, found.mixed), shares.argmax(1) == found.label
        )
    calibration = Calibration(LABELS, SENSES, tuple(offsets), tuple(temperatures), tuple(confidence))
    (folder / "serving.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    return calibration


def frequencies(parts: Parts, seed: int = 12) -> NDArray[np.float64]:
    """(9,) how frequent each label is where one learns: also those that MELD lacks."""
    rng = np.random.default_rng(seed)
    label = courses(parts.dialogues, N_DIALOGUES, rng, written=parts.sentences.label).label
    found: NDArray[np.float64] = np.bincount(label.ravel(), minlength=N_LABELS) / label.size
    return found


def fitted_strength(found: Answers, rarity: NDArray[np.float64]) -> float:
    """How much of `rarity` (9,) is added to the logits: what serves macro-F1 and accuracy together best."""

    def served(strength: float) -> float:
        said = (found.logits + strength * rarity).argmax(1)
        return macro_f1(found.label, said) + float((said == found.label).mean())

    return max(STRENGTHS, key=served)


def evidence(
    shares: NDArray[np.float64], readings: Floats, present: Floats, mixed: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """(n, 4) what the chance of being right is told from: see `Calibration.chance`."""
    best = shares.max(1).clip(1e-4, 1.0 - 1e-4)
    agreed = agreement(readings, present, shares.argmax(1))
    return np.stack([np.log(best / (1.0 - best)), mixed, agreed, np.ones(len(best))], 1)


def served(
    calibration: Calibration, logits: Floats, readings: Floats, present: Floats, mixed: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(n, 9) shares and (n,) confidence of turns, each by the senses that were there, as they are served."""
    subset = present.astype(int) @ (1 << np.arange(len(SENSES))[::-1])
    offsets, temperatures = np.array(calibration.offsets), np.array(calibration.temperatures)
    shares = softmaxed((logits + offsets[subset]) / temperatures[subset, None])
    score = (evidence(shares, readings, present, mixed) * np.array(calibration.confidence)[subset]).sum(1)
    confidence: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-score))
    return shares, confidence


def softmaxed(logits: Floats) -> NDArray[np.float64]:
    """(n, k) -> (n, k), rows sum to 1."""
    weights = np.exp(logits.astype(np.float64) - logits.max(1, keepdims=True))
    found: NDArray[np.float64] = weights / weights.sum(1, keepdims=True)
    return found


def fitted_temperature(logits: Floats, label: Places) -> float:
    """The temperature of the least negative log likelihood (Guo et al., 2017)."""

    def loss(log_temperature: float) -> float:
        shares = softmaxed(logits / np.exp(log_temperature))
        return float(-np.log(shares[np.arange(len(label)), label]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def fitted_confidence(features: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float, ...]:
    """Logistic regression of being right on (n, 4) features."""

    def loss(weights: NDArray[np.float64]) -> float:
        score = np.where(right, 1.0, -1.0) * (features @ weights)
        return float(np.logaddexp(0.0, -score).mean() + LEAST_WEIGHT * (weights**2).sum())

    found = minimize(loss, np.array([1.0, 0.0, 0.0, 0.0]), method="BFGS")
    return tuple(round(float(value), 4) for value in found.x)
