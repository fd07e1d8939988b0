"""Whether a sentence only says what somebody is not: "I'm not unhappy"."""

import re

from bot.mood_vocabulary import mood_mentions
from bot.words import plain

_ABOUT_THE_READING = re.compile(
    r"\b(?:wrong|mistak\w*|mis\w+|incorrect|right|reading|read|guess\w*|mood|emotion|ring|say|said|says|see|seem\w*"
    r"|show\w*|think|thought|call|describe\w*|you|your|you've|you're|actually|mean|sarcas\w+)\b"
    r"|^(?:no|nope|nah)\b"
)


def only_denies(text: str, but_not: object = None) -> bool:
    """Whether a text denies moods, names none, and speaks of no reading.

    `but_not` is a label, such as the one shown last: denying that one is more than a denial.
    """
    simple = plain(text)
    mentions = mood_mentions(simple)
    if not mentions or not all(mention.denied for mention in mentions) or _ABOUT_THE_READING.search(simple):
        return False
    return all(mention.label != but_not for mention in mentions)
