"""A real smile, seen as cameras see it, reads as joy: near, far, tilted, dim, noisy, grey."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import PIL.ImageFilter
import pytest

from perception.emotion import EmotionReading
from perception.errors import WeightsError
from perception.face.align import Floats, Similarity
from perception.face.graph import FaceGraph, GraphOutput
from perception.face.image import Image, Pixels, decoded
from perception.face.observer import FaceObserver, in_front
from perception.face.perceiver import FacePerceiver
from perception.signals.face_observation import FaceObservation, FaceTrack
from perception.window import Window
from tests.perception.face.pictures import encoded, face_only, lit, resized, turned

FACE = Path(__file__).resolve().parents[3] / "models" / "face"
SURE = 0.6
Change = Callable[[Pixels], Pixels]


@pytest.fixture(scope="module")
def observer() -> FaceObserver:
    return FaceObserver(FACE)


@pytest.fixture(scope="module")
def perceiver() -> FacePerceiver:
    return FacePerceiver(FACE)


def blurred(pixels: Pixels, radius: float) -> Pixels:
    return np.asarray(PIL.Image.fromarray(pixels).filter(PIL.ImageFilter.GaussianBlur(radius)))


def noisy(pixels: Pixels, deviation: float) -> Pixels:
    noise = np.random.default_rng(1).normal(0, deviation, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def grey(pixels: Pixels) -> Pixels:
    return np.repeat(np.asarray(PIL.Image.fromarray(pixels).convert("L"))[..., None], 3, axis=2)


def from_one_side(pixels: Pixels) -> Pixels:
    light = np.linspace(0.35, 1.25, pixels.shape[1])[None, :, None]
    return np.clip(pixels * light, 0, 255).astype(np.uint8)


def compressed(pixels: Pixels) -> Pixels:
    return decoded(encoded(pixels, quality=35)).pixels


CHANGES: dict[str, Change] = {
    **{
        f"{width} pixels wide": lambda pixels, width=width: resized(pixels, width)
        for width in (200, 320, 640)
    },  # type: ignore[misc]
    **{
        f"turned by {degrees}": lambda pixels, degrees=degrees: turned(face_only(pixels), degrees)  # type: ignore[misc]
        for degrees in (-30, -15, 15, 30)
    },
    **{
        f"{gain} of the light": lambda pixels, gain=gain: lit(face_only(pixels), gain)  # type: ignore[misc]
        for gain in (0.35, 0.6, 1.5)
    },
    "mirrored": lambda pixels: np.ascontiguousarray(face_only(pixels)[:, ::-1]),
    "grey": lambda pixels: grey(face_only(pixels)),
    "lit from one side": lambda pixels: from_one_side(face_only(pixels)),
    "noisy": lambda pixels: noisy(face_only(pixels), 12.0),
    "a little blurred": lambda pixels: blurred(face_only(pixels), 1.0),
    "compressed hard": lambda pixels: compressed(face_only(pixels)),
}


def seen(
    observer: FaceObserver, pixels: Pixels, t_s: float = 0.0, *, is_photo: bool = False
) -> FaceObservation:
    found = observer.observe(Image(pixels, is_photo), t_s)
    assert found is not None
    return found


def read(perceiver: FacePerceiver, *moments: FaceObservation) -> EmotionReading:
    reading = perceiver.perceive(Window(face=FaceTrack(moments, is_photo=True)))
    assert reading is not None
    return reading


@pytest.mark.parametrize("name", CHANGES)
def test_a_smile_reads_as_joy(
    observer: FaceObserver, perceiver: FacePerceiver, portrait: Pixels, name: str
) -> None:
    reading = read(perceiver, seen(observer, CHANGES[name](portrait)))
    assert reading.label == "joy"
    assert reading.confidence > SURE
    assert reading.valence > 0.3


@pytest.mark.parametrize(
    ("clear", "worse"),
    [
        (face_only, lambda pixels: blurred(face_only(pixels), 3.0)),
        (face_only, lambda pixels: lit(face_only(pixels), 0.12)),
        (face_only, lambda pixels: resized(pixels, 130)),
        (face_only, lambda pixels: np.ascontiguousarray(face_only(pixels)[:140])),
    ],
    ids=["blurred", "dark", "far", "mouth cut off"],
)
def test_what_hides_a_face_lowers_the_confidence(
    observer: FaceObserver, perceiver: FacePerceiver, portrait: Pixels, clear: Change, worse: Change
) -> None:
    found = observer.observe(Image(worse(portrait)), 0.0)
    if found is not None:  # where even the mesh finds nothing, there is no reading at all
        assert (
            read(perceiver, found).confidence
            < 0.8 * read(perceiver, seen(observer, clear(portrait))).confidence
        )


def test_a_turn_of_smiles_is_as_joyful_as_one_smile(
    observer: FaceObserver, perceiver: FacePerceiver, portrait: Pixels
) -> None:
    moments = [seen(observer, change(portrait), 0.2 * place) for place, change in enumerate(CHANGES.values())]
    assert read(perceiver, *moments).label == "joy"


def test_a_photo_held_before_the_camera_is_trusted_less_with_time(
    observer: FaceObserver, perceiver: FacePerceiver, portrait: Pixels
) -> None:
    rng = np.random.default_rng(1)
    moments = tuple(
        seen(observer, noisy(turned(resized(portrait, 320), float(rng.uniform(-1, 1))), 2.0), 0.7 * place)
        for place in range(14)
    )
    early = perceiver.perceive(Window(face=FaceTrack(moments[:5])))
    late = perceiver.perceive(Window(face=FaceTrack(moments)))
    assert early is not None
    assert late is not None
    assert late.confidence < 0.5 * early.confidence


def test_no_face_gives_no_observation(observer: FaceObserver, portrait: Pixels) -> None:
    assert observer.observe(Image(np.ascontiguousarray(portrait[300:])), 0.0) is None


def test_several_faces_are_counted_and_the_nearest_is_read(observer: FaceObserver, portrait: Pixels) -> None:
    both = np.zeros((300, 450, 3), np.uint8)
    both[:150, :150] = face_only(portrait, 150)
    both[:, 150:] = face_only(portrait, 300)
    found = seen(observer, both)
    assert found.n_faces == 2
    assert found.size_px > 60


def test_a_photo_is_read_as_its_mirror_image_too_and_a_cameras_picture_once(
    observer: FaceObserver, portrait: Pixels
) -> None:
    pixels = turned(face_only(portrait), 8.0)
    graph = FaceGraph(FACE)
    as_seen: list[GraphOutput] = []
    mirrored: list[GraphOutput] = []

    def read_both(_: Similarity, crop: Floats) -> GraphOutput:
        as_seen.append(graph.run(crop))
        mirrored.append(graph.run(np.ascontiguousarray(crop[:, ::-1])))
        return as_seen[0]

    once = in_front(Image(pixels), 0.0, read_both)
    photo = seen(observer, pixels, is_photo=True)
    assert once is not None
    assert seen(observer, pixels) == once
    assert photo.logits == pytest.approx((as_seen[0].logits + mirrored[0].logits) / 2, abs=1e-4)
    assert photo.embedding == pytest.approx((as_seen[0].embedding + mirrored[0].embedding) / 2, abs=1e-4)
    assert photo.logits != pytest.approx(as_seen[0].logits, abs=1e-2)
    assert (photo.pose, photo.quality, photo.shape) == (once.pose, once.quality, once.shape)


def test_a_missing_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"face\.onnx"):
        FaceObserver(tmp_path)
