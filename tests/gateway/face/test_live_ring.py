"""Voice and face at the same time move one ring."""

from dataclasses import replace

import pytest

from gateway.effects import OpenCamera, OpenStream
from gateway.face.events import FaceRead, PaceSet
from gateway.protocol import AudioStart, CameraStart, Consent, Emotion
from gateway.rules import FaceRules, SessionRules, VoiceRules
from gateway.vocabulary import Sense
from gateway.voice.events import SpeechBegan, VoiceRead
from tests.gateway.desk import LIMITS, NOW, PUBLIC, Desk, only, sent
from tests.gateway.scripted.senses import ScriptedReading

BOTH: SessionRules = SessionRules(
    limits=LIMITS,
    senses={**PUBLIC, "voice": "off", "face": "off"},
    voice=VoiceRules(recognition="pocketsphinx"),
    face=FaceRules(where=("server",)),
)
GLAD = ScriptedReading("joy", 0.8, 0.4, confidence=0.9)
CROSS = ScriptedReading("anger", -0.6, 0.6, confidence=0.3)


class Stage:
    """Somebody who speaks before a camera."""

    def __init__(self) -> None:
        self.session = Desk(BOTH).session
        for sense in ("voice", "face"):
            self.consent(sense, granted=True)
        start = CameraStart(id="c", stream=2, where="server", source="camera")
        self.camera = only(self.session.receive(start, NOW), OpenCamera).key
        self.session.saw(PaceSet(self.camera, 5.0), NOW)
        speak = AudioStart(id="a", stream=1, rate_hz=16_000, mode="hands_free", recognition="server")
        self.utterance = only(self.session.receive(speak, NOW), OpenStream).key + ".1"
        self.session.spoke(SpeechBegan(self.utterance.rpartition(".")[0], self.utterance), NOW)

    def consent(self, sense: Sense, *, granted: bool, now: float = NOW) -> None:
        self.session.receive(Consent(id=sense, sense=sense, granted=granted), now)

    def face(self, reading: ScriptedReading, now: float) -> Emotion:
        return self._one(sent(self.session.saw(FaceRead(self.camera, now, reading), now)))

    def voice(self, reading: ScriptedReading, now: float) -> Emotion:
        return self._one(sent(self.session.spoke(VoiceRead(self.utterance, reading), now)))

    @staticmethod
    def _one(messages: list[object]) -> Emotion:
        (emotion,) = messages
        assert isinstance(emotion, Emotion)
        assert (emotion.partial, emotion.seq) == (True, 0)
        return emotion


def test_a_reading_of_one_sense_is_shown_as_it_is() -> None:
    emotion = Stage().face(GLAD, NOW)
    assert (emotion.label, emotion.weights, emotion.valence) == ("joy", {"face": 1.0}, 0.8)


def test_readings_of_two_senses_are_shown_together_by_how_sure_they_are() -> None:
    stage = Stage()
    stage.face(GLAD, NOW)
    emotion = stage.voice(CROSS, NOW + 0.3)
    assert set(emotion.weights) == {"face", "voice"}
    assert sum(emotion.weights.values()) == pytest.approx(1.0)
    assert emotion.weights["face"] == pytest.approx(2 * emotion.weights["voice"], rel=1e-3)
    assert emotion.label == "joy"
    assert sum(emotion.probabilities.values()) == pytest.approx(1.0, abs=1e-3)
    assert -0.6 < emotion.valence < 0.8
    assert emotion.utterance == stage.utterance


def test_what_was_read_more_than_a_second_ago_counts_no_more() -> None:
    stage = Stage()
    stage.face(GLAD, NOW)
    assert stage.voice(CROSS, NOW + 1.1).weights == {"voice": 1.0}


def test_a_withdrawal_takes_its_sense_out_at_once() -> None:
    stage = Stage()
    stage.face(GLAD, NOW)
    stage.consent("face", granted=False, now=NOW + 0.1)
    assert stage.voice(replace(CROSS), NOW + 0.2).weights == {"voice": 1.0}
