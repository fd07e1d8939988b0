"""Word features of a sentence: what the meaning vector blurs, above all "not", "no" and "don't"."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.emoji import spelled_out

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[!?]+|[:;][-']?[()D]", re.UNICODE)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})


def plain(text: str) -> str:
    """Lower case, one kind of apostrophe, single spaces."""
    return " ".join(text.translate(_APOSTROPHES).lower().split())


def word_features(text: str) -> Iterator[str]:
    """Words, pairs of words and the pieces of each word, of 3 and 4 characters, with repeats."""
    words = _WORD.findall(plain(spelled_out(text)))
    padded = ["^", *words, "$"]
    yield from (f"w:{word}" for word in words)
    yield from (f"p:{left} {right}" for left, right in pairwise(padded))
    for word in words:
        framed = f" {word} "
        for size in (3, 4):
            yield from (f"c:{framed[i : i + size]}" for i in range(len(framed) - size + 1))
