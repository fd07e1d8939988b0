"""`gateway.ports.Senses` over perception's pipeline."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Final

from gateway.meaning import MAX_WORDS_CHARS, Meaning
from gateway.mood_course import stored_reading
from perception.emotion import EmotionReading, Modality
from perception.face.image import ImageLimits
from perception.pipeline import Pipeline, SensedTurn
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.signals.speaker_baseline import HeardVoice, SpeakerBaseline
from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import TypingHabit
from perception.sound import Sound
from perception.text.wording import plain
from perception.trajectory import Trajectory, TrajectoryPoint
from perception.window import Window
from personalization.interaction import TurnRecord

PICTURE_LIMITS: Final = ImageLimits(max_pixels=2_100_000, max_side=4096, longest_side=640, is_photo=False)
"""Full HD; a face needs far less, and a bomb finds no room."""

PHOTO_LIMITS: Final = replace(PICTURE_LIMITS, is_photo=True)


@dataclass(frozen=True, kw_only=True)
class MeantTurn(SensedTurn):
    """A sensed turn with what its words mean, where there are any."""

    meaning: Meaning | None


class VisitorsTrajectory(Trajectory):
    """The course of a visitor's mood, and how they usually sound and type; all end with the visit."""

    def __init__(self) -> None:
        super().__init__()
        self.speaker = SpeakerBaseline()
        self.habit = TypingHabit()


class PipelineSenses:
    """See `gateway.ports.Senses`."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def new_trajectory(self) -> VisitorsTrajectory:
        """The course of a mood that has just begun."""
        return VisitorsTrajectory()

    def resumed(self, turns: Sequence[TurnRecord]) -> VisitorsTrajectory:
        """The course of a mood after these turns of one session, oldest first, as they are stored."""
        trajectory = self.new_trajectory()
        for turn in turns:
            reading = stored_reading(turn)
            if reading is None:
                continue
            self._pipeline.remember(_of_senses(turn), reading, trajectory, turn.at.timestamp())
            if turn.corrected is not None:
                self._pipeline.correct(trajectory, turn.corrected)
        return trajectory

    @property
    def hears_voices(self) -> bool:
        """Whether emotion can be read from sound here."""
        return Modality.VOICE in self._pipeline.modalities

    def hear(self, voice: Sound, trajectory: VisitorsTrajectory) -> HeardVoice:
        """Read a voice alone, told from how this visitor sounds."""
        return self._pipeline.hear(voice, trajectory.speaker)

    @property
    def sees_faces(self) -> bool:
        """Whether emotion can be read from what was seen of a face."""
        return Modality.FACE in self._pipeline.modalities

    @property
    def reads_behaviour(self) -> bool:
        """Whether emotion can be read from how somebody types."""
        return Modality.BEHAVIOUR in self._pipeline.modalities

    @property
    def sees_pictures(self) -> bool:
        """Whether pictures are looked at here."""
        return self._pipeline.observes

    def see(self, data: bytes, t_s: float, *, is_photo: bool = False) -> FaceObservation | None:
        """Look at a picture file taken at `t_s`; None where no face is. Raises InputError."""
        return self._pipeline.observe(data, t_s, PHOTO_LIMITS if is_photo else PICTURE_LIMITS)

    def look(self, track: FaceTrack) -> EmotionReading | None:
        """Read a face alone; None where nothing is read from it."""
        return self._pipeline.look(track)

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace | None:
        """A person's expression at rest after one more moment, `step_s` after the last one."""
        return self._pipeline.rest_after(rest, observation, step_s)

    def sense(
        self,
        text: str,
        trajectory: VisitorsTrajectory,
        voice: Sound | Future[HeardVoice] | None = None,
        face: FaceTrack | None = None,
        said: str | None = None,
        behaviour: TypingBehaviour | None = None,
        person: Sequence[float] = (),
        at_s: float = 0.0,
    ) -> MeantTurn:
        """Read a text, the voice that said it, the face seen with it and how it was typed, as the next turn
        of `trajectory`, which then knows how this was said and typed, too."""
        heard = voice if isinstance(voice, Future) else None
        window = Window(
            text=text,
            ended_s=at_s,
            voice=voice if isinstance(voice, Sound) else None,
            speaker=trajectory.speaker,
            face=face,
            behaviour=behaviour,
            habit=trajectory.habit,
        )
        sensed = self._pipeline.sense(window, trajectory, said, person, heard)
        if behaviour is not None:
            trajectory.habit = trajectory.habit.after(behaviour)
        return MeantTurn(**vars(sensed), meaning=_meaning(text, sensed))

    def correct(self, trajectory: Trajectory, label: str) -> TrajectoryPoint:
        """The last turn of `trajectory` should have been `label`."""
        return self._pipeline.correct(trajectory, label)


def _of_senses(turn: TurnRecord) -> dict[Modality, EmotionReading]:
    return {
        Modality(sense): EmotionReading(
            Modality(sense), one.probabilities, one.valence, one.arousal, one.confidence
        )
        for sense, one in turn.senses.items()
    }


def _meaning(text: str, sensed: SensedTurn) -> Meaning | None:
    reading = sensed.readings.get(Modality.TEXT)
    if reading is None or reading.meaning is None:
        return None
    words = plain(text)
    return Meaning.of(words, reading.meaning) if len(words) <= MAX_WORDS_CHARS else None
