"""What a wish for music asks to hear, and to be without: "with piano", "but no guitar", "jazz, not metal"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("sound_patterns.txt")

_TURNS = ("wanted", "unwanted", "neither")


@dataclass(frozen=True)
class Sounds:
    """Sounds by their names; what is unwanted may also be a genre, as it was written."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def wished_sounds(text: str, genres: Sequence[str] = ()) -> Sounds:
    """The sounds that a text asks for, and what it asks to be without; `genres` are those that it names."""
    named: dict[str, list[str]] = {turn: [] for turn in _TURNS}
    turn = "neither"
    for _, _, name in sorted(_signs(plain(text), genres)):
        if name in _TURNS:
            turn = name
        elif name not in named[turn] and (turn == "unwanted" or name in _patterns()):
            named[turn].append(name)
    return Sounds(tuple(named["wanted"]), tuple(named["unwanted"]))


def _signs(simple: str, genres: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where words turn the meaning, and where sounds and genres are named: place, rank and name."""
    for name, pattern in _patterns().items():
        for match in pattern.finditer(simple):
            yield match.start(), int(name != "neither"), name
    for genre in genres:
        if plain(genre) not in _patterns():
            for match in re.finditer(rf"\b{re.escape(plain(genre))}(?!\w)", simple):
                yield match.start(), 2, genre


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(PATTERN_FILE)
