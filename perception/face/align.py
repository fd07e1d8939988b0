"""Landmarks -> the network's crop. The same steps, in the same order, are `web_widget`'s in a browser."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.face.image import Pixels
from perception.face.mesh import Landmarks

Floats = NDArray[np.float32]

SIDE: Final = 48
"""The crop's sides: FER's own, which is the detail that the network learned from."""

ANCHORS: Final[tuple[tuple[int, ...], ...]] = ((33, 133), (263, 362), (2,), (61, 291))
"""Landmarks whose means are laid over TEMPLATE: the corners of each eye (first the one on the left of the
picture), the root of the nose's tip, the corners of the mouth. A mouth that opens or smiles hardly moves
them."""

TEMPLATE: Final = ((0.305, 0.385), (0.695, 0.385), (0.5, 0.662), (0.5, 0.778))
"""Where they lie in the crop, whose sides are 1: as in the median of FER's own pictures, a twentieth
larger."""

RED, GREEN, BLUE = 0.299, 0.587, 0.114
"""Weights of grey."""


@dataclass(frozen=True)
class Similarity:
    """From the crop, whose sides are 1, to the picture: x = a u - b v + x0, y = b u + a v + y0, in pixels."""

    a: float
    b: float
    x0: float
    y0: float

    @property
    def size_px(self) -> float:
        """How many pixels of the picture the crop is wide."""
        return math.hypot(self.a, self.b)

    @property
    def roll_deg(self) -> float:
        """How far the head is tilted to the person's right shoulder."""
        return -math.degrees(math.atan2(self.b, self.a))

    def to_crop(self, points: Floats) -> Floats:
        """(n, 2) in pixels of the picture -> (n, 2) in the crop."""
        x, y = points[:, 0] - self.x0, points[:, 1] - self.y0
        scale = self.a**2 + self.b**2
        return np.stack([(self.a * x + self.b * y) / scale, (self.a * y - self.b * x) / scale], axis=1)


def similarity(landmarks: Landmarks) -> Similarity:
    """The one that lays TEMPLATE over the anchors with the least squares."""
    x, y = anchors(landmarks).T
    u, v = np.array(TEMPLATE, np.float64).T
    du, dv, dx, dy = u - u.mean(), v - v.mean(), x - x.mean(), y - y.mean()
    size = float((du**2 + dv**2).sum())
    a, b = float((du * dx + dv * dy).sum()) / size, float((du * dy - dv * dx).sum()) / size
    return Similarity(
        a, b, float(x.mean() - a * u.mean() + b * v.mean()), float(y.mean() - b * u.mean() - a * v.mean())
    )


def anchors(landmarks: Landmarks) -> NDArray[np.float64]:
    """(4, 2): x and y of ANCHORS in pixels."""
    return np.array([landmarks[list(rows), :2].mean(0) for rows in ANCHORS], np.float64)


def aligned(pixels: Pixels, place: Similarity) -> Floats:
    """(height, width, 3) RGB -> (48, 48) grey in [0, 255].

    A face that is larger than the crop is first reduced by a whole number, each pixel the mean of a block
    whose corners are counted from the picture's own; then every point of the crop is taken between its four
    neighbours. Beyond the picture, its edge goes on.
    """
    step = max(1, min(math.floor(place.size_px / SIDE + 0.5), *pixels.shape[:2]))
    grey, left, top = _reduced(pixels, place, step)
    line = (np.arange(SIDE, dtype=np.float32) + 0.5) / SIDE
    u, v = line[None, :], line[:, None]
    x = (place.a * u - place.b * v + place.x0) / step - left - 0.5
    y = (place.b * u + place.a * v + place.y0) / step - top - 0.5
    return _between(grey, x.astype(np.float32), y.astype(np.float32))


def _reduced(pixels: Pixels, place: Similarity, step: int) -> tuple[Floats, int, int]:
    """Grey of the part that holds the crop, reduced by `step`, and its left and upper edge in reduced
    pixels."""
    height, width = pixels.shape[0] // step, pixels.shape[1] // step
    x = [place.a * u - place.b * v + place.x0 for u in (0, 1) for v in (0, 1)]
    y = [place.b * u + place.a * v + place.y0 for u in (0, 1) for v in (0, 1)]
    left, right = _span(min(x) / step, max(x) / step, width)
    top, bottom = _span(min(y) / step, max(y) / step, height)
    part = pixels[top * step : bottom * step, left * step : right * step].astype(np.float32)
    grey = RED * part[..., 0] + GREEN * part[..., 1] + BLUE * part[..., 2]
    blocks = grey.reshape(bottom - top, step, right - left, step)
    return blocks.mean((1, 3), dtype=np.float32), left, top


def _span(low: float, high: float, size: int) -> tuple[int, int]:
    """At least one pixel, within [0, size)."""
    start = min(max(math.floor(low) - 1, 0), size - 1)
    return start, max(start + 1, min(math.ceil(high) + 1, size))


def _between(grey: Floats, x: Floats, y: Floats) -> Floats:
    """Bilinear."""
    height, width = grey.shape
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left, top = x.astype(np.intp), y.astype(np.intp)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    to_right, down = x - left, y - top
    above = grey[top, left] * (1 - to_right) + grey[top, right] * to_right
    below = grey[bottom, left] * (1 - to_right) + grey[bottom, right] * to_right
    crop: Floats = above * (1 - down) + below * down
    return crop
