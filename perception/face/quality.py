"""How much a picture leaves to be seen of a face: pose, distance, light, sharpness, and what is cut off."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from perception.face.align import SIDE, Floats, Similarity
from perception.face.mesh import Landmarks
from perception.signals.face_observation import FaceObservation

EYES: Final = (33, 263)
"""The outer corners of the eyes, first the one on the left of the picture."""

LENGTH: Final = (10, 152)
"""Top of the forehead and chin."""

LEVEL_PITCH_DEG: Final = 8.0
"""How far the mesh's line from forehead to chin leans in a face that looks straight ahead: FER's median."""

TOO_FAR_PX: Final = 26.0
TOO_DARK: Final = 0.13
TURNED_AWAY_DEG: Final = 38.0


@dataclass(frozen=True)
class Visibility:
    """`pose` yaw, pitch and roll in degrees; `size_px` of the crop in the picture; `sharpness`, `brightness`,
    `contrast` and `inside` (how much of the crop lies within the picture) in [0, 1]."""

    pose: tuple[float, float, float]
    size_px: float
    sharpness: float
    brightness: float
    contrast: float
    inside: float

    @property
    def quality(self) -> float:
        """What all of it leaves of the evidence, in [0, 1]: each hindrance takes its part."""
        yaw, pitch, _ = self.pose
        return (
            _falling(abs(yaw), 18.0, 50.0)
            * _falling(abs(pitch), 18.0, 45.0)
            * _rising(self.size_px, 16.0, 44.0)
            * _rising(self.brightness, 0.05, 0.2)
            * _falling(self.brightness, 0.85, 0.98)
            * _rising(self.contrast, 0.015, 0.07)
            * _rising(self.sharpness, 0.05, 0.3)
            * _rising(self.inside, 0.5, 0.92)
        )


def visibility(landmarks: Landmarks, place: Similarity, crop: Floats, width: int, height: int) -> Visibility:
    """Of a face in a picture of `width` x `height` pixels."""
    return Visibility(
        pose=pose(landmarks, place),
        size_px=place.size_px,
        sharpness=sharpness(crop),
        brightness=float(crop.mean()) / 255.0,
        contrast=float(crop.std()) / 255.0,
        inside=inside(place, width, height),
    )


def pose(landmarks: Landmarks, place: Similarity) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees, from the depth that the mesh gives to eyes, forehead and chin."""
    across = landmarks[EYES[1]] - landmarks[EYES[0]]
    down = landmarks[LENGTH[1]] - landmarks[LENGTH[0]]
    yaw = math.degrees(math.atan2(float(across[2]), math.hypot(float(across[0]), float(across[1]))))
    pitch = math.degrees(math.atan2(float(down[2]), math.hypot(float(down[0]), float(down[1]))))
    return yaw, pitch - LEVEL_PITCH_DEG, place.roll_deg


def sharpness(crop: Floats) -> float:
    """How much of the crop's variation lies between neighbours, in [0, 1]; the contrast takes no part."""
    spread = float(crop.std())
    if spread < 1.0:
        return 0.0
    values = crop.astype(np.float64)
    edges = (
        4.0 * values[1:-1, 1:-1] - values[:-2, 1:-1] - values[2:, 1:-1] - values[1:-1, :-2] - values[1:-1, 2:]
    )
    return float(min(1.0, np.abs(edges).mean() / spread))


def inside(place: Similarity, width: int, height: int) -> float:
    """Share of the crop that lies within the picture."""
    line = (np.arange(SIDE) + 0.5) / SIDE
    u, v = line[None, :], line[:, None]
    x, y = place.a * u - place.b * v + place.x0, place.b * u + place.a * v + place.y0
    return float(((x >= 0) & (x < width) & (y >= 0) & (y < height)).mean())


def hindrance(observation: FaceObservation) -> str | None:
    """What a visitor can do something about: `too_dark`, `too_far`, `turned_away`, or None."""
    if observation.brightness < TOO_DARK:
        return "too_dark"
    if observation.size_px < TOO_FAR_PX:
        return "too_far"
    if max(abs(observation.pose[0]), abs(observation.pose[1])) > TURNED_AWAY_DEG:
        return "turned_away"
    return None


def _rising(value: float, low: float, high: float) -> float:
    """0 below `low`, 1 above `high`, smooth between."""
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3.0 - 2.0 * share)


def _falling(value: float, low: float, high: float) -> float:
    return 1.0 - _rising(value, low, high)
