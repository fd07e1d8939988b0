"""What a person wished for in music, from this turn and from the wishes before it."""

from collections.abc import Iterable
from dataclasses import dataclass

from actions.turn import Turn
from personalization.item import Item, Purpose

A_WISH = "ask_music"
ANOTHER = "ask_something_else"
ASKING = frozenset({A_WISH, ANOTHER, "ask_exercise", "ask_read"})
"""Intents by which a person asks for content on their own."""

ANY = "any"
"""What the dialogue sends for a wish that was left open."""

EVEN = 0.5
"""Energy, in [0, 1], that separates lively from calm where there is nothing to compare with."""


@dataclass(frozen=True)
class Wishes:
    """`genre` and `artist` in the person's own words, `need` a Purpose; None where it was left open."""

    genre: str | None = None
    artist: str | None = None
    need: Purpose | None = None

    @classmethod
    def of(cls, turn: Turn) -> "Wishes":
        """The wishes that count in this turn; a yes to an offer of the bot brings none along."""
        if turn.intent not in (A_WISH, ANOTHER):
            return cls(turn.entity("genre"))
        need = _slot(turn, "wished_need")
        return cls(
            turn.entity("genre") or _slot(turn, "wished_genre"),
            _slot(turn, "wished_artist"),
            Purpose(need) if need in set(Purpose) else None,
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
