"""Pictures as cameras make them, from one that is good."""

import io

import numpy as np
import PIL.Image

from perception.face.image import Pixels

FACE_BOX = (100, 0, 340, 240)
"""Where the portrait's face is, with room around it: left, top, right, bottom."""


def resized(pixels: Pixels, width: int) -> Pixels:
    picture = PIL.Image.fromarray(pixels)
    height = round(picture.height * width / picture.width)
    return np.asarray(picture.resize((width, height), PIL.Image.Resampling.LANCZOS))


def face_only(pixels: Pixels, width: int = 240) -> Pixels:
    return resized(np.asarray(PIL.Image.fromarray(pixels).crop(FACE_BOX)), width)


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """Counter-clockwise."""
    return np.asarray(PIL.Image.fromarray(pixels).rotate(degrees, PIL.Image.Resampling.BICUBIC))


def lit(pixels: Pixels, gain: float) -> Pixels:
    return np.clip(pixels.astype(np.float64) * gain, 0, 255).astype(np.uint8)


def encoded(pixels: Pixels, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()
