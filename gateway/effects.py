"""What a session asks its surroundings to do; the session itself does no I/O."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from gateway.meaning import Meaning
from gateway.ports import Sensed
from gateway.protocol import ServerModel
from gateway.vocabulary import AudioMode, ErrorCode, FeedbackAction, Label, RecognitionBy, Sense
from perception.signals.face_observation import FaceTrack
from perception.signals.speaker_baseline import HeardVoice
from perception.signals.typing_behaviour import TypingBehaviour

PictureDropReason = Literal["closed", "repeated", "late", "too_fast", "replaced"]
"""Why a picture was not looked at: its stream is not open, it came before, it is too late, too many came, a
newer one came."""

DropReason = Literal["closed", "repeated", "late", "too_fast", "overflow"]
"""Why sound was not taken: its stream is not open, it came before, it is too late, more comes than anybody
can speak, there is no room."""


@dataclass(frozen=True)
class Send:
    """Send a new message to the visitor."""

    message: ServerModel


@dataclass(frozen=True)
class Replay:
    """Send these messages, in order, although they were sent before."""

    messages: tuple[ServerModel, ...]


@dataclass(frozen=True)
class SenseTurn:
    """Estimate the emotion of a turn, of its voice, its face and how it was typed too, where they are there;
    `said` is what the visitor themselves say it was. Answer with `Session.sensed`."""

    turn: str
    text: str
    voice: Future[HeardVoice] | None = None
    face: FaceTrack | None = None
    said: Label | None = None
    behaviour: TypingBehaviour | None = None


@dataclass(frozen=True)
class OpenStream:
    """Listen to a stream of sound under `key`, the session's own prefix and a number; answer with
    `Session.spoke`.

    `by` says who recognises words, `read` whether the voice is read while it speaks.
    """

    key: str
    mode: AudioMode
    by: RecognitionBy
    read: bool


@dataclass(frozen=True)
class CloseStream:
    """Nothing more comes on a stream: an utterance under way ends, or is dropped with all its sound."""

    key: str
    discard: bool = False


@dataclass(frozen=True)
class Hear:
    """The next sound of a stream: int16 (n,), mono, 16 kHz."""

    key: str
    samples: npt.NDArray[np.int16]


@dataclass(frozen=True)
class ReadVoice:
    """From here on the voice of a stream is read, or not any more."""

    key: str
    on: bool


@dataclass(frozen=True)
class SoundDropped:
    """A piece of sound was not taken."""

    reason: DropReason


@dataclass(frozen=True)
class OpenCamera:
    """Take pictures of a stream under `key`; answer with `Session.saw`."""

    key: str


@dataclass(frozen=True)
class CloseCamera:
    """Nothing more of a stream is looked at, not even what waits."""

    key: str


@dataclass(frozen=True)
class LookAt:
    """The next picture of a stream, a whole file, taken at `t_s`; it takes the place of one that waits."""

    key: str
    t_s: float
    data: bytes = field(repr=False)
    is_photo: bool = False


@dataclass(frozen=True)
class ReadFace:
    """Read what was seen of a face in the last seconds, `step_s` after the last time; answer with
    `Session.saw`."""

    key: str
    track: FaceTrack
    step_s: float


@dataclass(frozen=True)
class PictureDropped:
    """A picture was not looked at."""

    reason: PictureDropReason


CameraEffect = OpenCamera | CloseCamera | LookAt | ReadFace | PictureDropped
StreamEffect = OpenStream | CloseStream | Hear | ReadVoice | SoundDropped


@dataclass(frozen=True)
class AskBot:
    """Hand a turn to the bot; answer with `Session.bot_message`, `bot_done`, `bot_failed` or `bot_lost`."""

    turn: str
    sender: str
    text: str
    metadata: dict[str, Any]
    meaning: Meaning | None = None


@dataclass(frozen=True)
class TurnEnded:
    """A turn is over; `failure` says why it has no answer."""

    turn: str
    client_id: str
    failure: ErrorCode | None
    received_at: float
    messages: tuple[ServerModel, ...]


@dataclass(frozen=True)
class RecordTurn:
    """Store the reading of a turn."""

    user: str
    turn: str
    text: str
    sensed: Sensed
    at: float


@dataclass(frozen=True)
class RecordConsent:
    """Store that a sense was granted or withdrawn."""

    user: str
    sense: Sense
    granted: bool
    at: float


@dataclass(frozen=True)
class RecordFeedback:
    """Store what the visitor did with an item; the same `id` counts once."""

    user: str
    id: str
    item: str
    action: FeedbackAction
    at: float


@dataclass(frozen=True)
class RecordCorrection:
    """Store that the reading of a turn should have been `label`.

    `noted` says that the action server has stored the correction itself, and only the turn is to be marked.
    """

    user: str
    turn: str
    label: Label
    at: float
    noted: bool = False


@dataclass(frozen=True)
class LearnExpression:
    """The visitor says that a turn of this session was `label`: from now on they are read so."""

    turn: str
    label: Label


@dataclass(frozen=True)
class ForgetSense:
    """Consent to a sense is gone: nothing that it taught of the visitor counts any more."""

    sense: Sense


@dataclass(frozen=True)
class CorrectStored:
    """A turn that is not of this session is put right; answer with `Session.stored_corrected`."""

    user: str
    id: str
    turn: str
    label: Label
    at: float


@dataclass(frozen=True)
class ResetTrajectory:
    """Forget the course of the mood so far."""


@dataclass(frozen=True)
class CorrectTrajectory:
    """The visitor says that the last reading, of `turn`, should have been `label`.

    Answer with `Session.corrected`.
    """

    turn: str
    label: Label


@dataclass(frozen=True)
class EraseUser:
    """Erase everything that is stored about this user, after all records before it."""

    user: str


@dataclass(frozen=True)
class DropTracker:
    """Have the bot forget this conversation."""

    sender: str


@dataclass(frozen=True)
class Close:
    """The session is over."""

    reason: str


Effect = (
    Send | Replay | SenseTurn | StreamEffect | CameraEffect | AskBot | TurnEnded | RecordTurn | RecordConsent
    | RecordFeedback | RecordCorrection | LearnExpression | ForgetSense | CorrectStored | ResetTrajectory
    | CorrectTrajectory | EraseUser | DropTracker | Close
)  # fmt: skip
