"""One picture -> one observation of the face in front."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from perception.errors import WeightsError
from perception.face.align import Floats, Similarity, aligned, similarity
from perception.face.graph import Calibration, FaceGraph, GraphOutput
from perception.face.image import Image
from perception.face.mesh import Landmarks, mesh_of_thread
from perception.face.quality import visibility
from perception.signals.face_observation import BOUNDS, EXPRESSIONS, MAX_FACES, FaceObservation

SHAPE: Final = (61, 291, 0, 17, 13, 14, 105, 334, 55, 285, 159, 145, 386, 374, 78, 308)
"""Landmarks of mouth, brows and lids, whose movement within the crop tells a face from a picture of one."""


class FaceObserver:
    """Looks at pictures with the graph in `folder`. Safe to share between threads: each has its own mesh.

    Raises WeightsError when a file is missing, damaged or names other labels, or when MediaPipe is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._graph = FaceGraph(folder)
        if Calibration.load(folder / "serving.json").labels != EXPRESSIONS:
            raise WeightsError(
                f"{folder}/serving.json names other labels than this version knows; restore models/"
            )

    def observe(self, image: Image, t_s: float) -> FaceObservation | None:
        """The face in front; None where there is none. In a photo it is read as its mirror image too."""
        return in_front(image, t_s, lambda _, crop: self._graph.run(crop, mirrored=image.is_photo))


def in_front(
    image: Image, t_s: float, read: Callable[[Similarity, Floats], GraphOutput]
) -> FaceObservation | None:
    """The face in front, whose place and (48, 48) crop `read` reads; None where there is none."""
    faces = mesh_of_thread().find(image.pixels)
    if not faces:
        return None
    place = similarity(faces[0])
    if place.size_px < 1.0:
        return None
    crop = aligned(image.pixels, place)
    return observed(image, faces[0], place, crop, read(place, crop), t_s, len(faces))


def observed(
    image: Image,
    landmarks: Landmarks,
    place: Similarity,
    crop: Floats,
    output: GraphOutput,
    t_s: float,
    n_faces: int,
) -> FaceObservation:
    """All that is known of one face, put together."""
    seen = visibility(landmarks, place, crop, image.width, image.height)
    return FaceObservation(
        t_s=t_s,
        logits=_within("logits", output.logits),
        valence_arousal=_within("valence_arousal", output.valence_arousal),
        embedding=_within("embedding", output.embedding),
        pose=seen.pose,
        size_px=seen.size_px,
        sharpness=seen.sharpness,
        brightness=seen.brightness,
        quality=seen.quality,
        n_faces=min(n_faces, MAX_FACES),
        shape=_within("shape", place.to_crop(landmarks[list(SHAPE), :2]).reshape(-1)),
    )


def _within(name: str, values: NDArray[np.floating[Any]]) -> tuple[float, ...]:
    _, low, high = BOUNDS[name]
    return tuple(np.clip(values, low, high).tolist())
