"""A photo held before the camera is told from a face by what does not move in it."""

import numpy as np

from perception.face.align import similarity
from perception.face.image import Pixels
from perception.face.mesh import mesh_of_thread
from perception.face.observer import SHAPE
from perception.face.stillness import LIVING, is_still, movement
from perception.signals.face_observation import N_SHAPE, FaceObservation
from tests.fakes.observer import observation
from tests.perception.face.pictures import resized, turned


def shapes(values: list[list[float]]) -> list[FaceObservation]:
    return [
        observation(0.2 * place, shape=tuple(np.clip(shape, -4, 5))) for place, shape in enumerate(values)
    ]


def trembling(n_moments: int, deviation: float) -> list[list[float]]:
    rng = np.random.default_rng(1)
    return [(0.5 + rng.normal(0, deviation, N_SHAPE)).tolist() for _ in range(n_moments)]


def test_a_picture_is_still_after_some_seconds_and_not_at_once() -> None:
    moments = shapes(trembling(60, 0.0))
    assert not is_still(moments[:30])
    assert is_still(moments)


def test_blinking_is_enough_to_live() -> None:
    values = trembling(60, 0.0004)
    for place in range(20, 60, 9):  # two frames of every blink, the lids between brow and cheek
        for lid in (21, 25):
            values[place][lid] += 0.03
            values[place + 1][lid] += 0.03
    assert not is_still(shapes(values))


def test_few_moments_say_nothing() -> None:
    assert not is_still([observation(0.0), observation(30.0)])
    assert not is_still([])


def test_a_real_photo_that_is_moved_about_and_badly_lit_stays_still(portrait: Pixels) -> None:
    """The mesh trembles with noise, light and tilt, and less than a living face moves."""
    rng = np.random.default_rng(1)
    picture = resized(portrait, 320)
    seen = []
    for place in range(16):
        noisy = picture * rng.uniform(0.9, 1.1) + rng.normal(0, 3, picture.shape)
        moved = turned(np.clip(noisy, 0, 255).astype(np.uint8), rng.uniform(-1, 1))
        landmarks = mesh_of_thread().find(moved)[0]
        shape = similarity(landmarks).to_crop(landmarks[list(SHAPE), :2]).reshape(-1)
        seen.append(observation(0.6 * place, shape=tuple(shape.tolist())))
    assert movement(seen) < LIVING
    assert is_still(seen)
