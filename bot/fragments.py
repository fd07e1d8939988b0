"""Fragments of a story being told: "my mum", "last week", "every night"."""

import re

from bot.words import plain

MAX_WORDS = 5

_OPENING = re.compile(
    r"(?:(?:and|but|just|only|also|then|so|mostly|well|oh) )*"
    r"(?:my|our|his|her|their|the|a|an|last|every|each|all|because|since|for|in|on|at|after|before|with|without"
    r"|during|this|that|these|those|yesterday|today|tonight|mornings?|evenings?|nights?|weekends?|again|always"
    r"|still|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|christmas|birthdays?|long ago"
    r"|(?:two|three|four|five|\d+) (?:days?|weeks?|months?|years?))\b"
)
_WISH = re.compile(
    r"\b(?:song|songs|music|track|tune|exercise|read|text|story|poem|joke|one|another|else|next|other|data|help"
    r"|play|way|best|bot|time|same|usual|number|helpline|human|person|please)\b|\?"
)
_QUESTION_OR_ORDER = re.compile(
    r"(?:what|who|whose|how|when|where|which|why|can|could|would|will|do|does|did|is|are|am|was|should|book"
    r"|order|translate|calculate|set|turn|buy|write|open|call|send|show|search|convert|play|print|scan|find|draw|remind"
    r"|add|count|define|explain|solve|spell|give|tell|make|check|compare|list|name|stop|start|put|get|let|go"
    r"|hi|hello|hey|bye|thanks|thank|yes|no|ok|okay)\b"
)


def opens_like_a_fragment(text: str) -> bool:
    """Whether a few words begin as the middle of a story does, and wish for nothing."""
    simple = plain(text)
    return _is_short(simple) and bool(_OPENING.match(simple)) and not _WISH.search(simple)


def may_be_a_fragment(text: str) -> bool:
    """Whether a few words are neither a question nor an order, nor wish for anything: "pneumonia"."""
    simple = plain(text)
    plain_words = _is_short(simple) and not _QUESTION_OR_ORDER.match(simple) and not _WISH.search(simple)
    return plain_words and re.search(r"\d", simple) is None


def _is_short(simple: str) -> bool:
    return 0 < len(simple.split()) <= MAX_WORDS
