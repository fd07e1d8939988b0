"""Every server message and card in plain words, for what a channel cannot show otherwise."""

from dataclasses import dataclass
from typing import Final

from gateway.cards import (
    Breath,
    Card,
    ExerciseCard,
    ExportCard,
    HelpLine,
    QuickReply,
    ReadCard,
    ResourceCard,
    Step,
    TrackCard,
)
from gateway.channels.shared_words import SERVICES as SERVICES
from gateway.channels.shared_words import TREND_WORDS
from gateway.channels.shared_words import UNSURE_BELOW as UNSURE_BELOW
from gateway.channels.shared_words import duration as duration
from gateway.protocol import Emotion, Error, Forgotten, Message, Sensing, ServerModel, Transcript

UNTOLD: Final = frozenset({"malformed", "unknown_type", "wrong_order", "invalid", "token_invalid"})
"""Errors that say something of a program's messages, nothing of a visitor's."""

FORGOTTEN: Final = "Everything that I knew about you is erased. We can go on as if we had never met."
PAUSED: Final = "I no longer estimate how you feel. Say “resume sensing” when you want me to."
RESUMED: Final = "I listen for how you feel again."
NOT_HEARD: Final = "I could not make out any words in that. Please say it again, or write it."
SHOW_ALL: Final = QuickReply(title="Show my data", text="/mydata")


@dataclass(frozen=True)
class Plain:
    """Words, and what can be answered with one press."""

    text: str
    buttons: tuple[QuickReply, ...] = ()


def plain(message: ServerModel) -> Plain | None:
    """`message` in words; None for what a chat does not show: signs, acknowledgements, readings."""
    match message:
        case Message():
            return _said(message)
        case Transcript(final=True):
            return _heard(message)
        case Error() if message.code not in UNTOLD:
            return Plain(f"{message.detail[:1].upper()}{message.detail[1:]}")
        case Forgotten():
            return Plain(FORGOTTEN)
        case Sensing():
            return Plain(PAUSED if message.paused else RESUMED)
        case _:
            return None


def _said(message: Message) -> Plain | None:
    parts = [part for part in (message.text, card_words(message.card) if message.card else None) if part]
    buttons = tuple(message.quick_replies)
    if isinstance(message.card, ExportCard):
        buttons = (*buttons, SHOW_ALL)
    if not parts:
        return Plain("You can answer with one of these:", buttons) if buttons else None
    return Plain("\n\n".join(parts), buttons)


def _heard(transcript: Transcript) -> Plain:
    if not transcript.text:
        return Plain(NOT_HEARD)
    if transcript.confirm:
        return Plain(
            f"Did I hear “{transcript.text}”?",
            (QuickReply(title="Yes", text="/heard yes"), QuickReply(title="No", text="/heard no")),
        )
    return Plain(f"I heard: “{transcript.text}”")


def card_words(card: Card) -> str:
    """A card in words, one thing a line."""
    match card:
        case TrackCard():
            lines = _track(card)
        case ExerciseCard():
            lines = _exercise(card)
        case ReadCard():
            lines = [_about(card.title, card.form, duration(card.duration_s)), card.body]
        case ResourceCard():
            lines = [card.title, *map(help_line_words, card.lines)]
        case ExportCard():
            lines = [card.title]
    return "\n".join([*lines, card.why])


def _track(card: TrackCard) -> list[str]:
    head = f"♪ {card.title} · {card.artist}" + (f" ({card.year})" if card.year else "")
    genres = [", ".join(genre.replace("-", " ") for genre in card.genres)] if card.genres else []
    return [
        head,
        *genres,
        *(f"{SERVICES.get(link.service, link.service)}: {link.url}" for link in card.links),
    ]


def _exercise(card: ExerciseCard) -> list[str]:
    steps = [f"{number}. {step_words(step)}" for number, step in enumerate(card.steps, 1)]
    return [_about(card.title, card.practice, duration(card.duration_s)), *steps, card.ending]


def _about(title: str, *more: str) -> str:
    about = ", ".join(part for part in more if part)
    return f"{title} ({about})" if about else title


def step_words(step: Step) -> str:
    """One step in a line."""
    if step.breath:
        return f"{step.text} ({pace_words(step.breath)})"
    return f"{step.text} ({step.duration_s:g} s)" if step.duration_s else step.text


def pace_words(breath: Breath) -> str:
    """A paced breath: "in 4 s, out 6 s, 6 times"."""
    parts = (("in", breath.in_s), ("hold", breath.hold_s), ("out", breath.out_s), ("rest", breath.rest_s))
    said = [f"{word} {seconds:g} s" for word, seconds in parts if seconds]
    return f"{', '.join(said)}, {breath.rounds} times"


def help_line_words(line: HelpLine) -> str:
    """One place that helps."""
    return f"{line.name}: " + ", ".join(part for part in (line.number, line.url) if part)


def mood_words(emotion: Emotion) -> str:
    """How a turn sounds, and where the mood goes: an estimate, never a fact."""
    if emotion.corrected:
        return f"{emotion.label}, as you say"
    if emotion.confidence < UNSURE_BELOW:
        return "not sure how this sounds"
    mood = "sounds fairly even" if emotion.label == "neutral" else f"sounds like {emotion.label}"
    trend = TREND_WORDS.get(emotion.trend)
    return ", ".join([mood, *([trend] if trend else []), *(["a turn in the mood"] if emotion.shift else [])])


def cannot_take(kind: str) -> str:
    """What to say to something that a channel cannot take, such as `a sticker`."""
    return f"I can't take {kind} here. Write it to me in words, and I am all ears."
