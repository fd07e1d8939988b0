"""Many readings of one turn -> one: the contract, and the plain mean that a learned fusion is measured
against.

Any sense may be missing. A sense that is weak evidence (behaviour) is never read alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS, EmotionReading, Modality

LEAST_WEIGHT: Final = 1e-6
"""Keeps a sense of zero confidence defined when it is alone."""

TRUST: Final = {Modality.VOICE: 0.6, Modality.FACE: 0.4, Modality.BEHAVIOUR: 0.5}
"""What a sense's confidence counts in the plain mean, 1 where none is named. The voice's is fitted on actors
in corpora that it knows and is too high for a stranger's microphone (models/voice/README.md); the face's is
fitted on pictures of faces that show something, and at a keyboard most show nothing, whatever is felt. Own
judgement."""

NEVER_ALONE: Final = frozenset({Modality.BEHAVIOUR})

SURE: Final = 0.4
"""Confidence from which a sense can contradict another one."""

APART: Final = 0.6
"""Distance in valence from which two senses contradict each other, if they stand on both sides of the middle:
more than any two readings of one emotion differ (own judgement, half of the way from sad to glad)."""

DOUBT: Final = 0.7
"""What contradicting senses leave of the plain mean's confidence."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fused:
    """One turn's reading from all its senses; `weights` are their shares by name and sum to 1. `mixed` says
    that senses contradict each other."""

    reading: EmotionReading
    weights: dict[str, float]
    mixed: bool


class Fusion(Protocol):
    """Safe in several threads. What it remembers of a conversation is the caller's, and of one size at every
    turn."""

    def fuse(
        self,
        readings: Mapping[Modality, EmotionReading],
        memory: Any = None,
        elapsed_s: float = 0.0,
        person: Sequence[float] = (),
    ) -> tuple[Fused | None, Any]:
        """The reading of a turn `elapsed_s` after the one before, and what to hand in with the next one.

        `memory` is None at the first turn, `person` the vector of `personalization.expression`, empty for
        somebody never met. None, and the memory as it was, where nothing is to be read.
        """


class ConfidenceFusion:
    """A mean weighted by confidence over what each sense can observe; no turn knows of another."""

    def fuse(
        self,
        readings: Mapping[Modality, EmotionReading],
        memory: Any = None,
        elapsed_s: float = 0.0,  # noqa: ARG002  # the contract's
        person: Sequence[float] = (),  # noqa: ARG002  # the contract's
    ) -> tuple[Fused | None, Any]:
        """See `Fusion`. A label that a sense cannot observe is left to the others; one sense alone comes
        through unchanged."""
        if readings.keys() <= NEVER_ALONE:
            return None, memory
        parts = list(readings.values())
        found = shares({str(sense): reading.confidence for sense, reading in readings.items()})
        weights = np.array(list(found.values()))
        mixed = contradict(readings)
        reading = EmotionReading(
            modality=Modality.FUSED,
            probabilities=_mean(parts, weights),
            valence=float(weights @ [part.valence for part in parts]),
            arousal=float(weights @ [part.arousal for part in parts]),
            confidence=float(weights @ [part.confidence for part in parts]) * (DOUBT if mixed else 1.0),
            observable=frozenset().union(*(part.observable for part in parts)),
        )
        return Fused(reading, found, mixed), memory


def shares(confidences: Mapping[str, float]) -> dict[str, float]:
    """How much each sense counts beside the others, by its confidence; they sum to 1."""
    counted = {
        sense: max(TRUST.get(Modality(sense), 1.0) * confidence, LEAST_WEIGHT)
        for sense, confidence in confidences.items()
    }
    total = sum(counted.values())
    return {sense: weight / total for sense, weight in counted.items()}


def contradict(readings: Mapping[Modality, EmotionReading]) -> bool:
    """Whether two senses, each sure, are on opposite sides in valence: sad words in a glad voice."""
    sure = [reading.valence for reading in readings.values() if reading.confidence >= SURE]
    return bool(sure) and min(sure) < 0.0 < max(sure) and max(sure) - min(sure) >= APART


def _mean(parts: list[EmotionReading], weights: Floats) -> tuple[float, ...]:
    seen = np.array([[label in part.observable for label in LABELS] for part in parts])  # (n_senses, 9)
    values = np.array([part.probabilities for part in parts])
    share = weights[:, None] * seen
    mixed = (share * values).sum(0) / np.maximum(share.sum(0), LEAST_WEIGHT)
    return tuple(float(p) for p in mixed / mixed.sum())
