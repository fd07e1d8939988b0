"""Two feelings of opposite sign in one breath: "happy and guilty at once". Both deserve their name."""

import re
from itertools import pairwise

from bot.mood_vocabulary import MoodMention, mood_mentions
from bot.words import plain

LIGHT = frozenset({"joy", "anticipation", "trust"})
HEAVY = frozenset({"sadness", "fear", "anger", "disgust"})

_BETWEEN = re.compile(
    r"[ ,]*(?:and|but|yet|&|as well as|though|although|while|as much as)?"
    r"(?: (?:also|at the same time|i'm|im|i am|i feel|feel|feeling|a|bit|little|so|very|really|still"
    r"|kind|of|somehow|strangely|equally|yet|too|both|half|partly|slightly|terribly|incredibly|deeply))*"
)


def mixed_feelings(text: str) -> tuple[str, str] | None:
    """The visitor's own two words, as written, in small letters; None where the feelings are not mixed."""
    simple = plain(text)
    mentions = mood_mentions(simple)
    for first, second in pairwise(mentions):
        if _are_opposite(first, second) and _BETWEEN.fullmatch(simple[first.end : second.start].rstrip()):
            return first.word, second.word
    return None


def _are_opposite(first: MoodMention, second: MoodMention) -> bool:
    labels = {first.label, second.label}
    return (
        not (first.denied or second.denied) and not labels.isdisjoint(LIGHT) and not labels.isdisjoint(HEAVY)
    )
