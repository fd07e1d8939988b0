"""A person's expression at rest: learned over their session, in memory, and taken out of what is read.

Some mouths point down and some brows lie low when nothing is felt; read as they are, their owners are sad or
angry all day. What counts is the distance from the own face at rest.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.signals.face_observation import FaceObservation, RestingFace

Floats = NDArray[np.float64]

ENOUGH_S: Final = 30.0
"""Seconds of a face from which its rest is taken out with half of the greatest share."""

MOST_SHARE: Final = 0.7
"""A person may well be sad for a whole session: the rest is never taken out whole."""

MOST_LOGIT: Final = 1.5
"""Nor is more of it in any one label."""

MEMORY_S: Final = 180.0
"""After this time the mean goes with what comes, slowly."""

LEAST_QUALITY: Final = 0.5
LONGEST_STEP_S: Final = 1.0
"""What one observation counts at most, however long after the last one it comes."""

STRONG: Final = 0.85
"""Probability of one expression, other than neutral, from which a moment is no rest."""


def learned(
    rest: RestingFace | None, observation: FaceObservation, probabilities: Floats, step_s: float
) -> RestingFace | None:
    """`rest` with one more moment, `step_s` after the last one; `probabilities` (8,) are the calibrated ones
    of its expressions. Moments that cannot be seen well or show a strong expression teach nothing."""
    if observation.quality < LEAST_QUALITY or float(probabilities[1:].max()) > STRONG:
        return rest
    step_s = min(max(step_s, 0.0), LONGEST_STEP_S)
    if rest is None:
        return RestingFace(observation.logits, observation.valence_arousal, step_s)
    seconds = rest.seconds + step_s
    share = step_s / min(seconds, MEMORY_S) if seconds > 0.0 else 1.0
    return RestingFace(
        _moved(rest.logits, observation.logits, share),
        _moved(rest.valence_arousal, observation.valence_arousal, share),
        seconds,
    )


def without_rest(
    logits: Floats, valence_arousal: Floats, rest: RestingFace | None, typical: Floats
) -> tuple[Floats, Floats]:
    """Logits (8,) and valence and arousal (2,) as they would be of a face that at rest looks like most do.

    `typical` (8,) are the mean logits of neutral faces.
    """
    if rest is None:
        return logits, valence_arousal
    share = MOST_SHARE * rest.seconds / (rest.seconds + ENOUGH_S)
    own = np.clip(np.array(rest.logits) - typical, -MOST_LOGIT, MOST_LOGIT)
    affect = np.clip(np.array(rest.valence_arousal), -0.4, 0.4)
    return logits - share * own, np.clip(valence_arousal - share * affect, -1.0, 1.0)


def _moved(old: tuple[float, ...], new: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(before + share * (after - before) for before, after in zip(old, new, strict=True))
