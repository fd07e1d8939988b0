"""What an exercise or a read shall be: breathing or stretching, a poem or a story."""

import re
from functools import lru_cache
from pathlib import Path

from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("form_patterns.txt")


def wished_form(text: str) -> str | None:
    """The practice or form named first, and not refused; None where a wish names none."""
    simple = plain(text)
    found = {
        form: match.start()
        for form, pattern in _patterns().items()
        if (match := pattern.search(simple))
        and not _refused_before().search(simple[: match.start()].rstrip())
    }
    return min(found, key=lambda form: found[form]) if found else None


def _refused_before() -> re.Pattern[str]:
    return _sections()["refused_before"]


def _patterns() -> dict[str, re.Pattern[str]]:
    return {name: pattern for name, pattern in _sections().items() if name != "refused_before"}


@lru_cache(maxsize=1)
def _sections() -> dict[str, re.Pattern[str]]:
    return read_patterns(PATTERN_FILE)
