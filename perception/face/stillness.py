"""A picture of a face, held before a camera, does not blink."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from perception.face.observation import FaceObservation

LONG_S: Final = 8.0
"""A living face that is well seen blinks, speaks or shifts its brows within this time."""

LEAST_OBSERVATIONS: Final = 10
"""Fewer say nothing of movement."""

LIVING: Final = 0.006
"""Movement of the landmarks within the crop, as a share of its side, that the mesh's own trembling on a still
picture hardly reaches."""

STILL_SHARE: Final = 0.25
"""What is left of the confidence in a picture."""


def movement(observations: Sequence[FaceObservation]) -> float:
    """How far mouth, lids and brows moved within the crop: of the landmarks' ranges (5th to 95th percentile
    of the time) the mean of the four largest, as a share of the crop's side."""
    shapes = np.array([one.shape for one in observations])
    if len(shapes) < 2:
        return 0.0
    low, high = np.percentile(shapes, (5, 95), axis=0)
    return float(np.sort(high - low)[-4:].mean())


def is_still(observations: Sequence[FaceObservation]) -> bool:
    """Whether these are of a picture: seen for LONG_S or longer, and nothing in the face moved."""
    if len(observations) < LEAST_OBSERVATIONS:
        return False
    seen_s = observations[-1].t_s - observations[0].t_s
    return seen_s >= LONG_S and movement(observations) < LIVING
