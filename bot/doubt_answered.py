"""What a visitor answers where the bot asked which of two readings, or which feeling, is closer."""

import re
from collections.abc import Mapping

from bot.mood_vocabulary import mood_mentions
from bot.senses_apart import SensesApart
from bot.words import plain

MAX_WORDS = 6
"""An answer is no longer than this, unless it is a sentence that tells a feeling."""

MAX_WORDS_OF_A_FEELING = 3
"""So few words that name a feeling are an answer, whatever else the classifier takes them for."""

_SENSES: Mapping[str, re.Pattern[str]] = {
    "text": re.compile(r"\b(?:words?|texts?|what i (?:said|say|wrote|write|typed))\b"),
    "voice": re.compile(r"\b(?:voice|tone|(?:how|way) i (?:sound|sounded|speak|spoke))\b"),
    "face": re.compile(r"\b(?:face|expression|how i look)\b"),
    "behaviour": re.compile(r"\b(?:typing|(?:how|way) i type)\b"),
}
_BOTH = re.compile(r"\b(?:both|each|all of (?:it|them)|a bit of (?:both|each)|equally)\b")
_WISH = re.compile(r"\b(?:something|song|music|play|exercise|read)\b")
_NEITHER = re.compile(r"\b(?:neither|none of (?:them|these|those|it|that)|none|something else|other)\b")


def named_label(text: str, *, tells_a_feeling: bool, apart: SensesApart | None) -> str | None:
    """The label that an answer names by a feeling or by a sense; None where it names none, or several.

    `tells_a_feeling` is what the classifier believes; `apart` is what the question was about.
    """
    simple = plain(text)
    n_words = len(simple.split())
    labels = {mention.label for mention in mood_mentions(simple) if not mention.denied}
    if labels:
        answers = tells_a_feeling or (n_words <= MAX_WORDS_OF_A_FEELING and not _WISH.search(simple))
        return labels.pop() if answers and len(labels) == 1 else None
    senses = [sense for sense, pattern in _SENSES.items() if pattern.search(simple)]
    return apart.label_of(senses[0]) if apart and len(senses) == 1 and n_words <= MAX_WORDS else None


def says_both(text: str) -> bool:
    """Whether an answer is "both"."""
    simple = plain(text)
    return len(simple.split()) <= MAX_WORDS and bool(_BOTH.search(simple))


def says_neither(text: str) -> bool:
    """Whether an answer is "neither"."""
    simple = plain(text)
    return len(simple.split()) <= MAX_WORDS and bool(_NEITHER.search(simple))
