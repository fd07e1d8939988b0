"""The reading of a turn's face, by the shipped calibration or by a plain one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError, WeightsError
from perception.face.checkpoint import PLAIN
from perception.face.names import AFFECT, LABEL_OF, OBSERVABLE, nine
from perception.face.perceiver import FacePerceiver
from perception.signals.face_observation import EXPRESSIONS, N_EMBEDDING, N_SHAPE, FaceTrack, RestingFace
from perception.window import Window
from tests.fakes.observer import observation

STEP_S = 0.2


@pytest.fixture(scope="module")
def perceiver() -> FacePerceiver:
    return FacePerceiver(PLAIN)


def reading_of(perceiver: FacePerceiver, *labels: str, **more: Any) -> EmotionReading:
    """Of moments that follow each other, each with lids of its own."""
    moments = tuple(
        observation(STEP_S * place, label, **({"shape": (0.4 + 0.001 * (place % 50),) * N_SHAPE} | more))
        for place, label in enumerate(labels)
    )
    reading = perceiver.perceive(Window(face=FaceTrack(moments)))
    assert reading is not None
    return reading


def test_every_expression_has_its_label_and_its_place() -> None:
    assert set(LABEL_OF) == set(AFFECT) == set(EXPRESSIONS)
    assert set(LABELS) - OBSERVABLE == {"trust", "anticipation"}


def test_contempt_counts_as_disgust() -> None:
    shares = np.zeros(len(EXPRESSIONS))
    shares[EXPRESSIONS.index("contempt")], shares[EXPRESSIONS.index("disgust")] = 0.5, 0.3
    assert nine(shares)[LABELS.index("disgust")] == pytest.approx(0.8)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_plain_expression_is_read_as_its_label(perceiver: FacePerceiver, name: str) -> None:
    reading = reading_of(perceiver, name, name, name)
    assert reading.label == LABEL_OF[name]
    assert reading.modality is Modality.FACE


def test_a_turn_is_read_from_all_of_its_moments_and_not_from_the_last(perceiver: FacePerceiver) -> None:
    assert reading_of(perceiver, *["happiness"] * 9, "neutral").label == "joy"
    assert reading_of(perceiver, *["happiness"] * 4, "anger", *["happiness"] * 4).label == "joy"


def test_a_face_that_can_hardly_be_seen_gives_little_confidence(perceiver: FacePerceiver) -> None:
    clear, dim = (reading_of(perceiver, "anger", quality=quality) for quality in (1.0, 0.2))
    assert dim.confidence < 0.3 < 0.5 < clear.confidence
    assert abs(dim.valence) < abs(clear.valence)


def test_a_clear_moment_outweighs_many_that_can_hardly_be_seen(perceiver: FacePerceiver) -> None:
    moments = [observation(STEP_S * place, "anger", quality=0.03) for place in range(8)]
    moments.append(observation(4.0, "happiness", quality=1.0))
    reading = perceiver.perceive(Window(face=FaceTrack(tuple(moments))))
    assert reading is not None
    assert reading.label == "joy"


def test_a_picture_of_a_face_lowers_the_confidence_and_a_photo_that_was_given_does_not(
    perceiver: FacePerceiver,
) -> None:
    moments = tuple(observation(STEP_S * place) for place in range(60))
    held = perceiver.perceive(Window(face=FaceTrack(moments)))
    given = perceiver.perceive(Window(face=FaceTrack(moments, is_photo=True)))
    assert held is not None
    assert given is not None
    assert held.confidence < 0.4 * given.confidence


def test_a_sad_face_at_rest_is_read_as_less_sad_than_anothers(perceiver: FacePerceiver) -> None:
    logits = tuple(1.4 if name == "sadness" else 1.0 if name == "neutral" else 0.0 for name in EXPRESSIONS)
    rest = RestingFace(logits, (-0.3, -0.1), 120.0)
    moments = tuple(observation(STEP_S * place, logits=logits) for place in range(5))
    sadness = LABELS.index("sadness")
    read = [perceiver.perceive(Window(face=FaceTrack(moments, one))) for one in (None, rest)]
    assert read[0] is not None
    assert read[1] is not None
    assert read[1].probabilities[sadness] < 0.8 * read[0].probabilities[sadness]


def test_rest_is_learned_moment_by_moment(perceiver: FacePerceiver) -> None:
    rest = perceiver.rest_after(None, observation(label="neutral", logits=(0.5,) + (0.0,) * 7), 0.2)
    assert rest is not None
    again = perceiver.rest_after(rest, observation(logits=(0.7,) + (0.0,) * 7), 0.2)
    assert again is not None
    assert 0.5 < again.logits[0] < 0.7


def test_what_is_no_track_is_refused(perceiver: FacePerceiver) -> None:
    with pytest.raises(InputError, match="FaceTrack"):
        perceiver.perceive(Window(face="photo.jpg"))  # type: ignore[arg-type]


def test_a_missing_or_foreign_calibration_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"serving\.json"):
        FacePerceiver(tmp_path)
    (tmp_path / "serving.json").write_text('{"labels": ["joy"], "scale": 1}')
    with pytest.raises(WeightsError, match=r"serving\.json"):
        FacePerceiver(tmp_path)


def test_the_plain_calibration_fits_the_network() -> None:
    assert len(PLAIN.attention) == N_EMBEDDING
