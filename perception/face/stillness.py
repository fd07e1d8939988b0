"""A picture of a face, held before a camera, does not blink."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from perception.signals.face_observation import FaceObservation

LONG_S: Final = 8.0
"""A living face that is well seen blinks, speaks or shifts its brows within this time."""

LEAST_OBSERVATIONS: Final = 10
"""Fewer say nothing of movement."""

OPENINGS: Final = ((10, 11), (12, 13), (4, 5))
"""Places in an observation's shape of the upper and the lower lid of each eye, and of the inner lips."""

LIVING: Final = 0.022
"""Share of the crop's side by which these open and close in a living face: half a blink. The mesh's trembling
on a still picture reaches three quarters of it."""

STILL_SHARE: Final = 0.25
"""What is left of the confidence in a picture."""


def movement(observations: Sequence[FaceObservation]) -> float:
    """How far lids and lips opened and closed (2nd to 98th percentile of the time, so that a blink is seen):
    of the three the most, as a share of the crop's side."""
    if len(observations) < 2:
        return 0.0
    points = np.array([one.shape for one in observations]).reshape(len(observations), -1, 2)
    above, below = np.array(OPENINGS).T
    opened = np.linalg.norm(points[:, above] - points[:, below], axis=2)  # (n, 3)
    low, high = np.percentile(opened, (2, 98), axis=0)
    return float((high - low).max())


def is_still(observations: Sequence[FaceObservation]) -> bool:
    """Whether these are of a picture: seen for LONG_S or longer, and nothing in the face moved."""
    if len(observations) < LEAST_OBSERVATIONS:
        return False
    seen_s = observations[-1].t_s - observations[0].t_s
    return seen_s >= LONG_S and movement(observations) < LIVING
