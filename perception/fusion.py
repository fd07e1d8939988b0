"""Many readings of one turn -> one. First version: a mean weighted by confidence over what each sense can
observe."""

from collections.abc import Mapping

import numpy as np

from perception.emotion import LABELS, EmotionReading, Modality

LEAST_WEIGHT = 1e-6
"""Keeps a sense of zero confidence defined when it is alone."""


def fused(readings: Mapping[Modality, EmotionReading]) -> tuple[EmotionReading | None, dict[str, float]]:
    """The reading of the turn and each sense's weight (sums to 1); None and {} when no sense read anything.

    A label that a sense cannot observe is left to the others. One sense alone comes through unchanged.
    """
    if not readings:
        return None, {}
    parts = list(readings.values())
    weights = np.array([max(part.confidence, LEAST_WEIGHT) for part in parts])
    weights = weights / weights.sum()
    reading = EmotionReading(
        modality=Modality.FUSED,
        probabilities=_mixed(parts, weights),
        valence=float(weights @ [part.valence for part in parts]),
        arousal=float(weights @ [part.arousal for part in parts]),
        confidence=float(weights @ [part.confidence for part in parts]),
        observable=frozenset().union(*(part.observable for part in parts)),
    )
    return reading, {str(sense): float(weight) for sense, weight in zip(readings, weights, strict=True)}


def _mixed(
    parts: list[EmotionReading], weights: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> tuple[float, ...]:
    seen = np.array([[label in part.observable for label in LABELS] for part in parts])  # (n_senses, 9)
    values = np.array([part.probabilities for part in parts])
    share = weights[:, None] * seen
    mixed = (share * values).sum(0) / np.maximum(share.sum(0), LEAST_WEIGHT)
    return tuple(float(p) for p in mixed / mixed.sum())
