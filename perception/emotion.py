"""The shared space of emotions and one reading in it. Standard library and numpy only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from perception.errors import ReadingError

LABELS: Final = ("joy", "sadness", "surprise", "fear", "anger", "disgust", "anticipation", "trust", "neutral")
"""Plutchik's eight primary emotions (Plutchik, 1980) and neutral, in the order of every probability
vector."""

GOEMOTIONS_TO_PLUTCHIK: Final[dict[str, dict[str, float]]] = {
    "admiration": {"trust": 1.0},
    "amusement": {"joy": 1.0},
    "anger": {"anger": 1.0},
    "annoyance": {"anger": 1.0},
    "approval": {"trust": 1.0},
    "caring": {"trust": 0.6, "joy": 0.4},
    "confusion": {"surprise": 1.0},
    "curiosity": {"anticipation": 0.6, "surprise": 0.4},
    "desire": {"anticipation": 1.0},
    "disappointment": {"sadness": 0.7, "surprise": 0.3},
    "disapproval": {"anger": 0.6, "disgust": 0.4},
    "disgust": {"disgust": 1.0},
    "embarrassment": {"fear": 0.4, "sadness": 0.4, "disgust": 0.2},
    "excitement": {"joy": 0.6, "anticipation": 0.4},
    "fear": {"fear": 1.0},
    "gratitude": {"joy": 0.5, "trust": 0.5},
    "grief": {"sadness": 1.0},
    "joy": {"joy": 1.0},
    "love": {"joy": 0.5, "trust": 0.5},
    "nervousness": {"fear": 0.8, "anticipation": 0.2},
    "optimism": {"anticipation": 0.6, "joy": 0.4},
    "pride": {"joy": 0.8, "trust": 0.2},
    "realization": {"surprise": 1.0},
    "relief": {"joy": 1.0},
    "remorse": {"sadness": 0.7, "disgust": 0.3},
    "sadness": {"sadness": 1.0},
    "surprise": {"surprise": 1.0},
    "neutral": {"neutral": 1.0},
}
"""How much of each primary emotion a GoEmotions label carries, in the data set's order; each row sums to 1.

Own table. Intensities of one emotion on Plutchik's wheel take its place whole: annoyance, anger and rage;
approval, trust and admiration. His dyads are shared: love is joy and trust, optimism anticipation and joy,
remorse sadness and disgust, shame fear and disgust. The rest follows the Ekman grouping in the appendix of
Demszky et al., 2020 (GoEmotions).
"""

SAID_AFFECT: Final = {
    "joy": (0.7, 0.4),
    "sadness": (-0.65, -0.4),
    "surprise": (0.1, 0.6),
    "fear": (-0.6, 0.5),
    "anger": (-0.6, 0.6),
    "disgust": (-0.6, 0.2),
    "anticipation": (0.3, 0.3),
    "trust": (0.45, -0.3),
    "neutral": (0.0, -0.1),
}
"""Valence and arousal of what a person says that they feel: own placement on Russell's circumplex, as strong
as a clear sentence reads."""


class Modality(StrEnum):
    """Where a reading comes from; FUSED is the reading of a whole turn."""

    TEXT = "text"
    VOICE = "voice"
    FACE = "face"
    BEHAVIOUR = "behaviour"
    FUSED = "fused"


@dataclass(frozen=True)
class EmotionReading:
    """One estimate of emotion.

    `probabilities` has one value per entry of LABELS and sums to 1; `valence` and `arousal` are in [-1, 1],
    `confidence` in [0, 1]. `observable` names the labels that this sense can see at all: a 0 elsewhere is
    no absence. `embedding` is the sense's own vector, for fusion; `meaning`, of words only, is what they say
    whatever the feeling, for the dialogue.

    Raises ReadingError for values outside these ranges.
    """

    modality: Modality
    probabilities: tuple[float, ...]
    valence: float
    arousal: float
    confidence: float
    observable: frozenset[str] = frozenset(LABELS)
    embedding: tuple[float, ...] | None = None
    meaning: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        values = np.asarray(self.probabilities)
        if values.shape != (len(LABELS),) or not np.isfinite(values).all() or (values < 0).any():
            raise ReadingError(
                f"probabilities were {self.probabilities}; give {len(LABELS)} numbers of 0 or more"
            )
        if abs(values.sum() - 1.0) > 1e-3:
            raise ReadingError(f"probabilities sum to {values.sum():.4f}; they must sum to 1")
        for name, low in (("valence", -1.0), ("arousal", -1.0), ("confidence", 0.0)):
            if not low <= getattr(self, name) <= 1.0:
                raise ReadingError(f"{name} was {getattr(self, name)}; it lies in [{low:g}, 1]")
        if not self.observable <= set(LABELS):
            raise ReadingError(
                f"observable names {set(self.observable) - set(LABELS)}; the labels are {LABELS}"
            )

    @property
    def label(self) -> str:
        """The most probable label."""
        return LABELS[int(np.argmax(self.probabilities))]

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, rounded to four decimals."""
        return {
            "modality": self.modality.value,
            "label": self.label,
            "probabilities": {
                label: round(p, 4) for label, p in zip(LABELS, self.probabilities, strict=True)
            },
            "valence": round(self.valence, 4),
            "arousal": round(self.arousal, 4),
            "confidence": round(self.confidence, 4),
        }
