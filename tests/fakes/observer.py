"""A face sense that plays a script: what a picture shows is its colour."""

import io
from typing import Any

import numpy as np
import PIL.Image

from perception.face.image import Image
from perception.signals.face_observation import BOUNDS, EXPRESSIONS, N_EMBEDDING, N_SHAPE, FaceObservation

BLACK, GREEN, RED, BLUE = (0, 0, 0), (40, 200, 60), (200, 40, 50), (40, 60, 200)
"""Nobody; and happiness, anger, sadness."""

COLOURS = ("anger", "happiness", "sadness")


def observation(t_s: float = 0.0, label: str = "happiness", **more: Any) -> FaceObservation:
    """A good look at one face that is `label`."""
    fields: dict[str, Any] = {
        "logits": tuple(4.0 if name == label else 0.0 for name in EXPRESSIONS),
        "valence_arousal": (0.6, 0.3),
        "embedding": (0.0,) * N_EMBEDDING,
        "pose": (0.0, 0.0, 0.0),
        "size_px": 120.0,
        "sharpness": 0.8,
        "brightness": 0.5,
        "quality": 0.9,
        "n_faces": 1,
        "shape": (0.5,) * N_SHAPE,
    }
    assert set(fields) == set(BOUNDS)
    return FaceObservation(t_s=t_s, **(fields | more))


def picture(
    colour: tuple[int, int, int] = GREEN, kind: str = "JPEG", size: tuple[int, int] = (64, 48)
) -> bytes:
    """A picture file of one colour."""
    file = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


class ScriptedObserver:
    """Black is nobody; else the strongest colour is the expression. Keeps what it was given in `seen`."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, Image]] = []

    def observe(self, image: Image, t_s: float) -> FaceObservation | None:
        self.seen.append((t_s, image))
        colour = image.pixels.reshape(-1, 3).mean(0)
        if colour.max() < 20:
            return None
        return observation(t_s, COLOURS[int(np.argmax(colour))])
