"""serving.json: how far the served graph can be believed, fitted on FER's PublicTest."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from models.face.examples import LEAST_VOTES, N_EXPRESSIONS
from models.face.served import Served
from models.figures import write_figures
from perception.face.graph import Calibration
from perception.face.names import nine
from perception.signals.face_observation import EXPRESSIONS

Floats = NDArray[np.float64]


def calibrate(folder: Path, public: Served, attention: Floats) -> Calibration:
    """Write `folder`/serving.json from the graph's outputs for PublicTest."""
    scale, bias = _temperature(public)
    neutral = public.logits[public.truth == EXPRESSIONS.index("neutral")].mean(0)
    start = Calibration(
        EXPRESSIONS, scale, bias, 1.0, 0.0, tuple(attention.tolist()), tuple(neutral.tolist())
    )
    confidence_scale, confidence_offset = _confidence(start, public)
    values = asdict(start) | {"confidence_scale": confidence_scale, "confidence_offset": confidence_offset}
    path = folder / "serving.json"
    write_figures(path, values, places=6)
    return Calibration.load(path)


def _temperature(public: Served) -> tuple[float, tuple[float, ...]]:
    """One scale and a bias for each label, by what share of people said what."""
    votes = np.where(public.votes >= LEAST_VOTES, public.votes, 0.0)[:, :N_EXPRESSIONS].astype(np.float64)
    weight = votes.sum(1)
    shares = votes / np.maximum(weight, 1.0)[:, None]
    logits = public.logits

    def loss(values: Floats) -> float:
        scaled = np.exp(values[0]) * logits + values[1:]
        scaled = scaled - scaled.max(1, keepdims=True)
        chances = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        missed = -(shares * chances).sum(1)
        return float((weight * missed).sum() / weight.sum()) + 0.01 * float((values[1:] ** 2).sum())

    found = minimize(loss, np.zeros(1 + N_EXPRESSIONS), method="L-BFGS-B").x
    return float(np.exp(found[0])), tuple(float(value) for value in found[1:] - found[1:].mean())


def _confidence(start: Calibration, public: Served) -> tuple[float, float]:
    """Share of the first of the nine labels -> how often it is what most people said."""
    shares = np.stack([nine(start.probabilities(logits)) for logits in public.logits])
    known = public.truth >= 0
    first = np.clip(shares.max(1)[known], 1e-4, 1.0 - 1e-4)
    right = (shares.argmax(1) == public.truth_nine)[known]
    odds = np.log(first / (1.0 - first))

    def loss(values: Floats) -> float:
        z = values[0] * odds + values[1]
        return float((np.logaddexp(0.0, z) - right * z).mean())

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B").x
    return float(found[0]), float(found[1])
