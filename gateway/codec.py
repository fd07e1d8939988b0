"""Between frames and the messages of `gateway.protocol`, and their JSON Schema."""

from typing import Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from gateway.errors import Refusal
from gateway.protocol import (
    PROTOCOL,
    Accepted,
    Ack,
    AudioStart,
    AudioStop,
    Behaviour,
    CameraStart,
    CameraStop,
    CardCompleted,
    ClientMessage,
    Confirm,
    Consent,
    Correction,
    Done,
    Emotion,
    Error,
    Feedback,
    Forgotten,
    HearingSign,
    Hello,
    HistoryLost,
    Interrupt,
    Look,
    Message,
    Ping,
    Pong,
    Resume,
    SeeingSign,
    Sensing,
    ServerMessage,
    ServerModel,
    Text,
    Transcript,
    TypingSign,
    Utterance,
    Welcome,
)
from gateway.vocabulary import MessageId

CLIENT_MESSAGES: Final[TypeAdapter[ClientMessage]] = TypeAdapter(ClientMessage)
SERVER_MESSAGES: Final[TypeAdapter[ServerMessage]] = TypeAdapter(ServerMessage)
CLIENT_TYPES: Final = (
    Hello, Text, Feedback, Correction, Consent, Resume, Ack, Ping,
    AudioStart, AudioStop, Utterance, Confirm, CameraStart, CameraStop, Look, Behaviour, Interrupt,
)  # fmt: skip
SERVER_TYPES: Final = (
    Welcome, Message, CardCompleted, Emotion, HearingSign, SeeingSign, Transcript, TypingSign, Accepted,
    Error, HistoryLost, Forgotten, Sensing, Pong, Done,
)  # fmt: skip


def decode(frame: str | bytes) -> ClientMessage:
    """A client's text frame as a message.

    Raises Refusal (`malformed`, `unknown_type`, `invalid`), carrying the frame's `id` where it can be read.
    """
    try:
        return CLIENT_MESSAGES.validate_json(frame)
    except ValidationError as error:
        raise _refusal(error, frame) from None


def encode(message: ServerModel) -> str:
    """A server message as a text frame."""
    return message.model_dump_json(by_alias=True)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of both directions, under `$defs` `client` and `server`."""
    schema, definitions = TypeAdapter.json_schemas(
        [("client", "validation", CLIENT_MESSAGES), ("server", "serialization", SERVER_MESSAGES)],
        title=PROTOCOL,
    )
    named = {str(key): value for (key, _), value in schema.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **definitions,
        "$defs": {**definitions["$defs"], **named},
        "anyOf": [{"$ref": "#/$defs/client"}, {"$ref": "#/$defs/server"}],
    }


def _refusal(error: ValidationError, frame: str | bytes) -> Refusal:
    problem = error.errors(include_url=False, include_input=False)[0]
    if problem["type"] == "json_invalid":
        return Refusal(
            "malformed", f"the frame is not JSON ({problem['ctx']['error']}); send one JSON object a frame"
        )
    if problem["type"] in ("union_tag_invalid", "union_tag_not_found"):
        known = ", ".join(str(kind.model_fields["type"].default) for kind in CLIENT_TYPES)
        return Refusal("unknown_type", f"`type` must be one of: {known}", message_id=_id_of(frame))
    if not problem["loc"]:
        return Refusal("malformed", "the frame is not a JSON object; send one JSON object a frame")
    kind, *path = problem["loc"]
    field = ".".join(str(part) for part in path)
    return Refusal("invalid", f"`{field}` of `{kind}`: {problem['msg']}", message_id=_id_of(frame))


def _id_of(frame: str | bytes) -> str | None:
    found = _Identified.model_validate_json(frame).id
    try:
        return _MESSAGE_ID.validate_python(found)
    except ValidationError:
        return None


_MESSAGE_ID: Final[TypeAdapter[str]] = TypeAdapter(MessageId)


class _Identified(BaseModel):
    id: Any = None
