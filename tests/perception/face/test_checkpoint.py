"""Any transformers image classifier in the face sense's place; the test makes a small one."""

from pathlib import Path

import numpy as np
import pytest

from perception.errors import WeightsError
from perception.face.align import Similarity
from perception.face.checkpoint import CheckpointObserver, CheckpointPerceiver, around, places_of
from perception.face.image import Image, Pixels
from perception.signals.face_observation import EXPRESSIONS, FaceTrack
from perception.window import Window

NAMES = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch", reason="needs the train extra")
    transformers = pytest.importorskip("transformers", reason="needs the train extra")
    torch.manual_seed(1)
    config = transformers.ViTConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        image_size=32,
        patch_size=16,
        id2label=dict(enumerate(NAMES)),
        label2id={name: place for place, name in enumerate(NAMES)},
    )
    path = tmp_path_factory.mktemp("checkpoint")
    transformers.ViTForImageClassification(config).save_pretrained(path)
    size = {"height": 32, "width": 32}
    transformers.ViTImageProcessor(size=size).save_pretrained(path)
    return path


def test_a_checkpoint_reads_a_face(folder: Path, portrait: Pixels) -> None:
    observer = CheckpointObserver(str(folder))
    seen = observer.observe(Image(portrait), 1.0)
    assert seen is not None
    assert seen == observer.observe(Image(portrait), 1.0)
    assert np.exp(seen.logits).sum() == pytest.approx(1.0, abs=1e-3)
    reading = CheckpointPerceiver().perceive(Window(face=FaceTrack((seen,))))
    assert reading is not None
    assert reading.confidence <= 0.5


def test_no_face_gives_nothing(folder: Path) -> None:
    assert CheckpointObserver(str(folder)).observe(Image(np.zeros((99, 99, 3), np.uint8)), 0.0) is None


def test_what_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="face_checkpoint was"):
        CheckpointObserver(str(tmp_path))


def test_labels_are_known_in_their_many_spellings() -> None:
    found = places_of(["Happy", "contempt", "Disgust", "anger", "Neutral"], "a model")
    assert [EXPRESSIONS[place] for place in found] == ["happiness", "contempt", "disgust", "anger", "neutral"]


@pytest.mark.parametrize("names", [["cat", "dog"], ["happy", "trust"], []])
def test_labels_that_are_no_expressions_are_refused(names: list[str]) -> None:
    with pytest.raises(WeightsError, match="a model"):
        places_of(names, "a model")


def test_what_is_shown_lies_around_the_face_and_is_black_beyond_the_picture() -> None:
    pixels = np.full((100, 100, 3), 200, np.uint8)
    assert around(pixels, Similarity(40.0, 0.0, 30.0, 30.0)).min() == 200
    shown = around(pixels, Similarity(40.0, 0.0, -10.0, 30.0))
    assert shown.shape == (60, 60, 3)
    assert shown[:, :15].max() == 0
    assert shown[:, 25:].min() == 200
    assert around(pixels, Similarity(10.0, 0.0, -500.0, 900.0)).max() == 0
