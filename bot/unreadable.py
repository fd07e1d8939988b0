"""Whether a text is no language at all: one letter held down, or a hand on the keyboard."""

import re

MIN_LETTERS = 4
"""Shorter words are abbreviations more often than noise."""

MIN_REPEATS = 30
"""A letter so often is held down, not felt ("aaaargh" is felt)."""

ALLOWED_SHARE = 0.34
"""At most this share of the words may look real."""

_WORD = re.compile(r"[^\W\d_]+")
_HELD_DOWN = re.compile(r"([^\W_])(?:\s*\1){" + str(MIN_REPEATS - 1) + r",}", re.IGNORECASE)
_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm")
_CONSONANTS = re.compile(r"[^aeiouy]{6,}")
_SOUNDS = re.compile(r"[bgs]?r+|[hm]+|z+|s+h+|[pf]+t*|p+s+t+|t+s+k*|g+h+|w+t+f+|[hx]*d+")


def is_unreadable(text: str) -> bool:
    """Whether hardly a word of a text is one; sounds ("grrr", "pfff") and abbreviations are."""
    words = [word.lower() for word in _WORD.findall(text)]
    if _HELD_DOWN.search(text) and len(set(words)) <= 3:
        return True
    long = [word for word in words if len(word) >= MIN_LETTERS]
    if not any(map(_is_noise, long)) or not all(word.isascii() for word in long):
        return False
    n_real = sum(not _is_noise(word) for word in words)
    return n_real <= ALLOWED_SHARE * len(words)


def _is_noise(word: str) -> bool:
    if _SOUNDS.fullmatch(word):
        return False
    return _is_along_a_row(word) or _CONSONANTS.search(word) is not None


def _is_along_a_row(word: str) -> bool:
    """Whether neighbouring keys of one row follow each other, either way: "asdf", "lkjh", "jkl"."""
    size = min(len(word), MIN_LETTERS)
    pieces = [word[at : at + size] for at in range(len(word) - size + 1)]
    return size > 2 and any(piece in row or piece in row[::-1] for row in _ROWS for piece in pieces)
