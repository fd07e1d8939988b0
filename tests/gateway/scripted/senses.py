"""Perception that reads a few words."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gateway.meaning import Meaning
from gateway.pipeline_senses import PHOTO_LIMITS, PICTURE_LIMITS
from gateway.ports import public_reading
from gateway.vocabulary import LABELS
from perception.face.image import decoded
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.signals.speaker_baseline import HeardVoice
from perception.signals.typing_behaviour import TypingBehaviour
from perception.sound import Sound
from personalization.interaction import TurnRecord
from tests.fakes.observer import ScriptedObserver
from tests.fakes.perceiver import reading

WORDS = {
    "happy": ("joy", 0.8, 0.5), "great": ("joy", 0.8, 0.5), "sad": ("sadness", -0.7, -0.3),
    "lonely": ("sadness", -0.6, -0.4), "angry": ("anger", -0.7, 0.7), "afraid": ("fear", -0.7, 0.6),
    "anxious": ("fear", -0.6, 0.5),
}  # fmt: skip


@dataclass(frozen=True)
class ScriptedReading:
    label: str
    valence: float
    arousal: float
    confidence: float = 0.8

    @property
    def probabilities(self) -> tuple[float, ...]:
        return tuple(0.8 if name == self.label else 0.025 for name in LABELS)

    def as_dict(self) -> dict[str, Any]:
        return {"modality": "text", **public_reading(self)}


@dataclass(frozen=True)
class ScriptedPoint:
    change: float = 0.0
    trend: str = "steady"
    shift: bool = False
    n_turns: int = 1


@dataclass(frozen=True)
class ScriptedSensed:
    reading: ScriptedReading | None
    point: ScriptedPoint = ScriptedPoint()
    weights: dict[str, float] = field(default_factory=lambda: {"text": 1.0})
    need: str | None = None
    meaning: Meaning | None = None
    mixed: bool = False

    @property
    def readings(self) -> dict[str, ScriptedReading]:
        return dict.fromkeys(self.weights, self.reading) if self.reading else {}

    @property
    def mood(self) -> ScriptedReading | None:
        return self.reading

    def as_metadata(self) -> dict[str, Any]:
        assert self.reading is not None
        return {
            "label": self.reading.label, "valence": self.reading.valence, "trend": self.point.trend,
            "change": self.point.change,
        }  # fmt: skip


@dataclass(frozen=True, eq=False)
class ScriptedVoice(HeardVoice):
    """Tells of what sound it is."""

    sound: Sound | None = None


FACES = ("neutral", "joy", "surprise", "sadness", "anger", "disgust", "fear", "disgust")
"""The labels of FER+ in the shared space."""


def _weights(voice: object, face: FaceTrack | None, behaviour: TypingBehaviour | None) -> dict[str, float]:
    given = {"voice": voice, "face": face, "behaviour": behaviour}
    found = ["text", *(sense for sense, what in given.items() if what)]
    return {sense: round(1.0 / len(found), 4) for sense in found}


class ScriptedSenses:
    """Reads the first word it knows; the course of the mood is the list of valences."""

    def __init__(
        self, *, hears_voices: bool = False, sees_faces: bool = False, reads_behaviour: bool = False
    ) -> None:
        self.corrected: list[str] = []
        self.voices: list[Sound] = []
        """The utterances whose reading went with a turn."""
        self.people: list[tuple[float, ...]] = []
        self.turns_known: list[int] = []
        """When a voice alone was read: turns of the course of the mood that it was read beside."""
        self.hears_voices = hears_voices
        self.sees_faces = self.sees_pictures = sees_faces
        self.observer = ScriptedObserver()
        self.faces: list[FaceTrack] = []
        self.reads_behaviour = reads_behaviour
        self.typed: list[TypingBehaviour] = []
        self.on_see: Callable[[], object] = lambda: None

    def new_trajectory(self) -> list[float]:
        return []

    def resumed(self, turns: Sequence[TurnRecord]) -> list[float]:
        return [turn.valence for turn in turns if turn.valence is not None]

    def hear(self, voice: Sound, trajectory: list[float]) -> HeardVoice:
        """Loud is angry, quiet is sad, silence is nothing."""
        self.turns_known.append(len(trajectory))
        level = float(np.sqrt(np.mean(voice.samples**2))) if len(voice.samples) else 0.0
        if level < 0.001:
            return HeardVoice(None)
        heard = reading("anger", -0.6, 0.7) if level > 0.15 else reading("sadness", -0.6, -0.4)
        return ScriptedVoice(heard, sound=voice)

    def see(self, data: bytes, t_s: float, *, is_photo: bool = False) -> FaceObservation | None:
        self.on_see()
        return self.observer.observe(decoded(data, PHOTO_LIMITS if is_photo else PICTURE_LIMITS), t_s)

    def look(self, track: FaceTrack) -> ScriptedReading:
        return ScriptedReading(FACES[int(np.argmax(track.observations[-1].logits))], 0.5, 0.3)

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace:
        return RestingFace(
            observation.logits, observation.valence_arousal, step_s + (rest.seconds if rest else 0.0)
        )

    def sense(
        self,
        text: str,
        trajectory: list[float],
        voice: Sound | Future[HeardVoice] | None = None,
        face: FaceTrack | None = None,
        said: str | None = None,
        behaviour: TypingBehaviour | None = None,
        person: Sequence[float] = (),
        at_s: float = 0.0,
    ) -> ScriptedSensed:
        self.people.append(tuple(person))
        heard = voice.result(10.0) if isinstance(voice, Future) else None
        if isinstance(heard, ScriptedVoice) and heard.sound is not None:
            self.voices.append(heard.sound)
        if face is not None:
            self.faces.append(face)
        if behaviour is not None:
            self.typed.append(behaviour)
        known = [WORDS[word.strip(".,!?")] for word in text.lower().split() if word.strip(".,!?") in WORDS]
        label, valence, arousal = known[0] if known else ("neutral", 0.0, 0.0)
        label = said or label
        change = valence - trajectory[-1] if trajectory else 0.0
        trajectory.append(valence)
        trend = "falling" if change < -0.1 else "rising" if change > 0.1 else "steady"
        return ScriptedSensed(
            ScriptedReading(label, valence, arousal),
            ScriptedPoint(change, trend, abs(change) > 0.7, len(trajectory)),
            _weights(voice, face, behaviour),
        )

    def correct(self, trajectory: list[float], label: str) -> ScriptedPoint:
        self.corrected.append(label)
        return ScriptedPoint(0.1, "rising")
