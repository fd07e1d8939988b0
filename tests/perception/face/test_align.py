"""The crop: the same face gives the same one, however large, tilted or placed it is."""

import math

import numpy as np
import pytest

from perception.face.align import ANCHORS, SIDE, TEMPLATE, Floats, Similarity, aligned, anchors, similarity
from perception.face.image import Pixels
from perception.face.mesh import N_LANDMARKS, Landmarks, mesh_of_thread
from tests.perception.face.pictures import face_only, resized, turned


def landmarks_at(place: Similarity) -> Landmarks:
    """A face whose anchors lie where `place` puts the template."""
    found = np.zeros((N_LANDMARKS, 3), np.float32)
    for rows, (u, v) in zip(ANCHORS, TEMPLATE, strict=True):
        x, y = place.a * u - place.b * v + place.x0, place.b * u + place.a * v + place.y0
        found[list(rows), :2] = (x, y)
    return found


def crop_of(pixels: Pixels) -> Floats:
    return aligned(pixels, similarity(mesh_of_thread().find(pixels)[0]))


def likeness(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.mark.parametrize("angle", [0.0, 0.4, -1.2, 3.0])
@pytest.mark.parametrize("size", [20.0, 48.0, 333.0])
def test_the_similarity_of_a_template_is_found_again(angle: float, size: float) -> None:
    wanted = Similarity(size * math.cos(angle), size * math.sin(angle), 70.0, 55.0)
    found = similarity(landmarks_at(wanted))
    np.testing.assert_allclose(
        [found.a, found.b, found.x0, found.y0], [wanted.a, wanted.b, wanted.x0, wanted.y0], atol=0.01
    )
    assert found.size_px == pytest.approx(size, rel=1e-4)
    np.testing.assert_allclose(found.to_crop(anchors(landmarks_at(wanted))), TEMPLATE, atol=1e-3)


def test_an_upright_crop_of_its_own_size_is_the_grey_of_the_picture() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(aligned(pixels, Similarity(SIDE, 0.0, 0.0, 0.0)), grey, atol=0.01)


def test_a_large_face_is_reduced_by_the_mean_of_its_blocks() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (3 * SIDE, 3 * SIDE, 3), dtype=np.uint8)
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    blocks = grey.reshape(SIDE, 3, SIDE, 3).mean((1, 3))
    np.testing.assert_allclose(aligned(pixels, Similarity(3.0 * SIDE, 0.0, 0.0, 0.0)), blocks, atol=0.01)


@pytest.mark.parametrize(
    "place", [Similarity(48.0, 0.0, -900.0, 40.0), Similarity(1.0, 1.0, 9.0, 9.0), Similarity(9e3, 0.0, 0, 0)]
)
def test_a_crop_beyond_the_picture_goes_on_with_its_edge(place: Similarity) -> None:
    pixels = np.full((30, 40, 3), 77, np.uint8)
    np.testing.assert_allclose(aligned(pixels, place), np.full((SIDE, SIDE), 77.0), atol=0.01)


@pytest.mark.parametrize("degrees", [-30.0, -12.0, 15.0, 35.0])
def test_a_tilted_head_is_set_upright(portrait: Pixels, degrees: float) -> None:
    upright = face_only(portrait)
    assert likeness(crop_of(upright), crop_of(turned(upright, degrees))) > 0.93


@pytest.mark.parametrize("width", [120, 180, 400])
def test_a_near_and_a_far_face_give_the_same_crop(portrait: Pixels, width: int) -> None:
    assert likeness(crop_of(face_only(portrait)), crop_of(face_only(portrait, width))) > 0.95


def test_a_wide_picture_bends_no_landmarks_of_a_tilted_head(portrait: Pixels) -> None:
    """MediaPipe does, unless the picture is square."""
    square = turned(face_only(portrait), 30.0)
    wide = np.zeros((240, 480, 3), np.uint8)
    wide[:, 100:340] = square
    first = mesh_of_thread().find(square)[0]
    second = mesh_of_thread().find(wide)[0]
    moved = second[:, :2] - first[:, :2] - [100.0, 0.0]
    assert np.abs(moved).mean() < 2.5


def test_the_crop_is_tight_around_brows_and_chin(portrait: Pixels) -> None:
    landmarks = mesh_of_thread().find(resized(portrait, 400))[0]
    place = similarity(landmarks)
    brows_and_chin = place.to_crop(landmarks[[105, 334, 152], :2])
    assert 0.1 < brows_and_chin[:2, 1].mean() < 0.32
    assert 0.9 < brows_and_chin[2, 1] < 1.12
