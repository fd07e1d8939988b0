"""Perception as the gateway uses it, with the shipped text model."""

from base64 import b64decode
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from gateway.pipeline_senses import PipelineSenses, VisitorsTrajectory
from perception.bootstrap import PerceptionConfig, build_pipeline
from perception.emotion import EmotionReading, Modality
from perception.errors import InputError
from perception.pipeline import Pipeline
from perception.signals.speaker_baseline import HeardVoice
from perception.sound import Sound
from perception.window import Window
from tests.fakes.observer import RED, ScriptedObserver, picture
from tests.fakes.perceiver import GLAD, SAD, ScriptedPerceiver
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


class Listener:
    """A voice sense that adds what it hears to the speaker, and says of how many utterances it knew."""

    modality = Modality.VOICE

    def __init__(self) -> None:
        self.known: list[int] = []

    def perceive(self, window: Window) -> EmotionReading | None:
        if window.voice is None:
            return None
        assert window.speaker is not None
        self.known.append(window.speaker.n_heard)
        window.speaker.add(np.ones(3, np.float32))
        return GLAD

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        return [self.perceive(window) for window in windows]


def test_a_visitor_is_known_by_the_utterances_that_became_turns() -> None:
    listener, sound = Listener(), Sound(np.zeros(1600, np.float32))
    senses = PipelineSenses(Pipeline([listener]))
    trajectory = senses.new_trajectory()
    senses.hear(sound, trajectory)
    senses.sense("hello", trajectory, sound)
    senses.hear(sound, trajectory)
    senses.sense("hello again", trajectory)
    senses.sense("are you there?", trajectory, sound)
    assert listener.known == [0, 0, 1, 1]
    assert trajectory.speaker.n_heard == 2
    assert senses.new_trajectory().speaker.n_heard == 0


def heard(senses: PipelineSenses, sound: Sound, trajectory: VisitorsTrajectory) -> Future[HeardVoice]:
    future: Future[HeardVoice] = Future()
    future.set_result(senses.hear(sound, trajectory))
    return future


def test_an_utterance_is_read_once_and_its_reading_goes_with_its_turn() -> None:
    listener, sound = Listener(), Sound(np.zeros(1600, np.float32))
    senses = PipelineSenses(Pipeline([listener]))
    trajectory = senses.new_trajectory()
    utterance = heard(senses, sound, trajectory)
    assert trajectory.speaker.n_heard == 0
    sensed = senses.sense("hello", trajectory, utterance)
    assert listener.known == [0]
    assert sensed.readings == {Modality.VOICE: GLAD}
    assert trajectory.speaker.n_heard == 1


def test_a_turn_waits_for_the_reading_of_its_voice() -> None:
    sound = Sound(np.zeros(1600, np.float32))
    senses = PipelineSenses(Pipeline([Listener()]))
    trajectory = senses.new_trajectory()
    utterance: Future[HeardVoice] = Future()
    with ThreadPoolExecutor(1) as pool:
        turn = pool.submit(senses.sense, "hello", trajectory, utterance)
        utterance.set_result(senses.hear(sound, trajectory))
        assert set(turn.result(10.0).weights) == {"voice"}


def test_a_voice_that_could_not_be_read_leaves_the_words() -> None:
    senses = PipelineSenses(Pipeline([ScriptedPerceiver([(0.0, SAD)]), Listener()]))
    utterance: Future[HeardVoice] = Future()
    utterance.set_exception(RuntimeError("the graph is damaged"))
    sensed = senses.sense("hello", senses.new_trajectory(), utterance)
    assert set(sensed.weights) == {"text"}


def test_where_nobody_speaks_there_is_no_reading_and_no_speaker() -> None:
    senses = PipelineSenses(Pipeline([ScriptedPerceiver([(0.0, SAD)])]))
    trajectory = senses.new_trajectory()
    utterance = heard(senses, Sound(np.zeros(1600, np.float32)), trajectory)
    assert set(senses.sense("hello", trajectory, utterance).weights) == {"text"}
    assert trajectory.speaker.n_heard == 0


def test_a_photo_has_the_limits_of_a_picture_and_is_known_as_one() -> None:
    observer = ScriptedObserver()
    looking = PipelineSenses(Pipeline([], observer))
    for is_photo in (False, True):
        looking.see(picture(RED), 0.0, is_photo=is_photo)
        with pytest.raises(InputError, match="4096"):
            looking.see(picture(RED, "PNG", (5000, 24)), 0.0, is_photo=is_photo)
    assert [image.is_photo for _, image in observer.seen] == [False, True]
