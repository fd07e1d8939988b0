"""Bodies of the HTTP API."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.cards import Card, Service
from gateway.protocol import Emotion, Message, Part
from gateway.vocabulary import (
    WHOLE_CHARACTERS,
    FeedbackAction,
    ItemId,
    Label,
    Locale,
    MessageId,
    Probability,
    Sense,
    Signed,
    SignedUser,
    TimeZone,
    TurnId,
    Words,
)

ItemKind = Literal["track", "exercise", "read"]


class Body(BaseModel):
    """A request; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class NewSession(Body):
    """What is known of the visitor."""

    locale: Locale | None = Field(default=None, description="BCP 47 language tag, such as `en-US`.")
    timezone: TimeZone | None = Field(default=None, description="IANA name, such as `Europe/Dublin`.")
    user: SignedUser | None = Field(
        default=None, description="Who the visitor is: a JWT signed by the owner's server."
    )


class SessionStarted(BaseModel):
    """`token` is the bearer token of the other calls, and resumes the session on the websocket."""

    session: str
    user: str
    token: str
    known: bool = Field(description="Whether a visitor with a signed identity has been here before.")
    ai_notice: str


class TextToSense(Body):
    """Any text; nothing of it is kept."""

    text: Words


class Reading(BaseModel):
    """An estimate of emotion, never a fact about a person."""

    label: Label
    probabilities: dict[Label, Probability]
    valence: Signed
    arousal: Signed
    confidence: Probability


class TurnText(Body):
    """One utterance; the same `id` again gives the same reply, once answered."""

    id: MessageId | None = None
    text: Words


class TurnReply(BaseModel):
    """A finished turn."""

    turn: str
    id: str
    emotion: Emotion | None = Field(description="Null while sensing is paused.")
    messages: list[Message]


class Recommendations(BaseModel):
    """What fits now, best first."""

    recommendations: list[Card]


class Profile(BaseModel):
    """What is remembered of the user's taste."""

    user: str
    locale: str
    created_at: str
    last_seen_at: str
    preferences: dict[str, Any]


class ProfileChanges(Body):
    """Only what is given changes; null takes a genre, the strategy or the service back."""

    locale: Locale | None = None
    genres: dict[Words, Literal["loved", "rejected"] | None] | None = None
    strategy: Literal["match", "lead", "sustain"] | None = None
    service: Service | None = Field(default=None, description="Where the visitor likes to listen.")


class MoodPoint(Reading):
    """The mood after one turn, with those before: an estimate, never a fact about a person."""

    turn: str
    at: datetime
    change: float
    trend: Literal["falling", "steady", "rising"]
    shift: bool
    corrected: bool = Field(description="True when the visitor put the reading right.")
    need: str | None = Field(default=None, description="What would help; null where nothing is called for.")
    weights: dict[Sense, Probability] = Field(
        default_factory=dict, description="How much each sense counted; empty where that was not kept."
    )
    mixed: bool = Field(default=False, description="Whether senses, each sure enough, contradict each other.")
    parts: dict[Sense, Part] = Field(
        default_factory=dict, description="What each sense alone said; empty where that is not kept."
    )


class Mood(BaseModel):
    """The course of the mood, oldest first."""

    points: list[MoodPoint]


class VisitTrajectory(BaseModel):
    """The course of the mood in one session, oldest first, and where the mood stands now."""

    session: str
    points: list[MoodPoint]
    mood: Reading | None = Field(description="Null before the first reading.")
    trend: Literal["falling", "steady", "rising"]
    need: str | None


class TurnCorrection(Body):
    """What a turn was, in the visitor's own judgement."""

    turn: TurnId
    label: Label


PreferenceKind = Literal["genre", "trait", "artist", "decade"]
PartOfDay = Literal["morning", "day", "evening", "night"]
PolarityWord = Literal["loved", "rejected"]


class Preference(Body):
    """What a visitor tells of their taste; `when` null means always."""

    kind: PreferenceKind
    subject: Annotated[str, Field(min_length=1, max_length=128), WHOLE_CHARACTERS]
    polarity: PolarityWord
    when: PartOfDay | None = None


class ToldPreference(BaseModel):
    """What a visitor told; `spoken` is how the subject reads inside a sentence."""

    kind: PreferenceKind
    subject: str
    spoken: str
    polarity: PolarityWord
    when: PartOfDay | None


class LearnedPreference(BaseModel):
    """What likes and dislikes taught; `affinity` is in [-1, 1]."""

    genre: str
    affinity: Signed


class Preferences(BaseModel):
    """A visitor's taste."""

    told: list[ToldPreference]
    learned: list[LearnedPreference]
    strategy: Literal["match", "lead", "sustain"] | None
    service: Service | None = Field(default=None, description="Where the visitor likes to listen.")


class ItemFeedback(Body):
    """What the user did with an item; the same `id` counts once."""

    id: MessageId
    item: ItemId
    action: FeedbackAction


class FeedbackCounted(BaseModel):
    """`recorded` is false where this `id` had been counted before."""

    recorded: bool


class Forgotten(BaseModel):
    """Everything about the user has been erased."""

    forgotten: bool


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"]


class Readiness(BaseModel):
    """Whether each part can do its work."""

    ready: bool
    parts: dict[Literal["senses", "bot", "database"], bool]


class OutsideService(BaseModel):
    """One service of somebody else."""

    name: str
    state: Literal["off", "ok", "failing", "limited"]
    setting: str = Field(description="What switches it on or off.")
    since: float | None = Field(description="Epoch seconds; null where it was not called yet.")
    why: str


class OutsideServices(BaseModel):
    """All of them."""

    services: list[OutsideService]


class MusicConnection(BaseModel):
    """Whether one can log in to the service here, and whether this visitor is; `waiting`: a login of theirs
    is under way, and its digits may be entered; `url`: where, until they came back from there."""

    available: bool
    connected: bool
    waiting: bool = False
    url: str | None = None


class LoginBegun(BaseModel):
    """Where the visitor logs in; they come back with six digits."""

    url: str
    expires_in_s: float


class LoginDigits(Body):
    """What the page at the end of the way back shows."""

    digits: str = Field(pattern="^[0-9]{6}$")


class PlaylistWish(Body):
    """Which songs of this conversation, and how the playlist is called."""

    songs: Literal["offered", "liked"] = "offered"
    name: Annotated[str, Field(min_length=1, max_length=100), WHOLE_CHARACTERS] | None = None


class PlaylistSaved(BaseModel):
    """`missing` are the titles that the service does not have."""

    url: str
    name: str
    n_songs: int
    missing: list[str]
