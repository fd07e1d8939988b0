"""Long answers in pieces, at the ends of paragraphs and sentences where that is possible."""

import re
from collections.abc import Callable, Iterator
from typing import Final

_ENDS: Final = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+|(?<=[。！？])"),
    re.compile(r"(?<=[,;:])\s+"),
    re.compile(r"\s+"),
)
"""Where a text may be parted, the best place first."""

_NEVER_FIRST: Final = re.compile(r"[\u0300-\u036f\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
"""Characters that belong to the one before: accents, joiners, variations, tones of skin."""


def split(text: str, limit: int, measure: Callable[[str], int] = len) -> list[str]:
    """`text` in pieces of 1 to `limit`, in order; none where there are no words.

    `measure` gives the size of a text as the platform counts it; it never shrinks as a text grows. A word
    that is longer than `limit` is parted, but not within a character and what belongs to it. Raises
    ValueError for a limit under 1.
    """
    if limit < 1:
        raise ValueError(f"limit was {limit}; a piece holds at least 1 character")
    return list(_pieces(text.strip(), limit, measure))


def _pieces(rest: str, limit: int, measure: Callable[[str], int]) -> Iterator[str]:
    while rest:
        if measure(rest) <= limit:
            yield rest
            return
        n_fitting = _fitting(rest, limit, measure)
        at = _end_within(rest, n_fitting)
        piece = rest[:at].rstrip()
        if piece:
            yield piece
        rest = rest[at:].lstrip()


def _fitting(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many characters from the beginning fit; at least 1, so that it ends."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _end_within(text: str, n_fitting: int) -> int:
    """Where to part: at the last of the best ends; an end in the first third leaves too small a piece."""
    least = n_fitting // 3
    for end in _ENDS:
        # one blank beyond what fits may be the end: it is dropped anyway
        found = [match.end() for match in end.finditer(text, 0, n_fitting + 1) if match.start() > least]
        if found:
            return found[-1]
    at = n_fitting
    while at > 1 and (_NEVER_FIRST.match(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at if at > 1 else n_fitting
