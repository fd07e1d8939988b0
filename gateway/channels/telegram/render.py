"""What the server says, as messages of Telegram: HTML with everything escaped, and buttons under it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import islice
from typing import ClassVar, Final
from urllib.parse import urlsplit

from gateway.cards import Card, ExerciseCard, QuickReply, ReadCard, TrackCard
from gateway.channels import text_form
from gateway.channels.channel import Limits
from gateway.channels.completable import CardName
from gateway.channels.splitting import split
from gateway.channels.telegram import presses
from gateway.protocol import (
    CardCompleted,
    Emotion,
    Message,
    SeeingSign,
    ServerModel,
    Transcript,
    TypingSign,
)
from gateway.vocabulary import LABELS, FeedbackAction, SeeingState, known_label

LIMITS: Final = Limits(max_chars=4096, max_buttons=24, per_s=1.0)
"""Characters are UTF-16 code units after the HTML is read. A keyboard may have 100 buttons, and is easier to
use with fewer; Telegram asks for no more than a message a second in one chat."""

MAX_TITLE_CHARS: Final = 48
BUTTONS_IN_ROW: Final = 2
MAX_URL_CHARS: Final = 2048
SHORT_TITLE_CHARS: Final = 16
"""Titles up to this length stand two in a row."""

RATINGS: Final[dict[type, tuple[FeedbackAction, ...]]] = {
    TrackCard: ("like", "dislike", "skip"),
    ExerciseCard: ("complete", "like", "skip"),
    ReadCard: ("like", "dislike", "skip"),
}
RATING_TITLES: Final[dict[FeedbackAction, str]] = {
    "like": "👍 Like", "dislike": "👎 Not for me", "skip": "Skip", "complete": "✓ Done", "play": "▶ Played",
}  # fmt: skip

NOT_SO: Final = "Not so? Put it right"
SEEN: Final[dict[SeeingState, str]] = {
    "no_face": "I see no face in that photo, so it counts for nothing. Another one, from nearer, may help.",
    "several": "I see several faces; the one in front is read.",
    "too_dark": "It is too dark in that photo for me to see much, so it counts for little.",
    "too_far": "The face in that photo is far away, so it counts for little.",
    "turned_away": "The face in that photo is turned away, so it counts for little.",
}
PHOTO_READ: Final = (
    "{looks} That is an estimate, and no fact about you; the picture is not kept. It counts together with "
    "what you write next."
)


@dataclass(frozen=True, repr=False)
class Button:
    """`data` comes back when it is pressed; a button with a `url` opens it."""

    title: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, repr=False)
class Say:
    """A message. `turn` is that which it answers; `private`: not sent where others read along; `card` is the
    one that may be completed later."""

    html: str
    rows: Rows = ()
    turn: str | None = None
    private: bool = False
    card: CardName | None = None


@dataclass(frozen=True, repr=False)
class Complete:
    """More is known of a card that was shown: `links` take the place of those under its message, whose words
    stay as they are. What it was sent with leads on as well, so that this is tried once."""

    card: CardName
    links: Rows
    passing: ClassVar[bool] = True


@dataclass(frozen=True, repr=False)
class ShowTyping:
    """The sign that an answer is being written begins or ends; of no use later."""

    on: bool
    passing: ClassVar[bool] = True


@dataclass(frozen=True, repr=False)
class Reading:
    """How a turn sounds: stands under the first answer to it, with a button to put it right. Never shown
    where others read along."""

    turn: str
    words: str
    passing: ClassVar[bool] = True


Outgoing = Say | Complete | ShowTyping | Reading


def rendered(message: ServerModel) -> Sequence[Outgoing]:
    """What is sent for `message`; () for what a chat does not show."""
    match message:
        case TypingSign():
            return (ShowTyping(message.on),)
        case Emotion():
            return _emotion(message)
        case SeeingSign():
            words = SEEN.get(message.state)
            return (Say(escape(words, quote=False)),) if words else ()
        case Transcript(final=True, confirm=True):
            return _question(message)
        case Message():
            return _said(message)
        case CardCompleted(message=number, card=TrackCard() as card):
            links = _links(card)
            return (Complete(CardName(number, card.id), links),) if links else ()
        case _:
            plain = text_form.plain(message)
            return () if plain is None else _says(plain.text, _replies(plain.buttons))


def labels_of(turn_tail: str) -> Rows:
    """The feelings to choose from, three in a row, for the turn whose id ends so."""
    names = [name for name in map(known_label, LABELS) if name]
    buttons = [(name, presses.label(name, f".{turn_tail}")) for name in names]
    return _in_rows((Button(name, data) for name, data in buttons if data), 3)


def put_right_row(turn: str) -> Rows:
    """The button that asks for them."""
    data = presses.choose(turn)
    return ((Button(NOT_SO, data),),) if data else ()


def utf16_units(text: str) -> int:
    """The size of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _emotion(emotion: Emotion) -> Sequence[Outgoing]:
    words = text_form.mood_words(emotion)
    if emotion.partial:  # of a voice note the reading of the turn follows; of a photo this is the answer
        return (Say(PHOTO_READ.format(looks=_looks(emotion))),) if "face" in emotion.weights else ()
    if emotion.turn is None:
        return ()
    if emotion.corrected:
        return (Say(f"Thank you: {escape(words, quote=False)}.", private=True),)
    return (Reading(emotion.turn, f"{words}{_from(emotion)}"),)


def _looks(emotion: Emotion) -> str:
    if emotion.confidence < text_form.UNSURE_BELOW:
        return "I can't tell how you feel from that photo."
    return f"In that photo I see {emotion.label}."


def _from(emotion: Emotion) -> str:
    """Which senses it is from, where it is not the words alone."""
    said = {"text": "words", "voice": "voice", "face": "face", "behaviour": "typing"}
    used = [said[sense] for sense in emotion.parts or emotion.weights]
    return f" (from {' and '.join(used)})" if used and used != ["words"] else ""


def _question(transcript: Transcript) -> Sequence[Outgoing]:
    keep = presses.heard(transcript.utterance, keep=True)
    drop = presses.heard(transcript.utterance, keep=False)
    buttons = (Button("Yes", keep), Button("No", drop)) if keep and drop else ()
    return _says(f"Did I hear “{transcript.text}”?", (buttons,) if buttons else ())


def _said(message: Message) -> Sequence[Outgoing]:
    card = message.card
    shown = card.model_copy(update={"links": []}) if isinstance(card, TrackCard) else card
    plain = text_form.plain(message.model_copy(update={"card": shown}))
    if plain is None:
        return ()
    rows = _replies(plain.buttons)
    if card is not None:
        rows = (*_links(card), *_ratings(card), *rows)
    name = CardName(message.seq, card.id) if isinstance(card, TrackCard) else None
    return _says(plain.text, rows, message.turn, name)


def _says(text: str, rows: Rows, turn: str | None = None, card: CardName | None = None) -> Sequence[Say]:
    """The buttons stand under the last piece."""
    pieces = [escape(piece, quote=False) for piece in split(text, LIMITS.max_chars - ROOM, utf16_units)]
    said = [Say(piece, turn=turn) for piece in pieces]
    return (*said[:-1], *(replace(last, rows=_bounded(rows), card=card) for last in said[-1:]))


def with_links(rows: Rows, links: Rows) -> Rows:
    """The rows of a message with other links in the place of its own."""
    return (*links, *(row for row in rows if not any(button.url for button in row)))


ROOM: Final = 160
"""Kept free for the line under an answer that says how it sounds."""


def _bounded(rows: Rows) -> Rows:
    kept: list[tuple[Button, ...]] = []
    n_buttons = 0
    for row in rows:
        n_buttons += len(row)
        if n_buttons > LIMITS.max_buttons:
            break
        kept.append(row)
    return tuple(kept)


def _replies(replies: Iterable[QuickReply]) -> Rows:
    buttons = [
        Button(_shortened(reply.title), presses.say(reply.text, number))
        for number, reply in enumerate(replies)
        if reply.title.strip() and reply.text.strip()
    ]
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        last = rows[-1] if rows else ()
        fits = len(last) == 1 and max(len(last[0].title), len(button.title)) <= SHORT_TITLE_CHARS
        if fits:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _links(card: Card) -> Rows:
    if not isinstance(card, TrackCard):
        return ()
    buttons = (
        Button(text_form.SERVICES.get(link.service, link.service), url=link.url)
        for link in card.links
        if _is_a_link(link.url)
    )
    return _in_rows(buttons, BUTTONS_IN_ROW)


def _is_a_link(url: str) -> bool:
    """Whether Telegram takes it: one button that it does not take would cost the message."""
    try:
        parts = urlsplit(url)
        labels = (parts.hostname or "").split(".")
        _ = parts.port  # raises where it is none
    except ValueError:
        return False
    is_host = len(labels) > 1 and all(label[:1].isalnum() and label[-1:].isalnum() for label in labels)
    is_web = parts.scheme in ("http", "https") and is_host
    return is_web and len(url) <= MAX_URL_CHARS and not any(map(str.isspace, url))


def _in_rows(buttons: Iterable[Button], n: int) -> Rows:
    rest: Iterator[Button] = iter(buttons)
    return tuple(iter(lambda: tuple(islice(rest, n)), ()))


def _ratings(card: Card) -> Rows:
    if not isinstance(card, TrackCard | ExerciseCard | ReadCard):
        return ()
    made = ((RATING_TITLES[action], presses.rate(action, card.id)) for action in RATINGS[type(card)])
    row = tuple(Button(title, data) for title, data in made if data)
    return (row,) if row else ()


def _shortened(title: str) -> str:
    return title if len(title) <= MAX_TITLE_CHARS else f"{title[: MAX_TITLE_CHARS - 1]}…"
