"""Words of violence that somebody suffers or fears, found by pattern.

A person who tells of being hit should not be met with a question about their anger. Games and figures of
speech ("she beat me at chess", "the news hit me") are let through.
"""

import re
from functools import lru_cache
from pathlib import Path

from bot.pattern_file import read_patterns
from bot.words import plain

PATTERN_FILE = Path(__file__).with_name("violence_patterns.txt")


def speaks_of_violence(text: str) -> bool:
    """Whether a text tells of violence, abuse or fear of a person close by, as far as patterns can tell."""
    violence, harmless = _patterns()
    return bool(violence.search(harmless.sub(" ~ ", plain(text))))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = read_patterns(PATTERN_FILE)
    return found["violence"], found["harmless"]
