"""What the gateway needs from its neighbours, as narrow as its use; tests pass fakes."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from gateway.bot_wire import BotReply
from gateway.meaning import Meaning
from gateway.vocabulary import LABELS
from perception.signals.face_observation import FaceObservation, FaceTrack, RestingFace
from perception.signals.speaker_baseline import HeardVoice
from perception.signals.typing_behaviour import TypingBehaviour
from perception.sound import Sound
from personalization.interaction import TurnRecord


class Reading(Protocol):
    """The part of `perception.emotion.EmotionReading` that visitors see."""

    @property
    def label(self) -> str:
        """The most probable label."""

    @property
    def probabilities(self) -> Sequence[float]:
        """In the order of `perception.emotion.LABELS`, sums to 1."""

    @property
    def valence(self) -> float:
        """-1 to 1."""

    @property
    def arousal(self) -> float:
        """-1 to 1."""

    @property
    def confidence(self) -> float:
        """0 to 1."""


def public_reading(reading: Reading) -> dict[str, Any]:
    """A reading as visitors get it: label, probabilities by label, valence, arousal, confidence."""
    return {
        "label": reading.label,
        "probabilities": {label: round(p, 4) for label, p in zip(LABELS, reading.probabilities, strict=True)},
        "valence": round(reading.valence, 4),
        "arousal": round(reading.arousal, 4),
        "confidence": round(reading.confidence, 4),
    }


def public_part(reading: Reading) -> dict[str, Any]:
    """What one sense alone said, as visitors get it: label, valence, arousal, confidence."""
    return {
        "label": reading.label,
        "valence": round(reading.valence, 4),
        "arousal": round(reading.arousal, 4),
        "confidence": round(reading.confidence, 4),
    }


class Point(Protocol):
    """The part of `perception.trajectory.TrajectoryPoint` that visitors see."""

    @property
    def change(self) -> float:
        """Valence against the turn before, -2 to 2."""

    @property
    def trend(self) -> str:
        """`falling`, `steady` or `rising`."""

    @property
    def shift(self) -> bool:
        """Whether the change is large."""


def public_course(point: Point) -> dict[str, Any]:
    """Where a mood stands as visitors get it: change, trend, shift."""
    return {"change": round(point.change, 4), "trend": str(point.trend), "shift": point.shift}


class Sensed(Protocol):
    """A turn as perception hears it (`perception.pipeline.SensedTurn`)."""

    @property
    def reading(self) -> Reading | None:
        """The fused reading of this turn; None when there was nothing to read."""

    @property
    def mood(self) -> Reading | None:
        """The turns up to this one together, the newest counting most."""

    @property
    def point(self) -> Point:
        """How it compares to the turns before."""

    @property
    def readings(self) -> Mapping[Any, Reading]:
        """What each sense alone made of it, by its name."""

    @property
    def mixed(self) -> bool:
        """Whether the senses contradict one another."""

    @property
    def weights(self) -> Mapping[str, float]:
        """How much each sense counted."""

    @property
    def need(self) -> str | None:
        """What would help, as far as one can tell."""

    @property
    def meaning(self) -> Meaning | None:
        """What the words mean, for the bot; None where it has to find out itself."""

    def as_metadata(self) -> dict[str, Any]:
        """The small form that travels to the bot."""


class Senses(Protocol):
    """Perception. Called in a worker thread, one call at a time per trajectory."""

    def new_trajectory(self) -> Any:
        """The course of a mood that has just begun."""

    def resumed(self, turns: Sequence[TurnRecord]) -> Any:
        """The course of a mood after these turns of one session, oldest first, as they are stored."""

    @property
    def hears_voices(self) -> bool:
        """Whether emotion can be read from sound here."""

    @property
    def sees_faces(self) -> bool:
        """Whether emotion can be read from what was seen of a face."""

    @property
    def sees_pictures(self) -> bool:
        """Whether pictures are looked at here."""

    @property
    def reads_behaviour(self) -> bool:
        """Whether emotion can be read from how somebody types."""

    def sense(
        self,
        text: str,
        trajectory: Any,
        voice: Sound | Future[HeardVoice] | None = None,
        face: FaceTrack | None = None,
        said: str | None = None,
        behaviour: TypingBehaviour | None = None,
        person: Sequence[float] = (),
        at_s: float = 0.0,
    ) -> Sensed:
        """Read a text, the voice that said it, the face seen with it and how it was typed, as the next turn
        of `trajectory`. A voice that `hear` was given before is waited for, and not read again.

        `said` is the label that the visitor themselves give the turn; it is its reading then. `person` is the
        vector of `personalization.expression`, empty for nobody in particular; `at_s` is when the turn ended,
        in seconds since the epoch.
        """

    def hear(self, voice: Sound, trajectory: Any) -> HeardVoice:
        """Read a voice alone, as that of whoever has `trajectory`, which stays as it is."""

    def see(self, data: bytes, t_s: float, *, is_photo: bool = False) -> FaceObservation | None:
        """Look at a picture file taken at `t_s`, one of a camera's or a photo that comes alone; None where no
        face is. Raises perception's InputError."""

    def look(self, track: FaceTrack) -> Reading | None:
        """Read a face alone, outside every trajectory."""

    def rest_after(
        self, rest: RestingFace | None, observation: FaceObservation, step_s: float
    ) -> RestingFace | None:
        """A person's expression at rest after one more moment, `step_s` after the last one."""

    def correct(self, trajectory: Any, label: str) -> Point:
        """The last turn of `trajectory` should have been `label`: where that leads."""


class TurnListener(Protocol):
    """Whoever asked the bot; called in the event loop."""

    def bot_message(self, turn: str, reply: BotReply) -> None:
        """The bot said something."""

    def bot_done(self, turn: str) -> None:
        """The bot has finished."""

    def bot_failed(self, turn: str) -> None:
        """The bot could not answer."""

    def bot_lost(self, turn: str, *, delivered: bool) -> None:
        """The connection went away with the turn, or was away before (`delivered` false)."""


class Bot(Protocol):
    """The dialogue engine behind `gateway.bot_link`."""

    @property
    def connected(self) -> bool:
        """Whether it listens."""

    def ask(
        self,
        turn: str,
        sender: str,
        text: str,
        metadata: dict[str, Any],
        listener: TurnListener,
        meaning: Meaning | None = None,
    ) -> None:
        """Hand over a turn; `listener` hears what becomes of it."""

    def abandon(self, turn: str) -> None:
        """Nobody waits for this turn any more."""

    def forget(self, sender: str) -> None:
        """Have the conversation of `sender` forgotten, now or as soon as it is connected."""
