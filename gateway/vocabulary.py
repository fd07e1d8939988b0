"""The words and kinds of numbers that messages are made of."""

from typing import Annotated, Final, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

Label = Literal["joy", "sadness", "surprise", "fear", "anger", "disgust", "anticipation", "trust", "neutral"]
LABELS: Final[tuple[str, ...]] = get_args(Label)
Sense = Literal["text", "voice", "face", "behaviour"]
SenseState = Literal["on", "off", "not_available", "not_allowed"]
AudioMode = Literal["hands_free", "push_to_talk"]
"""Whether the gateway finds the end of an utterance by itself, or the visitor marks it by letting go."""
RecognitionBy = Literal["server", "browser"]
HearingState = Literal["listening", "speech", "ended"]
RecognitionName = Literal["pocketsphinx", "whisper", "off"]
SpeechBy = Literal["browser", "gateway", "off"]
PictureWhere = Literal["server", "device"]
"""Where a face is read: by the gateway, from pictures; or by the visitor's device, which sends readings."""
PictureSource = Literal["camera", "photo"]
SeeingState = Literal[
    "looking", "no_face", "several", "too_dark", "too_far", "turned_away", "still", "busy", "stopped"
]
FeedbackAction = Literal["play", "skip", "like", "dislike", "complete"]
ErrorCode = Literal[
    "malformed", "unknown_type", "invalid", "wrong_order", "text_too_long", "text_empty", "rate_limited",
    "queue_full", "too_many_sessions", "not_available", "not_allowed", "token_invalid", "identity_invalid",
    "bot_timeout", "bot_unavailable", "bot_failed", "forgotten", "consent_needed", "image_unreadable",
]  # fmt: skip


def known_label(word: str) -> Label | None:
    """`word` as a label, if it is one."""
    return next((label for label in get_args(Label) if label == word), None)


def _of_whole_characters(given: object) -> object:
    """Refuse half of a character, which JSON can escape and no encoding can carry."""
    half = next((c for c in given if "\ud800" <= c <= "\udfff"), None) if isinstance(given, str) else None
    if half is not None:
        raise PydanticCustomError(
            "half_character",
            "half of a character was given (the lone surrogate U+{code}); send whole characters",
            {"code": f"{ord(half):04X}"},
        )
    return given


WHOLE_CHARACTERS: Final = BeforeValidator(_of_whole_characters)
Words = Annotated[str, WHOLE_CHARACTERS]
"""What a visitor writes, in whole characters."""
MessageId = Annotated[str, Field(min_length=1, max_length=64, pattern="^[!-~]+$")]
"""Printable ASCII without blanks."""
Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Signed = Annotated[float, Field(ge=-1.0, le=1.0)]
EpochMs = Annotated[int, Field(ge=0)]
"""Milliseconds since 1970 began, UTC."""
Seq = Annotated[int, Field(ge=0)]
ItemId = Annotated[str, Field(min_length=1, max_length=128, pattern="^[!-~]+$")]
Locale = Annotated[str, Field(max_length=35, pattern="^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*$")]
SignedUser = Annotated[str, Field(min_length=1, max_length=2048), WHOLE_CHARACTERS]
"""A JWT that the owner's server signed; `gateway.identity` reads it."""
TimeZone = Annotated[str, Field(max_length=64, pattern="^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}$")]
"""The name of a zone in IANA's database, such as `Europe/Dublin`."""
TurnId = Annotated[str, Field(min_length=1, max_length=200), WHOLE_CHARACTERS]
UtteranceId = Annotated[str, Field(min_length=1, max_length=200), WHOLE_CHARACTERS]
TypedCount = Annotated[int, Field(ge=0, le=100_000)]
"""Keys or pauses of one text."""
TypedMs = Annotated[int, Field(ge=0, le=86_400_000)]
"""Milliseconds within the typing of one text; a day at most."""
StreamMs = Annotated[int, Field(ge=0, le=2**32 - 1)]
"""Milliseconds since a stream began."""
StreamNumber = Annotated[int, Field(ge=0, le=255)]
"""The client's number of a stream of sound or pictures, as in the second byte of its frames."""
