"""The shared space and its readings."""

import json
from dataclasses import replace

import pytest

from perception.emotion import GOEMOTIONS_TO_PLUTCHIK, LABELS, EmotionReading
from perception.errors import ReadingError
from tests.fakes.perceiver import GLAD


def test_every_goemotions_label_is_shared_out_completely() -> None:
    assert len(GOEMOTIONS_TO_PLUTCHIK) == 28
    for label, row in GOEMOTIONS_TO_PLUTCHIK.items():
        assert set(row) <= set(LABELS), label
        assert sum(row.values()) == pytest.approx(1.0), label


def test_every_primary_emotion_can_be_read_from_words() -> None:
    reached = {name for row in GOEMOTIONS_TO_PLUTCHIK.values() for name in row}
    assert reached == set(LABELS)


def test_the_label_is_the_most_probable_one() -> None:
    assert GLAD.label == "joy"


def test_a_reading_survives_json() -> None:
    fields = json.loads(json.dumps(GLAD.as_dict()))
    assert fields["label"] == "joy"
    assert list(fields["probabilities"]) == list(LABELS)
    assert set(fields) == {"modality", "label", "probabilities", "valence", "arousal", "confidence"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"probabilities": (1.0,)},
        {"probabilities": (0.5,) * 9},
        {"probabilities": (-0.1, 1.1, *(0.0,) * 7)},
        {"probabilities": (float("nan"), *(0.125,) * 8)},
        {"valence": 1.2},
        {"arousal": -1.2},
        {"confidence": -0.1},
        {"confidence": float("nan")},
        {"observable": frozenset({"hunger"})},
    ],
)
def test_values_that_no_reading_can_have_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ReadingError):
        replace(GLAD, **wrong)  # type: ignore[arg-type]


def test_readings_are_values() -> None:
    assert EmotionReading(**GLAD.__dict__) == GLAD
