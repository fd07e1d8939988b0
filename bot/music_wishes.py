"""What a wish for music says beyond the wish: how lively, and by whom."""

import re
from functools import lru_cache
from pathlib import Path

from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("music_wish_patterns.txt")

_AND_WITHOUT = re.compile(r",? (?:but|without|with no) ")

NEEDS = ("calm", "energise", "uplift")
MAX_ARTIST_WORDS = 6


def wished_need(text: str) -> str | None:
    """One of NEEDS, the one named first; None where a wish does not say."""
    simple = plain(text)
    found = {need: match.start() for need in NEEDS if (match := _patterns()[need].search(simple))}
    return min(found, key=lambda need: found[need]) if found else None


def wished_artist(text: str) -> str | None:
    """Whom a wish for music names, in small letters: "play something by Queen", "play Adele"."""
    simple = plain(text)
    found = _patterns()["by"].search(simple) or _patterns()["play"].search(simple)
    artist = _AND_WITHOUT.split(found["artist"])[0] if found else ""
    named = 0 < len(artist.split()) <= MAX_ARTIST_WORDS and not _patterns()["no_artist"].search(artist)
    return artist if named else None


def is_only_a_wish(text: str) -> bool:
    """Whether a text is nothing but a wish of that kind: "a slow one", "by Adele"."""
    simple = plain(text)
    by = _patterns()["only_by"].fullmatch(simple) is not None and wished_artist(simple) is not None
    return by or _patterns()["only_tempo"].fullmatch(simple) is not None


def compares(text: str) -> bool:
    """Whether a wish is measured against what was there before: "slower", "not so loud"."""
    return _patterns()["compares"].search(plain(text)) is not None


def is_a_wish_for_now(text: str) -> bool:
    """Whether a text asks for a song that lacks something, and not for that to be left out for good."""
    simple = plain(text)
    return bool(_patterns()["lacking"].search(simple)) and not _patterns()["lasting"].search(simple)


def names_what_to_play(text: str) -> bool:
    """Whether a text is "play" and what, and nothing of how often or how much: "play Metallica"."""
    simple = plain(text)
    found = _patterns()["play"].search(simple)
    refuses = _patterns()["how_much"].match(found["artist"]) if found else None
    return found is not None and refuses is None and not _patterns()["lasting"].search(simple)


def is_another_for_now(text: str) -> bool:
    """The same of something else: "something else but no drums"."""
    return _patterns()["lacking_another"].search(plain(text)) is not None


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(PATTERN_FILE)
