"""Whether somebody asks to be remembered: "don't forget me" must not begin an erasure."""

import re

from bot.words import plain

_KEEP = re.compile(
    r"\b(?:don'?t|do not|never|won'?t|will not|not|can'?t|cannot)(?: you)?(?: please)?(?: ever| just| dare)*"
    r" (?:forget|delete|erase|remove|wipe|lose)(?: about)?"
    r" (?:me|us|who i am|what (?:i|we)|my (?:data|name|messages|history|profile)|our|any|anything|everything"
    r"|it)\b"
)
_OTHERWISE = re.compile(
    r"\bwhy\b|\bunless\b|\buntil\b|\bif you\b|\bforget to\b|\bi (?:can'?t|cannot|won'?t|don'?t)\b"
)


def asks_to_be_kept(text: str) -> bool:
    """Whether a text asks not to forget or not to delete."""
    simple = plain(text)
    return _KEEP.search(simple) is not None and _OTHERWISE.search(simple) is None
