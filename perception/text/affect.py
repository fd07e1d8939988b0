"""Valence and arousal of words: what the labels say and what the regression head says, together."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

LABEL_AFFECT: Final[dict[str, tuple[float, float]]] = {
    "admiration": (0.6, 0.2),
    "amusement": (0.7, 0.3),
    "anger": (-0.7, 0.7),
    "annoyance": (-0.5, 0.3),
    "approval": (0.4, 0.0),
    "caring": (0.4, 0.0),
    "confusion": (-0.2, 0.1),
    "curiosity": (0.1, 0.2),
    "desire": (0.3, 0.3),
    "disappointment": (-0.6, -0.2),
    "disapproval": (-0.5, 0.2),
    "disgust": (-0.7, 0.3),
    "embarrassment": (-0.5, 0.2),
    "excitement": (0.7, 0.7),
    "fear": (-0.7, 0.6),
    "gratitude": (0.7, 0.1),
    "grief": (-0.9, -0.2),
    "joy": (0.8, 0.4),
    "love": (0.8, 0.3),
    "nervousness": (-0.4, 0.5),
    "optimism": (0.5, 0.2),
    "pride": (0.7, 0.4),
    "realization": (0.0, 0.1),
    "relief": (0.5, -0.3),
    "remorse": (-0.6, -0.1),
    "sadness": (-0.7, -0.4),
    "surprise": (0.1, 0.6),
    "neutral": (0.0, -0.1),
}
"""(valence, arousal) of each GoEmotions label: own placement on Russell's circumplex (1980), a judgement,
not a measurement."""

LABEL_SHARE: Final = 0.5
"""Share of the labels in the served value. The head learned from news and letters, the labels from chat;
half and half ranks EmoBank's test like the head alone (valence r .72, arousal .50: models/text/README.md)
and says of a chat message how strong it is."""

HEAD_SCALE: Final = 2.0
"""EmoBank's ratings are means over raters and crowd in the middle (standard deviation .17 of the scale for
valence): the head's value is stretched by this before blending, so that both parts span the scale alike."""

Floats = NDArray[np.float64]


def of_labels(probabilities: Floats, labels: tuple[str, ...]) -> Floats:
    """(n, 28) probabilities -> (n, 2) valence and arousal by the table, in [-1, 1]."""
    table = np.array([LABEL_AFFECT[label] for label in labels])
    weight = np.maximum(probabilities.sum(1, keepdims=True), 1.0)
    placed: Floats = probabilities @ table / weight
    return placed


def blended(probabilities: Floats, head: Floats, labels: tuple[str, ...]) -> Floats:
    """(n, 28) probabilities and the head's (n, 2) -> the served valence and arousal, (n, 2) in [-1, 1]."""
    stretched = np.clip(HEAD_SCALE * head, -1.0, 1.0)
    together: Floats = LABEL_SHARE * of_labels(probabilities, labels) + (1.0 - LABEL_SHARE) * stretched
    return np.clip(together, -1.0, 1.0)
