"""What becomes of recognised words: a turn, a question to the visitor, or nothing."""

import re
from enum import Enum, auto
from typing import Final

from perception.hearing.transcriber import Transcript

FILLERS: Final = frozenset({
    "ah", "eh", "er", "erm", "ha", "hm", "hmm", "huh", "mhm", "mm", "mmm", "oh", "ooh", "uh", "uh-huh", "uhm",
    "um", "umm", "mm-hmm", "mmhmm", "[noise]", "[breath]", "[cough]",
})  # fmt: skip
"""Sounds that people make while they listen or think; an utterance of nothing else asks for no answer."""

SERIOUS: Final = re.compile(
    r"""
    \b(?: suicid\w* | sue\ aside | unalive | self[ -]?harm\w* | over\ ?dos(?:e|ed|ing) )\b
    | \b(?:kill|killed|killing|hang|hanging|shoot|drown|hurt|hurting|harm|harming|cut|cutting|burn|burning
        |end|ending)\ (?:my\ ?self|me|it\ all|it|my\ life|this\ life)\b
    | \b(?:die|dying|dead|death)\b
    | \b(?:not|never|don't|dont|no\ longer)\b.{0,20}
        \b(?:live|living|alive|wake\ up|exist|be\ here|go\ on|born)\b
    | \b(?:can't|cannot|can\ not|cant)\ (?:go\ on|do\ this|take\ (?:it|this)|keep\ going|live)\b
    | \b(?:no|any|a)\ (?:point|reason|sense)\b.{0,15}\b(?:live|living|life|alive|go\ on|going\ on|stay)\b
    | \b(?:worth|tired\ of|sick\ of|out\ of|end|take|taking|done\ with)
        \ (?:my\ |this\ )?(?:living|life|being\ alive)\b
    | \b(?:better\ off|happier|easier)\ (?:without\ me|if\ i)
    | \b(?:jump|jumping|throw\ myself)\b.{0,15}\b(?:bridge|roof|building|window|balcony|train|cliff)\b
    | \b(?:pills|tablets|razor|blade|noose|rope|gun)\b
    """,
    re.VERBOSE,
)
"""Words that may speak of self-harm, taken wide: the dialogue judges them, here they only are not held up."""


class Verdict(Enum):
    """See the module."""

    TURN = auto()
    CONFIRM = auto()
    NOTHING = auto()


def judged(transcript: Transcript, confirm_below: float) -> Verdict:
    """Words of self-harm go on at once; others that are less sure than `confirm_below` are asked about."""
    text = transcript.text.lower()
    if all(word in FILLERS for word in text.split()):
        return Verdict.NOTHING
    if SERIOUS.search(text) or transcript.confidence >= confirm_below:
        return Verdict.TURN
    return Verdict.CONFIRM
