"""The messages of `undertone.v1`: JSON objects over a websocket, told apart by `type`.

Numbers carry their unit in their name: `_ms` are integer milliseconds, `n_…` are counts. Every server
message has a `seq`; `docs/protocol.md` gives its rules.
"""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from gateway.cards import Card, QuickReply
from gateway.vocabulary import (
    AudioMode,
    EpochMs,
    ErrorCode,
    FeedbackAction,
    HearingState,
    ItemId,
    Label,
    Locale,
    MessageId,
    PictureSource,
    PictureWhere,
    Probability,
    RecognitionBy,
    RecognitionName,
    SeeingState,
    Sense,
    SenseState,
    Seq,
    Signed,
    SignedUser,
    SpeechBy,
    StreamMs,
    StreamNumber,
    TimeZone,
    TurnId,
    TypedCount,
    TypedMs,
    UtteranceId,
    Words,
)
from gateway.wire_model import WireModel
from gateway.wire_observation import Observation
from perception.signals.typing_behaviour import TypingBehaviour

PROTOCOL: Final = "undertone.v1"

# --- client -> server -------------------------------------------------------------------------------------


class Hello(WireModel):
    """The first message of every connection: a new session, or with a token the one before."""

    type: Literal["hello"] = "hello"
    protocol: str = Field(max_length=64, description="Must be `undertone.v1`.")
    token: str | None = Field(
        default=None, max_length=1024, description="From an earlier `welcome`; resumes that session."
    )
    user: SignedUser | None = Field(
        default=None, description="Who the visitor is: a JWT signed by the owner's server."
    )
    locale: Locale | None = Field(default=None, description="BCP 47 language tag, such as `en-US`.")
    timezone: TimeZone | None = Field(
        default=None, description="IANA name, such as `Europe/Dublin`; for wishes such as “at night”."
    )
    page: str | None = Field(
        default=None, max_length=2048, description="Address of the embedding page; not stored."
    )
    last_seq: Seq | None = Field(
        default=None, description="The last `seq` that this client has; what came after is replayed."
    )


class Typing(WireModel):
    """How a text was typed, in numbers; used only with consent to `behaviour`."""

    duration_ms: TypedMs = Field(description="Of typing: gaps of more than two seconds are left out.")
    n_deletions: TypedCount
    n_keys: TypedCount | None = Field(
        default=None, description="Keys that wrote or deleted; without it nothing is read of the typing."
    )
    n_pauses: TypedCount = Field(default=0, description="Gaps of more than two seconds.")
    longest_pause_ms: TypedMs = 0
    reply_delay_ms: TypedMs | None = Field(
        default=None, description="From when an answer was shown to the first key."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "Typing":
        if self.n_keys is not None and self.n_deletions > self.n_keys:
            raise PydanticCustomError(
                "more_deletions_than_keys",
                "`n_deletions` was {n_deletions} and `n_keys` {n_keys}; deletions are keys: count both",
                {"n_deletions": self.n_deletions, "n_keys": self.n_keys},
            )
        if (self.n_pauses > 0) != (self.longest_pause_ms > 0):
            raise PydanticCustomError(
                "half_a_pause",
                "`n_pauses` was {n_pauses} and `longest_pause_ms` {longest}; send both or neither",
                {"n_pauses": self.n_pauses, "longest": self.longest_pause_ms},
            )
        return self

    def behaviour(self) -> TypingBehaviour | None:
        """As perception takes it; None where too little was measured."""
        if self.n_keys is None:
            return None
        return TypingBehaviour(
            n_keys=self.n_keys,
            typing_s=self.duration_ms / 1000.0,
            n_pauses=self.n_pauses,
            longest_pause_s=self.longest_pause_ms / 1000.0,
            n_deletions=self.n_deletions,
            reply_delay_s=None if self.reply_delay_ms is None else self.reply_delay_ms / 1000.0,
        )


class Text(WireModel):
    """One utterance. The same `id` again is the same turn, and gives the same reply."""

    type: Literal["text"] = "text"
    id: MessageId
    text: Words = Field(description="At most `limits.max_text_chars` characters.")
    typing: Typing | None = None
    mood: Label | None = Field(
        default=None, description="How the visitor says they feel, chosen by hand: a correction of this turn."
    )


class Feedback(WireModel):
    """What the visitor did with an item."""

    type: Literal["feedback"] = "feedback"
    id: MessageId
    item: ItemId
    action: FeedbackAction


class Correction(WireModel):
    """The visitor puts the reading of a turn right; answered by an `emotion` with `corrected`."""

    type: Literal["correction"] = "correction"
    id: MessageId
    turn: TurnId
    label: Label


class Consent(WireModel):
    """Grants or withdraws a sense; a withdrawal overtakes everything that is queued."""

    type: Literal["consent"] = "consent"
    id: MessageId
    sense: Sense
    granted: bool


class Resume(WireModel):
    """Asks for everything after `last_seq` again, on a connection that is open."""

    type: Literal["resume"] = "resume"
    last_seq: Seq


class Ack(WireModel):
    """Everything up to and including `seq` has arrived."""

    type: Literal["ack"] = "ack"
    seq: Seq


class Ping(WireModel):
    """Asks for a `pong`."""

    type: Literal["ping"] = "ping"
    id: MessageId


class AudioStart(WireModel):
    """Opens a stream of sound; its binary frames follow. A stream that was open is closed by it."""

    type: Literal["audio.start"] = "audio.start"
    id: MessageId
    stream: StreamNumber
    rate_hz: int = Field(gt=0, description="Must be 16000.")
    mode: AudioMode
    recognition: RecognitionBy = Field(
        description="Who turns sound into words: this server, or the browser, which sends `utterance`."
    )


class AudioStop(WireModel):
    """Closes a stream; an utterance under way ends here."""

    type: Literal["audio.stop"] = "audio.stop"
    id: MessageId
    stream: StreamNumber


class Utterance(WireModel):
    """The words that the browser recognised in the utterance that has just ended."""

    type: Literal["utterance"] = "utterance"
    id: MessageId
    stream: StreamNumber
    text: Words = Field(description="At most `limits.max_text_chars` characters; empty: there were none.")


class Confirm(WireModel):
    """The answer to a `transcript` with `confirm`: the words, perhaps corrected; empty drops them."""

    type: Literal["confirm"] = "confirm"
    id: MessageId
    utterance: UtteranceId
    text: Words = Field(description="At most `limits.max_text_chars` characters.")


class CameraStart(WireModel):
    """Opens a stream of pictures, or of readings made of them; one that was open is closed by it."""

    type: Literal["camera.start"] = "camera.start"
    id: MessageId
    stream: StreamNumber
    where: PictureWhere = Field(
        description="Who reads the face: this server, from binary frames; or the device, which sends `look`."
    )
    source: PictureSource = Field(description="A photo's stream is closed by the server once it is read.")


class CameraStop(WireModel):
    """Closes a stream of pictures; nothing that was seen and not answered is used any more."""

    type: Literal["camera.stop"] = "camera.stop"
    id: MessageId
    stream: StreamNumber


class Look(WireModel):
    """What the device saw in one picture; the picture stays there."""

    type: Literal["look"] = "look"
    stream: StreamNumber
    t_ms: StreamMs = Field(description="From the beginning of the stream to the picture.")
    observation: Observation | None = Field(description="Null where no face is.")


class Behaviour(WireModel):
    """Typing that was not sent as a text; acknowledged with consent to `behaviour`, and not used."""

    type: Literal["behaviour"] = "behaviour"
    id: MessageId
    typing: Typing


class Interrupt(WireModel):
    """The visitor spoke over the answer: what comes after `spoken_chars` of it was not heard."""

    type: Literal["interrupt"] = "interrupt"
    id: MessageId
    turn: TurnId
    spoken_chars: int = Field(ge=0, description="Characters of the turn's messages that were spoken.")


ClientMessage = Annotated[
    Hello | Text | Feedback | Correction | Consent | Resume | Ack | Ping
    | AudioStart | AudioStop | Utterance | Confirm | CameraStart | CameraStop | Look | Behaviour | Interrupt,
    Field(discriminator="type"),
]  # fmt: skip


# --- server -> client -------------------------------------------------------------------------------------


class Limits(WireModel):
    """What this server accepts."""

    max_text_chars: int
    max_frame_bytes: int
    messages_per_s: float
    burst: int
    max_queued: int = Field(description="Texts that may wait while one is being answered.")
    session_window_s: float = Field(description="How long a session without a connection can be resumed.")


class Senses(WireModel):
    """The state of each sense in this session."""

    text: SenseState
    voice: SenseState
    face: SenseState
    behaviour: SenseState


class Voice(WireModel):
    """What this server hears and says aloud."""

    recognition: RecognitionName
    speech: SpeechBy = Field(
        description="Who speaks the replies: the browser, or this server's `/v1/speech`."
    )
    end_of_speech_ms: int
    max_utterance_s: float
    languages: list[str] = Field(description="That this server recognises, such as `en`.")


class Face(WireModel):
    """Where and how this server takes pictures of a face."""

    where: list[PictureWhere] = Field(description="Who may read them here; empty where nobody does.")
    fps: float = Field(ge=0, description="Pictures a second to send at most, until `seeing` says otherwise.")
    max_width_px: int = Field(description="A camera's pictures need be no wider.")
    max_image_bytes: int = Field(description="Of one picture, without its header.")
    device_url: str | None = Field(
        default=None, description="Folder of what the device needs, where `where` has `device`."
    )


class Delivery(WireModel):
    """How to say a message aloud; rate and pitch as in the browser's SpeechSynthesisUtterance, 1 is plain."""

    rate: float = Field(ge=0.5, le=2)
    pitch: float = Field(ge=0, le=2)
    pause_ms: int = Field(ge=0, description="Silence before it.")


class HeardWord(WireModel):
    """One recognised word."""

    text: str
    confidence: Probability


class ServerModel(WireModel):
    """What every server message carries."""

    seq: Seq = Field(description="One more than the message before; 0 only before a session exists.")


class Welcome(ServerModel):
    """The answer to `hello`. Its `seq` is where the stream goes on: the next message has one more."""

    type: Literal["welcome"] = "welcome"
    session: str
    token: str = Field(
        description="Keep it: it resumes this session and is the bearer token of the REST API."
    )
    resumed: bool
    known: bool = Field(
        default=False, description="Whether a visitor with a signed identity has been here before."
    )
    limits: Limits
    senses: Senses
    voice: Voice
    face: Face
    ai_notice: str


class Message(ServerModel):
    """What the bot says; `turn` is null for what no turn asked for, such as the notice."""

    model_config = ConfigDict(populate_by_name=True)

    type: Literal["message"] = "message"
    turn: str | None
    text: str | None
    quick_replies: list[QuickReply] = Field(default_factory=list)
    card: Card | None = None
    delivery: Delivery | None = Field(default=None, description="How to say it aloud; null: plainly.")
    sender: Literal["bot"] = Field(default="bot", alias="from")


class Part(WireModel):
    """What one sense alone said of a turn."""

    label: Label
    valence: Signed
    arousal: Signed
    confidence: Probability


class Emotion(ServerModel):
    """How the visitor sounds after a turn and those before: an estimate, never a fact about a person."""

    type: Literal["emotion"] = "emotion"
    turn: str | None = Field(description="Null while it is `partial`.")
    at_ms: EpochMs = Field(description="When the turn was sensed; of a face, when it was seen.")
    label: Label
    probabilities: dict[Label, Probability]
    valence: Signed
    arousal: Signed
    confidence: Probability
    change: float = Field(ge=-2, le=2, description="Valence against the turn before.")
    trend: Literal["falling", "steady", "rising"]
    shift: bool
    weights: dict[Sense, Probability] = Field(description="How much each sense counted.")
    need: str | None = Field(default=None, description="What would help; null where nothing is called for.")
    mixed: bool = Field(
        default=False, description="Whether senses, each sure enough, contradict one another."
    )
    parts: dict[Sense, Part] = Field(
        default_factory=dict, description="What each sense alone said of this turn; empty while `partial`."
    )
    corrected: bool = Field(default=False, description="True when the visitor put the reading right.")
    partial: bool = Field(
        default=False, description="True for a reading of the voice or the face outside a turn."
    )
    utterance: UtteranceId | None = Field(default=None, description="What was said, where it was spoken.")


class HearingSign(ServerModel):
    """What the open stream of sound carries."""

    type: Literal["hearing"] = "hearing"
    stream: StreamNumber
    state: HearingState
    utterance: UtteranceId | None = Field(description="The one that begins or has ended.")


class SeeingSign(ServerModel):
    """What the open stream of pictures shows; sent when something of it changes."""

    type: Literal["seeing"] = "seeing"
    stream: StreamNumber
    state: SeeingState
    fps: float = Field(ge=0, description="Pictures a second to send from now on; 0: none.")
    n_faces: int = Field(ge=0)
    detail: str | None = Field(default=None, description="Why it stopped.")


class Transcript(ServerModel):
    """What was heard; a final one becomes a turn, waits for `confirm`, or had no words."""

    type: Literal["transcript"] = "transcript"
    utterance: UtteranceId
    text: str
    final: bool
    confidence: Probability
    confirm: bool = Field(description="Whether the server waits for `confirm` before it becomes a turn.")
    turn: str | None = Field(description="The turn that it has become; null before that, or without words.")
    words: list[HeardWord]


class TypingSign(ServerModel):
    """The bot is (no longer) preparing an answer to `turn`."""

    type: Literal["typing"] = "typing"
    turn: str
    on: bool


class Accepted(ServerModel):
    """The message `id` has been received and will not be lost."""

    type: Literal["ack"] = "ack"
    id: MessageId


class Error(ServerModel):
    """Something was refused or failed: what was given, what is allowed, what to do."""

    type: Literal["error"] = "error"
    code: ErrorCode
    detail: str
    id: MessageId | None = Field(
        default=None, description="The client message it answers; send it again where that helps."
    )
    retry_after_ms: int | None = Field(default=None, ge=0)


class HistoryLost(ServerModel):
    """Messages that this client missed are no longer kept."""

    type: Literal["history_lost"] = "history_lost"


class Forgotten(ServerModel):
    """Everything about this visitor has been erased; clear the history and use `token` from here on."""

    type: Literal["forgotten"] = "forgotten"
    token: str


class Sensing(ServerModel):
    """Estimating emotion from words has been paused or taken up again."""

    type: Literal["sensing"] = "sensing"
    paused: bool


class Pong(ServerModel):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    id: MessageId


class Done(ServerModel):
    """The turn is finished; nothing more comes for it."""

    type: Literal["done"] = "done"
    turn: str


ServerMessage = Annotated[
    Welcome
    | Message
    | Emotion
    | HearingSign
    | SeeingSign
    | Transcript
    | TypingSign
    | Accepted
    | Error
    | HistoryLost
    | Forgotten
    | Sensing
    | Pong
    | Done,
    Field(discriminator="type"),
]
