"""Updates of Telegram's Bot API (`Update`), as far as they are read, and what a visitor did in them. Pure.

In a group nobody is heard but who speaks to the bot: by its name, in answer to it, or with a command that
names it; and of nobody there is more read than words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.channels.channel import (
    Author,
    Confirmed,
    Incoming,
    Place,
    PutRight,
    Rated,
    Said,
    SentElse,
    Showed,
    Spoke,
)
from gateway.channels.telegram.places import TELEGRAM, Spot
from gateway.channels.telegram.presses import pressed
from gateway.errors import Refusal

MAX_NOTE_S: Final = 60.0
MAX_FILE_BYTES: Final = 2_000_000
"""A minute of a voice note has a quarter of this; a photo of 1280 pixels a tenth."""
MAX_PIXELS: Final = 2_100_000

MESSAGES_IN_ORDER: Final = 1_000_000
"""So many messages of a chat follow on one another before numbers begin anew, as far as order goes."""

PRIVATE: Final = "private"
ALLOWED_UPDATES: Final = ("message", "callback_query")
"""What Telegram is asked to send at all: no edits, no reactions, nothing of other people's membership."""

ELSE: Final = {
    "sticker": "a sticker", "video": "a video", "video_note": "a video", "audio": "a sound file",
    "document": "a file", "animation": "an animation", "location": "a location", "venue": "a place",
    "contact": "a contact", "poll": "a poll", "dice": "a die", "story": "a story",
    "paid_media": "a paid picture",
}  # fmt: skip
"""What is sent beside words, voice notes and photos; the first that is there names it."""


MAX_LOCALE_CHARS: Final = 35
"""As many as a session's `locale` has."""
_LANGUAGE_TAG: Final = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3} | [a-z]{4,8})            # language
        (?:-[a-z]{4})? (?:-(?:[a-z]{2}|[0-9]{3}))?              # script, region
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*                # variants
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*                    # extensions
        (?:-x(?:-[a-z0-9]{1,8})+)?                              # private use""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
"""Well-formed tags of RFC 5646 that begin with a language."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class User(_Part):
    """`User`"""

    id: int
    is_bot: bool = False
    language_code: Any = None

    @property
    def locale(self) -> str | None:
        """What their app is set to; None where that is not said, or is no language tag."""
        code = self.language_code
        is_tag = isinstance(code, str) and len(code) <= MAX_LOCALE_CHARS and _LANGUAGE_TAG.fullmatch(code)
        return code if is_tag else None


class Chat(_Part):
    """`Chat`"""

    id: int
    type: str


class Entity(_Part):
    """`MessageEntity`; offset and length in UTF-16 code units."""

    type: str
    offset: int = Field(ge=0)
    length: int = Field(ge=0)
    user: User | None = None


class PhotoSize(_Part):
    """`PhotoSize`"""

    file_id: str = Field(max_length=1024)
    width: int
    height: int
    file_size: int | None = None


class Voice(_Part):
    """`Voice`; `duration` in seconds, `file_size` in bytes."""

    file_id: str = Field(max_length=1024)
    duration: float
    file_size: int | None = None


class Origin(_Part):
    """`MessageOrigin`: who wrote what was forwarded, where they let it be known."""

    sender_user: User | None = None


class RepliedTo(_Part):
    """The message that is answered; only who wrote it is read."""

    sender: User | None = Field(default=None, alias="from")


class Message(_Part):
    """`Message`; `message_thread_id` is a topic's only where `is_topic_message`."""

    message_id: int
    date: float
    chat: Chat
    sender: User | None = Field(default=None, alias="from")
    sender_chat: Chat | None = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    text: str | None = None
    entities: list[Entity] = Field(default_factory=list)
    caption: str | None = None
    caption_entities: list[Entity] = Field(default_factory=list)
    voice: Voice | None = None
    photo: list[PhotoSize] = Field(default_factory=list)
    forward_origin: Origin | None = None
    reply_to_message: RepliedTo | None = None

    @property
    def words(self) -> str:
        """What was written, with or without something else."""
        return self.text or self.caption or ""

    @property
    def marks(self) -> list[Entity]:
        """What in it names somebody, or is a command."""
        return self.entities if self.text else self.caption_entities


class Button(_Part):
    """`InlineKeyboardButton`"""

    text: str = ""
    callback_data: str | None = None


class Keyboard(_Part):
    """`InlineKeyboardMarkup`"""

    inline_keyboard: list[list[Button]] = Field(default_factory=list)


class Shown(_Part):
    """The message under which a button was pressed; an old one tells little of itself."""

    message_id: int
    chat: Chat
    message_thread_id: int | None = None
    is_topic_message: bool = False
    reply_markup: Keyboard = Keyboard()


class CallbackQuery(_Part):
    """`CallbackQuery`: a button was pressed."""

    id: str
    sender: User = Field(alias="from")
    message: Shown | None = None
    data: str = ""


class Update(_Part):
    """`Update`; what else it may hold is of no concern here."""

    update_id: int
    message: Message | None = None
    callback_query: CallbackQuery | None = None


@dataclass(frozen=True, repr=False)
class Arrived:
    """An update as Telegram sent it, and when it came here (epoch seconds): a press does not say when."""

    update: Any
    at: float


@dataclass(frozen=True)
class Me:
    """The bot's own number, and its name without the @; empty until Telegram has told it."""

    id: int
    username: str = ""


def read(update: Any) -> Update:
    """The update. Raises Refusal for what is none."""
    try:
        return Update.model_validate(update)
    except ValidationError as error:
        where = ".".join(map(str, error.errors(include_input=False, include_url=False)[0]["loc"]))
        raise Refusal("malformed", f"`{where}` of the update is not as Telegram's Bot API has it") from None


def received(arrived: Arrived, me: Me) -> Sequence[Incoming]:
    """What a visitor did. Raises Refusal for what is no update."""
    update = read(arrived.update)
    if update.message is not None:
        other = next((words for key, words in ELSE.items() if key in arrived.update["message"]), None)
        found, sender = _message(update.message, update.update_id, me, other), update.message.sender
    elif update.callback_query is not None:
        query = update.callback_query
        found, sender = _press(query, update.update_id, arrived.at), query.sender
    else:
        return ()
    return () if found is None else (replace(found, locale=sender.locale if sender else None),)


def spot_of(message: Message | Shown, author: User) -> Spot:
    """Where what answers `author` goes."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Spot(message.chat.id, thread, None if message.chat.type == PRIVATE else author.id)


# --- messages ---------------------------------------------------------------------------------------------

_Who = tuple[str, Author, Place, float]
"""The event, who, where, and when (epoch seconds)."""


def _message(message: Message, update_id: int, me: Me, other: str | None) -> Incoming | None:
    sender = message.sender
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return None  # a channel, another bot, somebody who speaks as the group
    event = f"{update_id}:{message.chat.id}:{message.message_id}"
    author = Author(TELEGRAM, str(sender.id))
    who = (event, author, spot_of(message, sender).place(), _written_at(message))
    if message.chat.type != PRIVATE:
        return _in_group(message, who, me) if _is_addressed(message, me) else None
    if message.voice is not None:
        return _voice(message.voice, message, who)
    if message.photo:
        return _photo(message, who)
    if words := message.text or message.caption:
        return Said(*who, _without_name(words))
    return SentElse(*who, other) if other else None  # else it tells of the chat: a pinned message, a new name


def _written_at(message: Message) -> float:
    """In epoch seconds. Telegram tells whole ones: within one, the numbers of the messages give the order."""
    return message.date + message.message_id % MESSAGES_IN_ORDER / MESSAGES_IN_ORDER


def _in_group(message: Message, who: _Who, me: Me) -> Incoming:
    if message.voice is not None:
        return SentElse(*who, "a voice note in a group", private=False)
    words = _without_mentions(message.words, message.marks, me)
    if message.photo and not words:
        return SentElse(*who, "a photo in a group", private=False)
    return Said(*who, _without_name(words) or "/help", private=False)


def _voice(voice: Voice, message: Message, who: _Who) -> Incoming:
    if _is_anothers(message):
        return SentElse(*who, "a voice note of somebody else")
    if voice.duration > MAX_NOTE_S or (voice.file_size or 0) > MAX_FILE_BYTES:
        return SentElse(*who, f"a voice note of more than {MAX_NOTE_S:g} seconds")
    return Spoke(*who, voice.file_id, voice.duration)


def _photo(message: Message, who: _Who) -> Incoming:
    if _is_anothers(message):
        return SentElse(*who, "a photo of somebody else")
    best = best_size(message.photo)
    if best is None:
        return SentElse(*who, "a photo of this size")
    return Showed(*who, best.file_id, message.caption or "")


def best_size(photo: Sequence[PhotoSize]) -> PhotoSize | None:
    """The largest of a photo's sizes that is looked at; None where none is."""
    fitting = [
        size
        for size in photo
        if size.width * size.height <= MAX_PIXELS and (size.file_size or 0) <= MAX_FILE_BYTES
    ]
    return max(fitting, key=lambda size: size.width * size.height, default=None)


def _is_anothers(message: Message) -> bool:
    """Whether it was forwarded, and not from their own: somebody would be heard or seen who did not ask."""
    origin = message.forward_origin
    if origin is None or message.sender is None:
        return False
    return origin.sender_user is None or origin.sender_user.id != message.sender.id


# --- whom a group speaks to -------------------------------------------------------------------------------


def _is_addressed(message: Message, me: Me) -> bool:
    answered = message.reply_to_message
    if answered is not None and answered.sender is not None and answered.sender.id == me.id:
        return True
    return any(_names(mark, message.words, me) for mark in message.marks)


def _names(mark: Entity, words: str, me: Me) -> bool:
    if mark.type == "text_mention":
        return mark.user is not None and mark.user.id == me.id
    if not me.username:
        return False
    marked = _piece(words, mark).lower()
    name = f"@{me.username.lower()}"
    return (mark.type == "mention" and marked == name) or (
        mark.type == "bot_command" and marked.endswith(name)
    )


def _without_mentions(words: str, marks: Sequence[Entity], me: Me) -> str:
    for mark in sorted(marks, key=lambda mark: mark.offset, reverse=True):
        if mark.type in ("mention", "text_mention") and _names(mark, words, me):
            units = words.encode("utf-16-le")
            words = (units[: 2 * mark.offset] + units[2 * (mark.offset + mark.length) :]).decode(
                "utf-16-le", "ignore"
            )
    return words.strip(" \t\n,:")


def _piece(words: str, mark: Entity) -> str:
    units = words.encode("utf-16-le")[2 * mark.offset : 2 * (mark.offset + mark.length)]
    return units.decode("utf-16-le", "ignore")


def _without_name(words: str) -> str:
    """A command as it is without the bot's name behind it: `/help@some_bot me` -> `/help me`."""
    command, blank, rest = words.partition(" ")
    if not command.startswith("/"):
        return words
    return f"{command.partition('@')[0]}{blank}{rest}"


# --- buttons ----------------------------------------------------------------------------------------------


def _press(query: CallbackQuery, update_id: int, at: float) -> Incoming | None:
    press = pressed(query.data)
    if press is None or query.message is None or query.sender.is_bot:
        return None
    spot = spot_of(query.message, query.sender)
    who = (f"{update_id}:{query.id}"[:200], Author(TELEGRAM, str(query.sender.id)), spot.place(), at)
    private = not spot.is_group
    match press.kind:
        case "say":
            return Said(*who, press.rest, private=private)
        case "say_title":
            title = _title_of(query)
            return Said(*who, title, private=private) if title else None
        case "rate":
            return Rated(*who, press.rest, press.action, private=private)
        case "label":
            return PutRight(*who, press.rest, press.label, private=private)
        case "heard":
            return Confirmed(*who, press.rest, press.keep, private=private)
        case "choose":
            return None  # the labels are shown first; `gateway.channels.telegram.intake` does


def _title_of(query: CallbackQuery) -> str | None:
    rows = query.message.reply_markup.inline_keyboard if query.message else []
    return next((b.text for row in rows for b in row if b.callback_data == query.data and b.text), None)
