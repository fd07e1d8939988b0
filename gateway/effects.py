"""What a session asks its surroundings to do; the session itself does no I/O."""

from dataclasses import dataclass
from typing import Any

from gateway.meaning import Meaning
from gateway.ports import Sensed
from gateway.protocol import ServerModel
from gateway.vocabulary import ErrorCode, FeedbackAction, Label, Sense


@dataclass(frozen=True)
class Send:
    """Send a new message to the visitor."""

    message: ServerModel


@dataclass(frozen=True)
class Replay:
    """Send these messages, in order, although they were sent before."""

    messages: tuple[ServerModel, ...]


@dataclass(frozen=True)
class SenseText:
    """Estimate the emotion of a turn; answer with `Session.sensed`."""

    turn: str
    text: str


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
    Send | Replay | SenseText | AskBot | TurnEnded | RecordTurn | RecordConsent | RecordFeedback
    | RecordCorrection | CorrectStored | ResetTrajectory | CorrectTrajectory | EraseUser | DropTracker | Close
)  # fmt: skip
