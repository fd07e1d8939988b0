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
    r"""\b(?:
    # dying, killing, hurting, and how they are misheard
    suicid\w* | sue\ aside | unalive | kms | self[ -]?harm\w* | over\ ?dos\w* | die[ds]? | dying | dead
    | death | kill\w*
    | (?:hurt|harm|cut|burn|hang|shoot|drown|scratch)\w*\ (?:my\ ?self|me|my) | cuts | cutting
    | urge\ to | my\ ?self
    # not living on
    | alive | exist\w* | funeral | heaven | good\ ?bye | for\ ?ever | disappear | vanish | wake\ up
    | (?:not|never|no\ longer|don't|dont|can't|cannot|won't|no|any|a)\b.{0,20}\b
      (?:live|living|life|born|be\ here|be\ around|go\ on|going\ on|keep\ going|do\ this|take\ (?:it|this)
      |see\ (?:a\ future|next)|future|look\ for\ me|notice)
    | (?:point|reason|sense|nothing|will)\ (?:of|in|to|left|keeping)
    | (?:end|over|stop|out\ of|tired\ of|sick\ of|done\ with|worth|end\ of|leave|take|taking|ending)
      \ (?:it|it\ all|with\ me|soon|my\ life|this\ life|life|living|being|this\ world)
    | (?:be|all|let\ it\ be)\ over | better\ off | (?:happier|easier)\ (?:without\ me|if\ i)
    | (?:miss|needs?|worry\ about)\ me | i'm\ gone | went\ missing | give\ up\ on | waste\ of | goodbyes?
    | peace\ with | last\ message | my\ will | letters?\ to | went\ through\ with
    # means and places
    | pills? | tablets | meds | bleach | knife | blades? | razor | noose | rope | gun | wrists?
    | bridge | roof | rooftop | balcony | cliff | railing | ledge | tracks | platform
    | in\ front\ of\ (?:a|the)\ (?:train|bus|truck|car) | (?:drive|crash\w*)\ (?:into|my)
    )\b""",
    re.VERBOSE,
)
"""Words that may speak of self-harm, taken wide: the dialogue judges them, here they only are not held up. A
false alarm lets unsure words go on without a question; a miss asks “Did I hear …?” before care is offered."""


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
