"""In which language a text is written, from its commonest words: enough to say "only English" in it.

English wins every tie: it is worse to turn an English sentence away than to answer a foreign one in English.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from bot.words import plain

WORD_FILE = Path(__file__).with_name("language_words.txt")

TOLD_APART = ("de", "fr", "es", "it", "pt", "nl")
OTHER = "other"
"""A language that is not English, and none of those that are told apart."""

SURE_WEIGHT = 2
"""What an unmistakable word weighs; a likely one weighs 1."""

ENGLISH_WEIGHT = 2
"""What an English word weighs against any other language."""

MIN_LIKELY = 3
"""So many likely words speak for a language where no unmistakable one does."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def foreign_language(text: str) -> str | None:
    """The language of a text, one of TOLD_APART or OTHER; None for English and for what is unclear."""
    words = _WORD.findall(plain(text))
    if not words:
        return None
    if _latin_share(words) < 0.5:
        return OTHER
    english = _vocabulary()["english"]
    foreign = [word for word in words if word not in english]
    weights = {language: _weight(language, foreign) for language in (*TOLD_APART, OTHER)}
    best = max(weights, key=lambda language: weights[language])
    enough = max(SURE_WEIGHT - 1, ENGLISH_WEIGHT * (len(words) - len(foreign)))
    return best if weights[best] > enough else None


def _weight(language: str, words: list[str]) -> int:
    """How much the words, none of them English, speak for a language; 0 where that is too little to count."""
    n_sure = sum(word in _vocabulary()[f"sure_{language}"] for word in words)
    n_likely = sum(word in _vocabulary().get(f"likely_{language}", ()) for word in words)
    return SURE_WEIGHT * n_sure + n_likely if n_sure or n_likely >= MIN_LIKELY else 0


def _latin_share(words: list[str]) -> float:
    """Share of the letters that are Latin, in [0, 1]."""
    letters = [letter for word in words for letter in word if letter != "'"]
    n_latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return n_latin / max(1, len(letters))


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    for line in WORD_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), set())
        elif line and not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(found) for name, found in sections.items()}
