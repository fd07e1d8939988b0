"""Perception as the gateway uses it, with the shipped text model."""

from pathlib import Path

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
