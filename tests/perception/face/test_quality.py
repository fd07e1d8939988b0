"""What a picture leaves to be seen, on a real face made worse step by step."""

from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageFilter
import pytest

from perception.face.align import aligned, similarity
from perception.face.image import Pixels
from perception.face.mesh import mesh_of_thread
from perception.face.quality import Visibility, hindrance, visibility
from tests.fakes.observer import observation
from tests.perception.face.pictures import face_only, lit, resized, turned


def seen(pixels: Pixels) -> Visibility:
    landmarks = mesh_of_thread().find(pixels)[0]
    place = similarity(landmarks)
    return visibility(landmarks, place, aligned(pixels, place), pixels.shape[1], pixels.shape[0])


def test_a_good_portrait_is_seen_well(portrait: Pixels) -> None:
    for width in (160, 240, 400):
        assert seen(face_only(portrait, width)).quality > 0.85


def test_a_far_face_is_seen_worse(portrait: Pixels) -> None:
    qualities = [seen(resized(portrait, width)).quality for width in (320, 200, 160, 130)]
    assert qualities == sorted(qualities, reverse=True)
    assert qualities[0] > 0.9
    assert qualities[3] < 0.4


def test_the_darker_the_worse(portrait: Pixels) -> None:
    qualities = [seen(lit(face_only(portrait), gain)).quality for gain in (1.0, 0.25, 0.12)]
    assert qualities[0] > 0.85
    assert qualities == sorted(qualities, reverse=True)
    assert qualities[2] < 0.4


def test_a_blurred_face_is_seen_worse(portrait: Pixels) -> None:
    picture = PIL.Image.fromarray(face_only(portrait))
    soft = np.asarray(picture.filter(PIL.ImageFilter.GaussianBlur(3)))
    assert seen(soft).sharpness < 0.5 * seen(face_only(portrait)).sharpness
    assert seen(soft).quality < 0.5


def test_a_face_half_out_of_the_picture_is_seen_worse(portrait: Pixels) -> None:
    cut = np.ascontiguousarray(face_only(portrait)[:, 125:])
    faces = mesh_of_thread().find(cut)
    assert not faces or seen(cut).quality < 0.6


@pytest.mark.parametrize("degrees", [-25.0, 20.0])
def test_the_roll_of_a_head_is_the_pictures_turn(portrait: Pixels, degrees: float) -> None:
    upright = seen(face_only(portrait)).pose[2]
    assert seen(turned(face_only(portrait), degrees)).pose[2] - upright == pytest.approx(degrees, abs=4.0)


def test_a_mirrored_face_looks_the_other_way(portrait: Pixels) -> None:
    face = face_only(portrait)
    yaw, mirrored = seen(face).pose[0], seen(np.ascontiguousarray(face[:, ::-1])).pose[0]
    assert abs(yaw) < 15
    assert yaw == pytest.approx(-mirrored, abs=4.0)


def test_a_narrow_face_is_no_turned_head(portrait: Pixels) -> None:
    tall = np.asarray(PIL.Image.fromarray(face_only(portrait)).resize((200, 260)))
    assert abs(seen(tall).pose[0]) < 15


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, None),
        ({"brightness": 0.05}, "too_dark"),
        ({"size_px": 18.0}, "too_far"),
        ({"pose": (55.0, 0.0, 0.0)}, "turned_away"),
        ({"pose": (0.0, -50.0, 0.0)}, "turned_away"),
        ({"pose": (0.0, 0.0, 40.0)}, None),
    ],
)
def test_a_hindrance_is_what_a_visitor_can_do_something_about(more: dict[str, Any], said: str | None) -> None:
    assert hindrance(observation(**more)) == said


def test_far_portraits_are_not_called_dark(portrait: Pixels) -> None:
    assert seen(resized(portrait, 320)).brightness > 0.3
