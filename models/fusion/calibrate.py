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
from perception.dynamics import Calibration
from perception.emotion import LABELS
from perception.fusion import APART, SURE
from perception.need import NEEDS

N_DIALOGUES: Final = 400
SPEAKING: Final = 0.6
LEAST_WEIGHT: Final = 1e-4
"""Keeps the weight of what never occurs at zero."""

NEED_SHARE: Final = 0.35
"""As `perception.need.SURE`: a wrong need costs more than none."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Of every turn with a reading: `logits` (n, 9), `need` (n, 9) logits, `affect` (n, 2), `changed` (n,)
    logits, `weights` (n, 4); `mixed` (n,), and what is true: `label`, `wanted` (the need) (n,), `turn` (n,)
    its place in the dialogue, `person` (n,) the dialogue's row."""

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
        logits[read], gathered("need"), gathered("affect"), gathered("changed")[:, 0],
        gathered("weights"),
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
    temperatures, confidence = [1.0] * 16, [(1.0, 0.0, 0.0)] * 16
    for subset in subsets():
        found = answers(network, parts, with_present(dialogues, np.array(subset, np.float32)))
        place = number_of(subset)
        temperatures[place] = round(fitted_temperature(found.logits, found.label), 4)
        shares = softmaxed(found.logits / temperatures[place])
        best = shares.max(1).clip(1e-4, 1.0 - 1e-4)
        odds = np.log(best / (1.0 - best))
        features = np.stack([odds, found.mixed, np.ones(len(best))], 1)
        confidence[place] = fitted_confidence(features, shares.argmax(1) == found.label)
    calibration = Calibration(LABELS, NEEDS, SENSES, tuple(temperatures), tuple(confidence), NEED_SHARE)
    (folder / "serving.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")
    return calibration


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
    """Logistic regression of being right on (n, 3) features."""

    def loss(weights: NDArray[np.float64]) -> float:
        score = np.where(right, 1.0, -1.0) * (features @ weights)
        return float(np.logaddexp(0.0, -score).mean() + LEAST_WEIGHT * (weights**2).sum())

    found = minimize(loss, np.array([1.0, 0.0, 0.0]), method="BFGS")
    return tuple(round(float(value), 4) for value in found.x)
