"""MediaPipe's face mesh, without MediaPipe's other packages."""

import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from perception.face.image import Pixels
from perception.face.mesh import N_LANDMARKS, FaceMesh, mesh_of_thread
from tests.perception.face.pictures import face_only, resized

ROOT = Path(__file__).resolve().parents[3]
PROBE = """
import sys
from perception.face.mesh import FaceMesh
FaceMesh()
print(",".join(sorted({"cv2", "matplotlib", "jax", "sounddevice", "mediapipe.tasks"} & set(sys.modules))))
"""


def test_a_face_is_found_where_it_is(portrait: Pixels) -> None:
    (landmarks,) = mesh_of_thread().find(portrait)
    assert landmarks.shape == (N_LANDMARKS, 3)
    left, top = landmarks[:, :2].min(0)
    right, bottom = landmarks[:, :2].max(0)
    assert 160 < left < right < 280
    assert 60 < top < bottom < 200


def test_no_face_is_found_where_none_is(portrait: Pixels) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    for pixels in (noise, np.zeros((240, 320, 3), np.uint8), portrait[300:]):
        assert mesh_of_thread().find(pixels) == []


def test_of_several_faces_the_nearest_comes_first(portrait: Pixels) -> None:
    near, far = face_only(portrait, 300), face_only(portrait, 150)
    both = np.zeros((300, 450, 3), np.uint8)
    both[:150, :150] = far
    both[:, 150:] = near
    faces = mesh_of_thread().find(both)
    assert len(faces) == 2
    assert faces[0][:, 0].mean() > 150 > faces[1][:, 0].mean()


def test_pictures_of_many_sizes_take_turns(portrait: Pixels) -> None:
    sizes = [(1, 320), (2, 128), (3, 512), (4, 320)]
    found = [mesh_of_thread().find(resized(portrait, width)) for _, width in sizes]
    assert all(len(faces) == 1 for faces in found)
    np.testing.assert_array_equal(found[0][0], found[3][0])


def test_each_thread_has_a_mesh_of_its_own(portrait: Pixels) -> None:
    found: list[FaceMesh] = []
    threads = [threading.Thread(target=lambda: found.append(mesh_of_thread())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(mesh) for mesh in (*found, mesh_of_thread())}) == 3


@pytest.mark.parametrize("shape", [(24, 24), (24, 900), (900, 24)])
def test_odd_shapes_are_looked_at_without_a_fuss(shape: tuple[int, int]) -> None:
    assert mesh_of_thread().find(np.full((*shape, 3), 90, np.uint8)) == []


def test_the_mesh_needs_none_of_mediapipes_other_packages() -> None:
    found = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert found.stdout.strip() == ""
