"""Words of self-harm, found by pattern, so that no classifier's doubt can lose them.

High recall comes first: a false alarm costs a caring sentence, a miss may cost more. Everyday figures of
speech ("this song kills me", "I'm dying to see it") are let through.
"""

import re
from functools import lru_cache
from pathlib import Path

from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("crisis_patterns.txt")

MAX_WORDS_BESIDE = 4
"""More words than these beside a figure of speech may say something of their own."""

_LETTERS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "*": "", "_": " "}
)
_SPACED = re.compile(r"\b(?:\w ){2,}\w\b")
_TO = re.compile(r"(?<=\s)2(?=\s)")
_SLIPS = (
    (re.compile(r"(.)\1{2,}"), r"\1"),
    (re.compile(r"\b(?:wnat|watn|wamt|wnt|wan)\b"), "want"),
    (re.compile(r"\b(?:myslef|mysef|myselff|meself|mysel)\b"), "myself"),
    (re.compile(r"\b(?:kil|kll|klil|kiil)\b"), "kill"),
    (re.compile(r"\b(?:dei|dye)\b"), "die"),
    (re.compile(r"\b(?:anymor|anymroe|nomore)\b"), "anymore"),
    (re.compile(r"\bwana\b"), "wanna"),
    (re.compile(r"\b(?:sucide|suiside|suicde|sucidal|suisidal|suacide)\b"), "suicide"),
)


def speaks_of_self_harm(text: str) -> bool:
    """Whether a text speaks of suicide or of hurting oneself, as far as patterns can tell."""
    harm, harmless = _patterns()
    return any(harm.search(harmless.sub(" ~ ", reading)) for reading in _readings(text))


def is_figure_of_speech(text: str) -> bool:
    """Whether there is a figure of speech and hardly a word beside it: "I could kill for a coffee"."""
    _, harmless = _patterns()
    simple = plain(text)
    rest, n_found = harmless.subn(" ", simple)
    return n_found > 0 and len(rest.split()) <= MAX_WORDS_BESIDE and not speaks_of_self_harm(text)


def _readings(text: str) -> tuple[str, str]:
    """The text as it is, and with digits read as letters and common slips put right."""
    simple = plain(text)
    letters = _SPACED.sub(lambda run: run.group().replace(" ", ""), simple)
    letters = _TO.sub("to", letters).translate(_LETTERS)
    for slip, right in _SLIPS:
        letters = slip.sub(right, letters)
    return simple, plain(letters)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = read_patterns(PATTERN_FILE)
    return found["harm"], found["harmless"]
