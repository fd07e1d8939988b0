"""Rasa component: a reading in doubt is asked about before anything is done; who vents is listened to.

Stands last: it knows the intent, what a wish names, and what was sensed. The question is asked once in a few
turns, and never after words of crisis or in grief. A wish that says what it wants is followed without one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.course import GRIEF, asked_lately, heard_before, is_share
from bot.intent_override import Sign, intent_of, set_sign
from bot.mood_vocabulary import mood_mentions
from bot.music_words import A_WISH, ANY
from bot.senses_apart import SPOKEN_SENSES, senses_apart, spoken_feelings
from bot.stateless import StatelessComponent
from bot.turn_reading import MIXED, NO_NEED, UNSURE, reading_values
from bot.words import plain

UNCLEAR = "share_unclear"
UNCLEAR_WISH = "wish_unclear"
VENT = "share_vent"

WORDS_ARE_CLEAR = 0.7
"""From this probability of its intent on, in [0, 1], the words say it, however unsure the reading is."""

NOTHING_NAMED = "share_neutral"
""" "I don't know how I feel", "meh": surely that, and still no feeling."""

HEAVY = frozenset(
    {"share_sad", "share_anxious", "share_angry", "share_lonely", "share_tired", "share_ashamed"}
)
"""What can be vented."""

_NAMED_BY_THE_VISITOR = frozenset({GRIEF, "share_mixed"})
_FITS_THE_MOOD = re.compile(
    r"\b(?:moods?|(?:how|what) (?:i'm|im|i am|i) (?:feel|feeling|doing|going through)|(?:my|this) feelings?"
    r"|(?:suits?|fits?|matches|right for|good for) (?:me|now|this|today|tonight|the moment))\b"
)
_WISHED = ("wished_genre", "wished_artist", "wished_need", "wished_sound", "unwished")


@dataclass(frozen=True)
class Before:
    """The turns before this one, as far as they matter here."""

    heard: str = "first"
    in_care: bool = False
    asked: bool = False

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "Before":
        """Read a tracker; `asked` looks back four turns."""
        return cls(heard_before(tracker), bool(tracker.get_slot("care")), asked_lately(tracker))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AskFirst(StatelessComponent):
    """Intents share_unclear, wish_unclear and share_vent; with the first two what the question names."""

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045  Rasa's type check knows no `| None`
    ) -> list[Message]:
        for message in messages if tracker is not None else ():
            move = move_for(message, Before.of(tracker))
            if move is not None:
                set_sign(message, move, AskFirst.__name__)
        return messages


def move_for(message: Message, before: Before) -> Sign | None:
    """What to do instead of what the intent alone would lead to; None where nothing is in doubt."""
    metadata = message.get("metadata")
    emotion = metadata.get("emotion") if isinstance(metadata, Mapping) else None
    reading = reading_values(metadata)
    intent, confidence = intent_of(message)
    if before.in_care or before.heard == "grief":
        return None
    if is_share(intent) and intent not in _NAMED_BY_THE_VISITOR:
        words_say_it = confidence >= WORDS_ARE_CLEAR and intent != NOTHING_NAMED
        in_doubt = reading.get("mood") == MIXED or (reading.get("mood") == UNSURE and not words_say_it)
        if in_doubt and not before.asked:
            return Sign(UNCLEAR, _question(emotion, reading))
        return Sign(VENT) if reading.get("need") == "vent" and intent in HEAVY else None
    if intent == A_WISH and not before.asked and _leaves_it_to_the_mood(message):
        unknown = before.heard == "first" and reading.get("need", NO_NEED) == NO_NEED
        if reading.get("mood") == MIXED or (reading.get("mood") == UNSURE and unknown):
            return Sign(UNCLEAR_WISH, _question(emotion, reading))
    return None


def _leaves_it_to_the_mood(message: Message) -> bool:
    """A wish for "something that fits my mood" that names neither the mood nor anything else."""
    text = message.get(TEXT) or ""
    named = any(entity["value"] != ANY for entity in message.get(ENTITIES, []) if entity["entity"] in _WISHED)
    return not named and not mood_mentions(text) and bool(_FITS_THE_MOOD.search(plain(text)))


def _question(emotion: object, reading: Mapping[str, str | float]) -> dict[str, str]:
    """Entities for the question: which kind it is, and what it can name."""
    if reading.get("mood") != MIXED:
        return {"question": "unsure"}
    apart = senses_apart(emotion)
    if apart is None:
        return {"question": "mixed"}
    senses = {"first_sense": SPOKEN_SENSES[apart.first], "second_sense": SPOKEN_SENSES[apart.second]}
    if apart.first_label is None or apart.second_label is None:
        return {"question": "senses", **senses}
    return {"question": "feelings", **senses, **spoken_feelings(apart)}
