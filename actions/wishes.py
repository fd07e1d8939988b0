"""What a person wished for, from this turn and from the wishes before it."""

from collections.abc import Iterable
from dataclasses import dataclass

from actions.turn import Turn
from personalization.genres import canonical_genre
from personalization.item import TRAITS, Form, Item, ItemKind, Practice, Purpose
from personalization.profile import Polarity, Subject, Told
from personalization.subjects import told_of_genre

A_WISH = "ask_music"
ANOTHER = "ask_something_else"
ASKING = frozenset({A_WISH, ANOTHER, "ask_exercise", "ask_read"})
"""Intents by which a person asks for content on their own."""

NOT_MUSIC = frozenset({"ask_exercise", "ask_read"})

ANY = "any"
"""What the dialogue sends for a wish that was left open."""

SEPARATOR = ","
"""Between the words of a wish that names several."""

EVEN = 0.5
"""Energy, in [0, 1], that separates lively from calm where there is nothing to compare with."""


@dataclass(frozen=True)
class Wishes:
    """`genre` and `artist` in the person's own words; None and empty where it was left open.

    `sounds` shall be heard, `without` must not; `form` is what an exercise or a read shall be.
    """

    genre: str | None = None
    artist: str | None = None
    need: Purpose | None = None
    form: Practice | Form | None = None
    sounds: tuple[Told, ...] = ()
    without: tuple[Told, ...] = ()

    @classmethod
    def of(cls, turn: Turn) -> "Wishes":
        """The wishes that count in this turn; a yes to an offer of the bot brings none along."""
        if turn.intent in NOT_MUSIC:
            return cls(form=_form(turn))
        if turn.intent not in (A_WISH, ANOTHER):
            return cls(genre_named(turn))
        need = _slot(turn, "wished_need")
        return cls(
            genre_named(turn) or _slot(turn, "wished_genre"),
            _slot(turn, "wished_artist"),
            Purpose(need) if need in set(Purpose) else None,
            _form(turn) if turn.intent == ANOTHER else None,
            _told(_slot(turn, "wished_sound"), Polarity.LOVED),
            _told(_slot(turn, "unwished"), Polarity.REJECTED),
        )


def genre_named(turn: Turn) -> str | None:
    """The genre that this turn asks for, in the person's own word, and not one to be without."""
    sounds = (turn.entity("wished_sound") or "").split(SEPARATOR)
    refused = (*turn.entities.get("genre:rejected", ()), *sounds)
    return next((genre for genre in turn.entities.get("genre", ()) if genre not in refused), None)


def kind_of_form(form: Practice | Form) -> ItemKind:
    """What has a practice is an exercise; what has a form, a read."""
    return ItemKind.EXERCISE if isinstance(form, Practice) else ItemKind.READ


def _form(turn: Turn) -> Practice | Form | None:
    named = _slot(turn, "wished_form")
    if named in set(Practice):
        return Practice(named)
    return Form(named) if named in set(Form) else None


def _told(words: str | None, polarity: Polarity) -> tuple[Told, ...]:
    """Traits and genres of a list; words that we have no song for are left out."""
    named = [word.strip() for word in words.split(SEPARATOR)] if words else []
    return tuple(
        Told(Subject.TRAIT, word, polarity) if word in TRAITS else told_of_genre(word, polarity)
        for word in named
        if word in TRAITS or canonical_genre(word)
    )


def _slot(turn: Turn, name: str) -> str | None:
    value = turn.entity(name) or turn.slots.get(name)
    return value if isinstance(value, str) and value and value != ANY else None


def too_lively_or_too_calm(tracks: Iterable[Item], need: Purpose | None, last: Item | None) -> frozenset[str]:
    """Ids of the tracks that a wished tempo rules out: not beyond the last one, or the wrong side of even."""
    level = last.energy if last else EVEN
    if need is Purpose.ENERGISE:
        return frozenset(track.id for track in tracks if track.energy <= max(level, EVEN))
    if need is Purpose.CALM:
        return frozenset(track.id for track in tracks if track.energy >= min(level, EVEN))
    return frozenset()
