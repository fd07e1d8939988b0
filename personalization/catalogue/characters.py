"""Characters that no text of a catalogue may hold, since they do something where they are shown.

They steer a terminal (escape sequences), override the direction of writing, or are half of a character, which
no encoding can carry. Marks that only embed a direction are found in real titles: they are kept, and written
out where a terminal shows them.
"""

import unicodedata
from collections.abc import Callable

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_OVERRIDES = frozenset("\u202d\u202e")
_EMBEDS = frozenset("\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_LINE_BREAKS_AND_TABS = frozenset("\n\r\t")


def is_harmful(character: str) -> bool:
    """Whether no title may hold this character; line breaks and tabs are among them."""
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _OVERRIDES


def escaped(text: str) -> str:
    """The text with every character that would do something written as Python would, such as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(c.encode("unicode_escape").decode() if is_harmful(c) or c in _EMBEDS else c for c in text)


def _without_harmful(allowed: frozenset[str]) -> Callable[[object], object]:
    def check(given: object) -> object:
        if not isinstance(given, str) or given.isprintable():
            return given
        for character in given.strip(" \t\r\n"):
            if is_harmful(character) and character not in allowed:
                raise PydanticCustomError(
                    "harmful_character",
                    "U+{code} is a control character, a direction override or half a character; leave it out",
                    {"code": f"{ord(character):04X}"},
                )
        return given

    return check


ONE_LINE = BeforeValidator(_without_harmful(frozenset()))
"""For a title or a name."""
CALM_TEXT = BeforeValidator(_without_harmful(_LINE_BREAKS_AND_TABS))
"""For a text of several lines."""
