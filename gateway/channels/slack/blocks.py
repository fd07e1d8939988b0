"""What the server says, in Block Kit: sections of words, buttons under them, and the same words as a text for
notifications and screen readers. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    MarkdownTextObject,
    Option,
    SectionBlock,
    StaticSelectElement,
)

from gateway.cards import Card, ExerciseCard, ExportCard, QuickReply, ReadCard, ResourceCard, TrackCard
from gateway.channels import text_form
from gateway.channels.channel import Command, Limits
from gateway.channels.completable import CardName
from gateway.channels.slack.events import ASK, MOOD, OPEN, RATE, REPLY
from gateway.channels.slack.words import (
    bold,
    italic,
    measured,
    packed,
    paragraphs,
    with_slack_commands,
    written,
)
from gateway.channels.splitting import split
from gateway.protocol import CardCompleted, Emotion, Message, ServerModel
from gateway.vocabulary import LABELS, FeedbackAction

LIMITS: Final = Limits(max_chars=3000, max_buttons=25, per_s=1.0)
"""Of one section's text and one row of buttons; a message may have more of both, but is easier to read with
one. Slack takes a message a second in one conversation."""

CARD: Final = "card"
"""The `block_id` of a card's buttons."""
MAX_BLOCKS: Final = 50
MAX_BUTTON_CHARS: Final = 75
MAX_VALUE_CHARS: Final = 2000
MAX_URL_CHARS: Final = 3000

RATINGS: Final[dict[FeedbackAction, str]] = {
    "like": "👍 Like",
    "dislike": "👎 Not for me",
    "skip": "Skip",
    "complete": "✓ Done",
}
RATED: Final[dict[type, tuple[FeedbackAction, ...]]] = {
    TrackCard: ("like", "dislike", "skip"),
    ExerciseCard: ("complete", "like", "skip"),
    ReadCard: ("like", "dislike", "skip"),
}
KEEP_PRIVATE: Final = "Write it where you like; it need not be here."
PUT_RIGHT: Final = "Not so? Put it right"


@dataclass(frozen=True, repr=False)
class SlackMessage:
    """`text` is what notifications and screen readers give. What is `for_author_only` names how somebody
    feels: where others read along, only they are shown it.

    `card` is the one that may be completed later. What `completes` such a card is no message of its own: its
    blocks take the place of those with the same `block_id`. That is tried once: what is there leads on, too.
    """

    text: str
    blocks: tuple[dict[str, Any], ...]
    for_author_only: bool = False
    card: CardName | None = None
    completes: CardName | None = None

    @property
    def passing(self) -> bool:
        """Whether it is tried once and never kept."""
        return self.completes is not None


def rendered(message: ServerModel) -> Sequence[SlackMessage]:
    """What is sent for `message`; () for what a chat does not show."""
    if isinstance(message, Emotion):
        return _reading(message)
    if isinstance(message, Message):
        return _said(message)
    if isinstance(message, CardCompleted):
        row, name = _card_row(message.card), _name(message.message, message.card)
        return () if row is None or name is None else (SlackMessage("", (row.to_dict(),), completes=name),)
    plain = text_form.plain(message)
    return () if plain is None else _messages(_lines(plain.text), _rows(_replies(plain.buttons)))


# --- what the bot says ------------------------------------------------------------------------------------


def _said(message: Message) -> Sequence[SlackMessage]:
    text = message.text or ""
    lines = _lines(text if message.turn else with_slack_commands(text))
    rows = _rows(_replies(message.quick_replies))
    if message.card is not None:
        lines += ["", *_card(message.card)] if lines else _card(message.card)
        row = _card_row(message.card)
        rows = rows if row is None else [row, *rows]
    if not lines and rows:
        lines = ["You can answer with one of these:"]
    return _messages(lines, rows, _name(message.seq, message.card))


def _name(message: int, card: Card | None) -> CardName | None:
    return CardName(message, card.id) if isinstance(card, TrackCard) else None


def _lines(text: str, form: Callable[[str], str] = written) -> list[str]:
    return paragraphs(text, LIMITS.max_chars, form)


def _messages(
    lines: Sequence[str], rows: Sequence[Block], card: CardName | None = None
) -> Sequence[SlackMessage]:
    """As few as hold the lines; the buttons stand under the last."""
    texts = packed(lines, LIMITS.max_chars)
    if not texts:
        return ()
    *before, last = texts
    blocks = (_section(last), *rows)[:MAX_BLOCKS]
    return (
        *(SlackMessage(text, (_section(text).to_dict(),)) for text in before),
        SlackMessage(last, tuple(block.to_dict() for block in blocks), card=card),
    )


def _section(text: str, **more: Any) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), expand=True, **more)


# --- buttons ----------------------------------------------------------------------------------------------


def _rows(buttons: Sequence[ButtonElement]) -> list[Block]:
    n = LIMITS.max_buttons
    return [ActionsBlock(elements=list(buttons[begin : begin + n])) for begin in range(0, len(buttons), n)]


def _replies(replies: Sequence[QuickReply]) -> list[ButtonElement]:
    return [
        ButtonElement(text=_short(reply.title), action_id=f"{REPLY}:{n}", value=reply.text)
        for n, reply in enumerate(replies)
        if reply.text and measured(reply.text) <= MAX_VALUE_CHARS
    ]


def asked_by(title: str, command: Command) -> ButtonElement:
    """A button that gives a command."""
    return ButtonElement(text=title, action_id=f"{ASK}:{command}")


def _card_row(card: Card) -> Block | None:
    buttons = _card_buttons(card)[: LIMITS.max_buttons]
    return ActionsBlock(block_id=CARD, elements=list(buttons)) if buttons else None


def _card_buttons(card: Card) -> list[ButtonElement]:
    if isinstance(card, ExportCard):
        return [asked_by("Show my data", "my_data"), asked_by("Forget me", "forget")]
    links = card.links if isinstance(card, TrackCard) else []
    opening = [
        ButtonElement(
            text=_short(f"Open in {text_form.SERVICES.get(link.service, link.service)}"),
            action_id=f"{OPEN}:{link.service}",
            url=link.url,
        )
        for link in links
        if _is_a_link(link.url)
    ]
    item = "" if isinstance(card, ResourceCard) else card.id
    rating = [
        ButtonElement(text=RATINGS[action], action_id=f"{RATE}:{action}", value=item)
        for action in RATED.get(type(card), ())
    ]
    return [*opening, *rating]


def _is_a_link(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https") and len(url) <= MAX_URL_CHARS


def _short(title: str) -> str:
    if measured(title) <= MAX_BUTTON_CHARS:
        return title or "…"
    return split(title, MAX_BUTTON_CHARS - 1, measured)[0] + "…"


# --- cards ------------------------------------------------------------------------------------------------


def _card(card: Card) -> list[str]:
    match card:
        case TrackCard():
            lines = _track(card)
        case ExerciseCard():
            lines = _exercise(card)
        case ReadCard():
            lines = [*_head(card.title, card.form, card.duration_s), "", *_lines(card.body), ""]
        case ResourceCard():
            lines = [*_lines(card.title, bold), *_listed(map(text_form.help_line_words, card.lines))]
        case ExportCard():
            lines = _lines(card.title, bold)
    return [*lines, *_lines(card.why, italic)]


def _track(card: TrackCard) -> list[str]:
    year = f" ({card.year})" if card.year else ""
    genres = ", ".join(genre.replace("-", " ") for genre in card.genres)
    return [*_lines(f"♪ {card.title}", bold), *_lines(f"{card.artist}{year}"), *_lines(genres)]


def _exercise(card: ExerciseCard) -> list[str]:
    steps = [f"{number}. {text_form.step_words(step)}" for number, step in enumerate(card.steps, 1)]
    private = [KEEP_PRIVATE] if any(step.write for step in card.steps) else []
    head = _head(card.title, card.practice, card.duration_s)
    return [*head, *_each(steps), *private, *_lines(card.ending)]


def _listed(items: Iterable[str]) -> list[str]:
    return _each(f"• {item}" for item in items)


def _each(items: Iterable[str]) -> list[str]:
    return [line for item in items for line in _lines(item)]


def _head(title: str, kind: str, duration_s: float | None) -> list[str]:
    about = ", ".join(part for part in (kind, text_form.duration(duration_s)) if part)
    return [*_lines(title, bold), *_lines(about, italic)]


# --- how it sounds ----------------------------------------------------------------------------------------


def _reading(emotion: Emotion) -> Sequence[SlackMessage]:
    """The estimate, with a menu to put it right: it is theirs to see and to change. An even mood, surely
    read, needs no line of its own."""
    if emotion.partial or emotion.turn is None or (_is_even(emotion) and not emotion.corrected):
        return ()
    text = italic(_reading_words(emotion))
    menu = StaticSelectElement(
        placeholder=PUT_RIGHT,
        action_id=MOOD,
        options=[Option(value=label, text=label) for label in LABELS],
    )
    below = ActionsBlock(block_id=f"{MOOD}:{emotion.turn}", elements=[menu])
    blocks = [_section(text)] if emotion.corrected else [_section(text), below]
    return (SlackMessage(text, tuple(block.to_dict() for block in blocks), for_author_only=True),)


def _reading_words(emotion: Emotion) -> str:
    words = text_form.mood_words(emotion)
    if emotion.corrected:
        return f"Noted: {words}."
    unsure = emotion.confidence < text_form.UNSURE_BELOW
    return f"I am {words}." if unsure else f"To me this {words}."


def _is_even(emotion: Emotion) -> bool:
    return emotion.label == "neutral" and emotion.confidence >= text_form.UNSURE_BELOW
