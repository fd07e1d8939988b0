"""What Slack tells: events, buttons and commands, as what a visitor did. Pure.

Over HTTP and in Socket Mode the same objects come, so nothing here knows which it was.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gateway.channels.channel import (
    Asked,
    Author,
    Command,
    Incoming,
    Place,
    PutRight,
    Rated,
    Said,
    SentElse,
)
from gateway.channels.commands import command_of
from gateway.channels.slack.places import NAME, in_private, in_thread, is_private
from gateway.channels.slack.words import read_words
from gateway.errors import Refusal
from gateway.vocabulary import FeedbackAction, ItemId, Words, known_label

REPLY: Final = "reply"
RATE: Final = "rate"
MOOD: Final = "mood"
ASK: Final = "ask"
OPEN: Final = "open"
"""What our own buttons are called, up to a colon."""

_RATINGS: Final[dict[str, FeedbackAction]] = {action: action for action in get_args(FeedbackAction)}
_COMMANDS: Final[dict[str, Command]] = {command: command for command in get_args(Command)}
_ITEM: Final[TypeAdapter[str]] = TypeAdapter(ItemId)


class _Loose(BaseModel):
    """Slack adds fields as it likes; those that are read here have to be right."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


_ID: Final = Field(min_length=1, max_length=64, pattern="^[A-Za-z0-9]+$")
_TS: Final = Field(max_length=32, pattern=r"^[0-9]+(\.[0-9]+)?$")


class _File(_Loose):
    id: str = _ID
    mimetype: str = ""

    @property
    def in_words(self) -> str:
        """What it is: nothing of voice or face is taken in a place of work, not even to look what it is."""
        kind = self.mimetype.partition("/")[0]
        return {"audio": "a voice clip", "video": "a video", "image": "a picture"}.get(kind, "a file")


class _Event(_Loose):
    type: str
    subtype: str | None = None
    user: str | None = Field(default=None, max_length=64, pattern="^[A-Za-z0-9]+$")
    bot_id: str | None = None
    text: Words = ""
    channel: str = _ID
    channel_type: str | None = None
    ts: str = _TS
    thread_ts: str | None = Field(default=None, max_length=32, pattern=r"^[0-9]+(\.[0-9]+)?$")
    edited: object = None
    files: tuple[_File, ...] = ()


class _Authorization(_Loose):
    user_id: str | None = None


class _EventCallback(_Loose):
    team_id: str = _ID
    event_id: str = Field(min_length=1, max_length=150, pattern="^[!-~]+$")
    event: _Event
    authorizations: tuple[_Authorization, ...] = ()

    @property
    def bot_user(self) -> str | None:
        """Our own user in this workspace."""
        return self.authorizations[0].user_id if self.authorizations else None


class _Named(_Loose):
    id: str = _ID


class _Container(_Loose):
    channel_id: str = _ID
    message_ts: str = _TS
    thread_ts: str | None = Field(default=None, max_length=32, pattern=r"^[0-9]+(\.[0-9]+)?$")


class _Option(_Loose):
    value: Words


class _Action(_Loose):
    action_id: str = Field(max_length=255)
    block_id: str = ""
    action_ts: str = _TS
    value: Words | None = None
    selected_option: _Option | None = None


class _BlockActions(_Loose):
    user: _Named
    team: _Named
    container: _Container
    actions: tuple[_Action, ...] = Field(max_length=25)


class _SlashCommand(_Loose):
    team_id: str = _ID
    user_id: str = _ID
    trigger_id: str = Field(min_length=1, max_length=256)
    text: Words = ""


def incoming(payload: Mapping[str, Any], now: float) -> Sequence[Incoming]:
    """What a visitor did; () for what is not meant for the companion. `now` stands where Slack gives no time.

    Raises Refusal (`invalid`) for what cannot be read.
    """
    kind = payload.get("type")
    if kind == "event_callback":
        return _of_event(payload)
    if kind == "block_actions":
        return _of_actions(_read(_BlockActions, payload))
    if "command" in payload:
        return (_of_command(_read(_SlashCommand, payload), now),)
    return ()


# --- events -----------------------------------------------------------------------------------------------


def _of_event(payload: Mapping[str, Any]) -> Sequence[Incoming]:
    kind = payload.get("event")
    if not isinstance(kind, Mapping) or kind.get("type") not in ("message", "app_mention"):
        return ()
    if kind.get("subtype") not in (None, "file_share", "me_message", "thread_broadcast"):
        return ()  # edited, deleted, joined, of a bot: no message that somebody has just written
    told = _read(_EventCallback, payload)
    event = told.event
    if event.user is None or not _is_meant(event) or not _is_a_persons(event, told.bot_user):
        return ()
    author = Author(NAME, f"{told.team_id}:{event.user}", told.team_id)
    return _of_message(told, author, _place_of(told.team_id, event, event.user))


def _is_meant(event: _Event) -> bool:
    """A direct message, or one in a channel that names the companion. A mention in a direct message comes as
    the message, too."""
    direct = event.channel_type == "im" or event.channel.startswith("D")
    return direct if event.type == "message" else not direct


def _is_a_persons(event: _Event, bot_user: str | None) -> bool:
    return not (event.bot_id or event.edited or event.user in (bot_user, "USLACKBOT"))


def _place_of(team: str, event: _Event, user: str) -> Place:
    if event.type == "message" and event.thread_ts is None:
        return in_private(team, user)
    return in_thread(team, event.channel, event.thread_ts or event.ts, user)


def _of_message(told: _EventCallback, author: Author, place: Place) -> Sequence[Incoming]:
    event = told.event
    at = float(event.ts)
    private = is_private(place)
    found: list[Incoming] = [
        SentElse(f"{told.event_id}.{file.id}", author, place, at, file.in_words, private=private)
        for file in event.files
    ]
    text = read_words(event.text, told.bot_user)
    if text:
        found.append(Said(told.event_id, author, place, at, text, private=private))
    elif not found and event.type == "app_mention":
        # nothing but the name was said
        found.append(Asked(told.event_id, author, place, at, "help", private=private))
    return found


# --- buttons ----------------------------------------------------------------------------------------------


def _of_actions(told: _BlockActions) -> Sequence[Incoming]:
    found = (_of_action(told, action) for action in told.actions)
    return [one for one in found if one is not None]


def _of_action(told: _BlockActions, action: _Action) -> Incoming | None:
    team, user, where = told.team.id, told.user.id, told.container
    author = Author(NAME, f"{team}:{user}", team)
    place = in_private(team, user)
    if where.thread_ts:
        place = in_thread(team, where.channel_id, where.thread_ts, user)
    parts = (team, user, where.channel_id, where.message_ts, action.action_id, action.action_ts)
    event = f"act.{_digest(*parts)}"
    at = float(action.action_ts)
    kind, _, what = action.action_id.partition(":")
    if kind == REPLY and action.value:
        if asked := command_of(action.value):
            return Asked(event, author, in_private(team, user), at, *asked)
        return Said(event, author, place, at, action.value, private=is_private(place))
    if kind == RATE and what in _RATINGS and action.value:
        return Rated(event, author, place, at, _item(action.value), _RATINGS[what], private=is_private(place))
    if kind == MOOD and action.selected_option is not None:
        label = known_label(action.selected_option.value)
        turn = action.block_id.partition(":")[2]
        return (
            None
            if label is None or not turn
            else PutRight(event, author, place, at, turn, label, private=is_private(place))
        )
    if kind == ASK and what in _COMMANDS:
        return Asked(event, author, in_private(team, user), at, _COMMANDS[what])
    return None  # a link that was followed; a button of an older version


# --- commands ---------------------------------------------------------------------------------------------


def _of_command(told: _SlashCommand, now: float) -> Incoming:
    """Answered in private, wherever it was given: a channel has other readers."""
    author = Author(NAME, f"{told.team_id}:{told.user_id}", told.team_id)
    place = in_private(told.team_id, told.user_id)
    event = f"cmd.{_digest(told.team_id, told.user_id, told.trigger_id)}"
    asked = command_of(f"/{told.text.strip() or 'help'}")
    if asked is None or (asked[1] and asked[0] != "link"):  # “help me, …” is no command
        return Said(event, author, place, now, read_words(told.text))
    return Asked(event, author, place, now, *asked)


# --- reading ----------------------------------------------------------------------------------------------

ModelT = TypeVar("ModelT", bound=_Loose)


def _read(model: type[ModelT], payload: Mapping[str, Any]) -> ModelT:
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise _unreadable(error) from None


def _item(value: str) -> str:
    try:
        return _ITEM.validate_python(value)
    except ValidationError as error:
        raise _unreadable(error) from None


def _unreadable(error: ValidationError) -> Refusal:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, problem["loc"])) or "value"
    return Refusal("invalid", f"a request of Slack's cannot be read: `{where}`: {problem['msg']}")


def _digest(*parts: str) -> str:
    """Slack names no id for a press of a button; what stays the same when it is sent again is one."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
