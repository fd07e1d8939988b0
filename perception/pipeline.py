"""A window through all senses: readings, one fused reading, the course of the mood, the need."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from perception.emotion import LABELS, EmotionReading, Modality
from perception.errors import InputError
from perception.face.image import Image, ImageLimits, decoded
from perception.fusion import ConfidenceFusion, Fused, Fusion
from perception.need import need_of
from perception.perceiver import Perceiver
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.signals.speaker_baseline import HeardVoice, SpeakerBaseline
from perception.sound import Sound
from perception.trajectory import Trajectory, TrajectoryPoint, said_reading
from perception.window import Window

N_BESIDE: Final = 2
"""Voices that are read while the words and faces of their turns are."""


@dataclass(frozen=True)
class SensedTurn:
    """One turn as perception hears it.

    `reading` is this turn's, in the light of those before, None when no sense had anything to read; `mood` is
    all turns so far. `mixed` says that senses contradict each other.
    """

    reading: EmotionReading | None
    mood: EmotionReading | None
    readings: dict[Modality, EmotionReading]
    weights: dict[str, float]
    point: TrajectoryPoint
    need: str | None
    mixed: bool = False

    def as_metadata(self) -> dict[str, Any]:
        """What the dialogue is told of this turn, under 1 KB as JSON; empty without a reading."""
        if self.reading is None:
            return {}
        reading = self.reading
        return {
            "label": reading.label,
            "probabilities": {
                label: round(p, 3) for label, p in zip(LABELS, reading.probabilities, strict=True)
            },
            "valence": round(reading.valence, 3),
            "arousal": round(reading.arousal, 3),
            "confidence": round(reading.confidence, 3),
            "weights": {sense: round(weight, 3) for sense, weight in self.weights.items()},
            "trend": self.point.trend,
            "change": round(self.point.change, 3),
            "shift": self.point.shift,
            "need": self.need,
            "mixed": self.mixed,
            "parts": {
                str(sense): {
                    "label": part.label,
                    "valence": round(part.valence, 2),
                    "confidence": round(part.confidence, 3),
                }
                for sense, part in self.readings.items()
            },
        }


class Observer(Protocol):
    """What looks for a face in a picture (`perception.face.observer`); safe in several threads."""

    def observe(self, image: Image, t_s: float) -> FaceObservation | None:
        """What the picture, taken at `t_s`, says of the face in front; None where no face is."""


@runtime_checkable
class LearnsRest(Protocol):
    """A face sense that learns how a person's face is at rest."""

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace | None:
        """The expression at rest after one more moment, `step_s` seconds after the last one."""


class Pipeline:
    """All senses of this installation. Keeps nothing between turns: the trajectory is the caller's.

    Without an `observer` pictures are not looked at here; what others have seen can still be read.
    """

    def __init__(
        self,
        perceivers: Iterable[Perceiver],
        observer: Observer | None = None,
        fusion: Fusion | None = None,
    ) -> None:
        self._perceivers = {perceiver.modality: perceiver for perceiver in perceivers}
        self._observer = observer
        self._fusion = fusion or ConfidenceFusion()
        self._beside = ThreadPoolExecutor(max_workers=N_BESIDE, thread_name_prefix="voice")

    @property
    def modalities(self) -> frozenset[Modality]:
        """The senses there are."""
        return frozenset(self._perceivers)

    @property
    def observes(self) -> bool:
        """Whether pictures are looked at here."""
        return self._observer is not None

    def sense(
        self,
        window: Window,
        trajectory: Trajectory,
        said: str | None = None,
        person: Sequence[float] = (),
        heard: Future[HeardVoice] | None = None,
    ) -> SensedTurn:
        """Read a window as the next turn of `trajectory`, which takes it in; with `said`, the label that the
        person themselves give it, that is its reading. `person` is the vector of how they express themselves
        (`personalization.expression`), empty for somebody never met. `heard` takes the place of the window's
        voice where that was handed to `hear` before; one that could not be read is left out.

        Blocking, a few milliseconds for each sense, and until `heard` is there; safe in several threads for
        different trajectories. Raises InputError.
        """
        readings = self.readings(window, heard)
        return self.fuse(readings, trajectory, window.ended_s, said, person)

    def fuse(
        self,
        readings: dict[Modality, EmotionReading],
        trajectory: Trajectory,
        at_s: float = 0.0,
        said: str | None = None,
        person: Sequence[float] = (),
    ) -> SensedTurn:
        """What each sense made of a turn that ended at `at_s` -> the turn, as `sense` gives it. One of which
        nothing was read is what the person `said` it was."""
        fused, memory = self._fusion.fuse(readings, trajectory.memory, trajectory.elapsed_s(at_s), person)
        if fused is None and said in LABELS:
            readings, fused = {}, Fused(said_reading(said), {}, mixed=False)
        if fused is None:
            return SensedTurn(None, trajectory.mood, {}, {}, trajectory.skip(), None)
        trajectory.remember(memory, at_s)
        together, point = fused.reading, trajectory.append(fused.reading)
        if said is not None:
            point = self.correct(trajectory, said)
            together = trajectory.mood or together
        mood = trajectory.mood or together
        need = need_of(mood, point)
        return SensedTurn(
            together,
            mood,
            readings,
            fused.weights,
            point,
            need,
            fused.mixed and said is None,
        )

    def correct(self, trajectory: Trajectory, label: str) -> TrajectoryPoint:
        """Where the mood stands, if the person themselves say that the last turn of `trajectory` was `label`.

        The fusion reads that turn once more, as words that say nothing but this, so that the next one starts
        from it. Before the first turn, or for no label, nothing changes.
        """
        if trajectory.mood is None or label not in LABELS:
            return trajectory.point
        memory, elapsed_s = trajectory.before_last
        trajectory.remember_otherwise(
            self._fusion.fuse({Modality.TEXT: said_reading(label)}, memory, elapsed_s)[1]
        )
        return trajectory.correct(label)

    def remember(
        self,
        readings: Mapping[Modality, EmotionReading],
        together: EmotionReading,
        trajectory: Trajectory,
        at_s: float,
    ) -> TrajectoryPoint:
        """A turn that was read before, at `at_s`, from what is stored of it: its senses' readings, without
        their vectors, and the one they gave together. `trajectory` goes on from there."""
        _, memory = self._fusion.fuse(readings, trajectory.memory, trajectory.elapsed_s(at_s))
        trajectory.remember(memory, at_s)
        return trajectory.append(together)

    def readings(
        self, window: Window, heard: Future[HeardVoice] | None = None
    ) -> dict[Modality, EmotionReading]:
        """What each sense that found anything in the window made of it, side by side; `heard` as in
        `sense`. Raises InputError."""
        voice = self._perceivers.get(Modality.VOICE)
        begun = None
        if voice is not None and heard is None and window.voice is not None:
            begun = self._beside.submit(voice.perceive, window)
        elsewhere = {Modality.VOICE} if begun is not None or heard is not None else set()
        found = {
            modality: perceiver.perceive(window)
            for modality, perceiver in self._perceivers.items()
            if modality not in elsewhere
        }
        if begun is not None:
            found[Modality.VOICE] = begun.result()
        elif heard is not None:
            found[Modality.VOICE] = _reading_of(heard, window.speaker)
        return {sense: reading for sense in self._perceivers if (reading := found.get(sense)) is not None}

    def hear(self, sound: Sound, speaker: SpeakerBaseline | None = None) -> HeardVoice:
        """The voice sense alone, of what was said so far, or of an utterance whose turn follows.

        Nothing is added to `speaker` before that turn is sensed. Without a voice sense nothing is heard.
        Raises InputError.
        """
        perceiver = self._perceivers.get(Modality.VOICE)
        if perceiver is None:
            return HeardVoice(None)
        listener = SpeakerBaseline() if speaker is None else speaker.copy()
        reading = perceiver.perceive(Window(voice=sound, speaker=listener))
        return HeardVoice(reading, listener.newest)

    def observe(self, data: bytes, t_s: float, limits: ImageLimits) -> FaceObservation | None:
        """What a picture file, taken at `t_s`, says of the face in front; None where no face is.

        Raises InputError for what is no picture, is beyond `limits`, or where no pictures are looked at.
        """
        if self._observer is None:
            raise InputError("pictures are not looked at here; send readings of the device")
        return self._observer.observe(decoded(data, limits), t_s)

    def look(self, track: FaceTrack) -> EmotionReading | None:
        """The face sense alone, of what was seen so far. None without a face sense or an observation."""
        perceiver = self._perceivers.get(Modality.FACE)
        return None if perceiver is None else perceiver.perceive(Window(face=track))

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace | None:
        """A person's expression at rest after one more moment; as it was where the face sense learns none."""
        perceiver = self._perceivers.get(Modality.FACE)
        return perceiver.rest_after(rest, observation, step_s) if isinstance(perceiver, LearnsRest) else rest

    def sense_batch(self, texts: Sequence[str]) -> list[EmotionReading | None]:
        """The text sense alone on many texts, in their order; faster than one by one. No trajectory.

        Every entry is None when this pipeline has no text sense.
        """
        perceiver = self._perceivers.get(Modality.TEXT)
        if perceiver is None:
            return [None] * len(texts)
        return perceiver.perceive_batch([Window(text=text) for text in texts])


def _reading_of(heard: Future[HeardVoice], speaker: SpeakerBaseline | None) -> EmotionReading | None:
    if heard.exception() is not None:
        return None
    voice = heard.result()
    if speaker is not None and voice.summary is not None:
        speaker.add(voice.summary)
    return voice.reading
