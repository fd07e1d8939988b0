"""The frames between gateway and bot, without a socket: JSON in, values out, and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import BadFrameError
from bot.meaning import Meaning

MAX_TEXT_CHARS = 8_000
MAX_NAME_CHARS = 200
METADATA_KEYS = ("user", "locale", "channel", "local_hour", "emotion", "unsaid")
EMOTION_KEYS = (
    "label",
    "probabilities",
    "valence",
    "arousal",
    "confidence",
    "weights",
    "trend",
    "change",
    "shift",
    "need",
    "mixed",
    "parts",
)
MAX_METADATA_BYTES = 4_096


@dataclass(frozen=True)
class Turn:
    """One finished turn of a visitor. text has lost its leading slashes; metadata holds known keys only.

    meaning is what the gateway's text graph made of the words, if it read them.
    """

    turn: str
    sender: str
    text: str
    metadata: dict[str, Any]
    meaning: Meaning | None = None


@dataclass(frozen=True)
class Forget:
    """Drop the conversation of this sender."""

    sender: str


@dataclass(frozen=True)
class Hello:
    """The client shows its secret; first frame where one is set."""

    secret: str


@dataclass(frozen=True)
class Ping:
    """Are you there?"""


Frame = Turn | Forget | Hello | Ping


def read(data: str | bytes) -> Frame:
    """A frame of the client. Raises BadFrameError."""
    frame = _object(data)
    if "op" in frame:
        return _operation(frame)
    return Turn(
        turn=_name(frame, "turn"),
        sender=_name(frame, "sender"),
        text=without_command(_text(frame)),
        metadata=_metadata(frame.get("metadata")),
        meaning=Meaning.read(frame.get("meaning")),
    )


def _object(data: str | bytes) -> dict[str, Any]:
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        raise BadFrameError("the frame is not JSON; send one JSON object a frame") from None
    if not isinstance(frame, dict):
        raise BadFrameError(f"the frame is a {type(frame).__name__}; send a JSON object")
    return frame


def _operation(frame: dict[str, Any]) -> Frame:
    match frame["op"]:
        case "ping":
            return Ping()
        case "forget":
            return Forget(_name(frame, "sender"))
        case "hello":
            secret = frame.get("secret")
            return Hello(secret if isinstance(secret, str) else "")
        case other:
            raise BadFrameError(f"op is {str(other)[:40]!r}; known are ping, forget and hello")


def _name(frame: dict[str, Any], key: str) -> str:
    value = frame.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME_CHARS:
        raise BadFrameError(f"{key} must be a text of 1 to {MAX_NAME_CHARS} characters")
    return value


def _text(frame: dict[str, Any]) -> str:
    text = frame.get("text")
    if not isinstance(text, str):
        raise BadFrameError("text must be a text")
    if len(text) > MAX_TEXT_CHARS:
        raise BadFrameError(f"text has {len(text)} characters; at most {MAX_TEXT_CHARS} are taken")
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate could not be sent on


def without_command(text: str) -> str:
    """The text without leading slashes: "/forget_me" is Rasa's way to name an intent, not a visitor's."""
    return text.lstrip().lstrip("/ \t\r\n")


def _metadata(given: object) -> dict[str, Any]:
    """The known keys only: Rasa keeps metadata with every turn."""
    if not isinstance(given, Mapping):
        return {}
    metadata = {key: given[key] for key in METADATA_KEYS if given.get(key) is not None}
    if (emotion := metadata.get("emotion")) is not None:
        metadata["emotion"] = (
            {key: emotion[key] for key in EMOTION_KEYS if key in emotion}
            if isinstance(emotion, Mapping)
            else None
        )
    if len(json.dumps(metadata)) > MAX_METADATA_BYTES:
        raise BadFrameError(
            f"metadata is over {MAX_METADATA_BYTES} bytes; send what the contract names and no more"
        )
    return metadata


def turn_of(data: str | bytes) -> str | None:
    """The turn that a bad frame meant, if it says so."""
    try:
        turn = _object(data).get("turn")
    except BadFrameError:
        return None
    return turn if isinstance(turn, str) else None


def message_frame(turn: str, message: Mapping[str, Any]) -> str:
    """One message of Rasa for the gateway."""
    custom = message.get("custom") or message.get("json_message") or {}
    parts = custom if isinstance(custom, Mapping) else {}
    return json.dumps({
        "turn": turn,
        "kind": "message",
        "message": {
            "text": message.get("text") or None,
            "quick_replies": [_quick_reply(button) for button in message.get("buttons") or []],
            "card": parts.get("card"),
            "control": parts.get("control"),
        },
    })  # fmt: skip


def _quick_reply(button: Mapping[str, Any]) -> dict[str, str]:
    title = str(button.get("title", ""))
    return {"title": title, "text": str(button.get("payload") or title)}


def done_frame(turn: str) -> str:
    """The turn is over."""
    return json.dumps({"turn": turn, "kind": "done"})


def error_frame(turn: str | None, detail: str) -> str:
    """The turn is over without an answer; turn is null where a frame named none."""
    return json.dumps({"turn": turn, "kind": "error", "detail": detail})


def forgotten_frame(sender: str) -> str:
    """The conversation is dropped."""
    return json.dumps({"op": "forgotten", "sender": sender})


def pong_frame() -> str:
    """I am here."""
    return json.dumps({"op": "pong"})
