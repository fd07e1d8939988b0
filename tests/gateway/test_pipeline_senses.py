"""Perception as the gateway uses it, with the shipped text model."""

from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest

from gateway.pipeline_senses import PipelineSenses
from perception.bootstrap import PerceptionConfig, build_pipeline
from tests.gateway.desk import NOW, Desk, sent, turn_of

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="module")
def senses() -> PipelineSenses:
    return PipelineSenses(build_pipeline(PerceptionConfig(MODELS)))


def test_a_real_reading_becomes_an_emotion_message(senses: PipelineSenses) -> None:
    desk = Desk()
    trajectory = senses.new_trajectory()
    sensed = senses.sense("I am so happy about this!", trajectory)
    emotion = sent(desk.session.sensed(turn_of(desk.text("1")), sensed, NOW))[0].model_dump()
    assert (emotion["type"], emotion["label"], emotion["weights"]) == ("emotion", "joy", {"text": 1.0})


def test_a_turn_carries_the_vector_of_its_words(senses: PipelineSenses) -> None:
    sensed = senses.sense("I’m so happy  about this!", senses.new_trajectory())
    assert sensed.meaning is not None
    assert sensed.meaning.words == "I'm so happy about this!"
    vector = np.frombuffer(b64decode(sensed.meaning.vector), "<f2")
    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("text", ["", "   ", "word " * 200])
def test_without_words_or_with_very_many_there_is_no_vector(senses: PipelineSenses, text: str) -> None:
    assert senses.sense(text, senses.new_trajectory()).meaning is None


def test_a_correction_changes_where_the_mood_stands(senses: PipelineSenses) -> None:
    trajectory = senses.new_trajectory()
    senses.sense("I am so happy about this!", trajectory)
    point = senses.correct(trajectory, "sadness")
    assert point == trajectory.point
    assert trajectory.mood is not None
    assert trajectory.mood.valence < 0


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "😭" * 50, "x" * 4000, "\x00\ufffd", "日本語のテキスト"]
)
def test_no_text_stops_a_turn(senses: PipelineSenses, text: str) -> None:
    senses.sense(text, senses.new_trajectory())
