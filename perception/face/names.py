"""FER+'s eight expressions among the nine labels, and where they lie in valence and arousal."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.emotion import LABELS
from perception.signals.face_observation import EXPRESSIONS

Floats = NDArray[np.float64]

LABEL_OF: Final = {
    "neutral": "neutral",
    "happiness": "joy",
    "surprise": "surprise",
    "sadness": "sadness",
    "anger": "anger",
    "disgust": "disgust",
    "fear": "fear",
    "contempt": "disgust",
}
"""Contempt is no emotion of the nine; on Plutchik's wheel it is disgust beside anger, and disgust is the
nearer: both turn away, anger turns towards."""

OBSERVABLE: Final = frozenset(LABEL_OF.values())
"""Nobody voted for trust or anticipation in a face."""

AFFECT: Final = {
    "neutral": (0.0, -0.05),
    "happiness": (0.75, 0.4),
    "surprise": (0.1, 0.7),
    "sadness": (-0.65, -0.35),
    "anger": (-0.6, 0.6),
    "disgust": (-0.6, 0.25),
    "fear": (-0.55, 0.65),
    "contempt": (-0.45, 0.1),
}
"""Valence and arousal of a plainly shown expression: own placement on Russell's circumplex. FER was not
rated, so the network's head learned the mean of what people voted for."""

PLACES: Final = tuple(LABELS.index(LABEL_OF[name]) for name in EXPRESSIONS)


def nine(shares: Floats) -> Floats:
    """(8,) probabilities of EXPRESSIONS -> (9,) of LABELS."""
    found = np.zeros(len(LABELS))
    np.add.at(found, list(PLACES), shares)
    return found
