"""Many readings of one turn -> one: a mean weighted by confidence over what each sense can observe.

A learned fusion will take its place and keep its contract: any sense may be missing, one sense alone comes
through unchanged.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS, EmotionReading, Modality

LEAST_WEIGHT: Final = 1e-6
"""Keeps a sense of zero confidence defined when it is alone."""

TRUST: Final = {Modality.VOICE: 0.6, Modality.FACE: 0.4}
"""What a sense's confidence counts beside the others', 1 where none is named. The voice's is fitted on actors
in corpora that it knows and is too high for a stranger's microphone (models/voice/README.md); the face's is
fitted on pictures of faces that show something, and at a keyboard most show nothing, whatever is felt. Own
judgement, until a learned fusion takes its place."""

Floats = NDArray[np.float64]


def fused(readings: Mapping[Modality, EmotionReading]) -> tuple[EmotionReading | None, dict[str, float]]:
    """The reading of the turn and each sense's weight (sums to 1); None and {} when no sense read anything.

    A label that a sense cannot observe is left to the others. One sense alone comes through unchanged.
    """
    if not readings:
        return None, {}
    parts = list(readings.values())
    weights = weights_of(readings)
    reading = EmotionReading(
        modality=Modality.FUSED,
        probabilities=_mixed(parts, weights),
        valence=float(weights @ [part.valence for part in parts]),
        arousal=float(weights @ [part.arousal for part in parts]),
        confidence=float(weights @ [part.confidence for part in parts]),
        observable=frozenset().union(*(part.observable for part in parts)),
    )
    return reading, {str(sense): float(weight) for sense, weight in zip(readings, weights, strict=True)}


def weights_of(readings: Mapping[Modality, EmotionReading]) -> Floats:
    """(n_senses,) weights that sum to 1."""
    found = shares({str(sense): reading.confidence for sense, reading in readings.items()})
    return np.array(list(found.values()))


def shares(confidences: Mapping[str, float]) -> dict[str, float]:
    """How much each sense counts beside the others, by its confidence; they sum to 1."""
    counted = {
        sense: max(TRUST.get(Modality(sense), 1.0) * confidence, LEAST_WEIGHT)
        for sense, confidence in confidences.items()
    }
    total = sum(counted.values())
    return {sense: weight / total for sense, weight in counted.items()}


def _mixed(parts: list[EmotionReading], weights: Floats) -> tuple[float, ...]:
    seen = np.array([[label in part.observable for label in LABELS] for part in parts])  # (n_senses, 9)
    values = np.array([part.probabilities for part in parts])
    share = weights[:, None] * seen
    mixed = (share * values).sum(0) / np.maximum(share.sum(0), LEAST_WEIGHT)
    return tuple(float(p) for p in mixed / mixed.sum())
