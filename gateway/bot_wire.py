"""The frames between gateway and bot, apart from any connection."""

import json
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from gateway.cards import CARDS, Card, QuickReply
from gateway.errors import BotWireError
from gateway.meaning import Meaning


class Correction(BaseModel):
    """The visitor put a reading right."""

    label: str


class Control(BaseModel):
    """What an action asks of the gateway, beside its words; unknown wishes are ignored."""

    model_config = ConfigDict(frozen=True)

    pause_sensing: bool | None = None
    forgotten: bool = False
    correction: Correction | None = None


@dataclass(frozen=True)
class BotReply:
    """One message of the bot. `rejected` says what was left out because it broke the contract."""

    text: str | None = None
    quick_replies: tuple[QuickReply, ...] = ()
    card: Card | None = None
    control: Control | None = None
    rejected: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Replied:
    """The bot said something for `turn`."""

    turn: str
    reply: BotReply


@dataclass(frozen=True)
class Finished:
    """The bot is done with `turn`."""

    turn: str


@dataclass(frozen=True)
class Failed:
    """The bot could not answer `turn`."""

    turn: str
    detail: str


@dataclass(frozen=True)
class TrackerDropped:
    """The bot has forgotten the conversation of `sender`."""

    sender: str


@dataclass(frozen=True)
class Alive:
    """The bot answered a ping."""


T = TypeVar("T")
_TEXT: Final = TypeAdapter(str)
_QUICK_REPLIES: Final = TypeAdapter(list[QuickReply])
_CONTROL: Final = TypeAdapter(Control)

BotEvent = Replied | Finished | Failed | TrackerDropped | Alive


def hello_frame(secret: str) -> bytes:
    """The first frame of a connection."""
    return to_json({"op": "hello", "secret": secret})


def ping_frame() -> bytes:
    """Asks whether the bot listens."""
    return to_json({"op": "ping"})


def forget_frame(sender: str) -> bytes:
    """Asks the bot to forget the conversation of `sender`."""
    return to_json({"op": "forget", "sender": sender})


def turn_frame(
    turn: str, sender: str, text: str, metadata: dict[str, Any], meaning: Meaning | None = None
) -> bytes:
    """Hands over a turn; the meaning goes beside the metadata, because Rasa keeps those."""
    frame = {"turn": turn, "sender": sender, "text": text, "metadata": metadata}
    if meaning is not None:
        frame["meaning"] = {"words": meaning.words, "vector": meaning.vector}
    return to_json(frame)


def decode_event(frame: str | bytes) -> BotEvent:
    """A frame of the bot as an event. Raises BotWireError when it breaks the contract."""
    try:
        data = from_json(frame)
    except ValueError as error:
        raise BotWireError("the bot sent a frame that is not JSON") from error
    if not isinstance(data, dict):
        raise BotWireError("the bot sent a frame that is not a JSON object")
    try:
        return _turn_event(data) if "turn" in data else _operation_event(data)
    except (KeyError, TypeError, AttributeError) as error:
        raise BotWireError(f"the bot sent a frame without what its kind needs: {error!r}") from None


def _turn_event(data: dict[str, Any]) -> BotEvent:
    match data["kind"]:
        case "message":
            return Replied(data["turn"], _reply(data["message"]))
        case "done":
            return Finished(data["turn"])
        case "error":
            return Failed(data["turn"], str(data.get("detail", "")))
    raise BotWireError(
        f"the bot sent a frame of kind {json.dumps(data['kind'])}; known: message, done, error"
    )


def _operation_event(data: dict[str, Any]) -> BotEvent:
    match data["op"]:
        case "pong":
            return Alive()
        case "forgotten":
            return TrackerDropped(data["sender"])
    raise BotWireError(f"the bot sent the operation {json.dumps(data['op'])}; known: pong, forgotten")


def _reply(message: dict[str, Any]) -> BotReply:
    rejected: list[str] = []

    def part(name: str, adapter: TypeAdapter[T]) -> T | None:
        if not message.get(name):
            return None
        try:
            return adapter.validate_python(message[name])
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            rejected.append(f"{name}.{'.'.join(map(str, problem['loc']))}: {problem['type']}")
            return None

    quick_replies = part("quick_replies", _QUICK_REPLIES)
    return BotReply(
        text=part("text", _TEXT),
        quick_replies=tuple(quick_replies or ()),
        card=part("card", CARDS),
        control=part("control", _CONTROL),
        rejected=tuple(rejected),
    )
