"""Rasa component: signs that are surer than the classifier, each found by a few plain rules.

Stands after the fallback and before the words of crisis, which beat everything here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.course import GRIEF, heard_before, is_share, question_before
from bot.denials import only_denies
from bot.doubt_answered import named_label, says_both, says_neither
from bot.fragments import may_be_a_fragment, opens_like_a_fragment
from bot.genre_roles import ABOUT_TASTE
from bot.intent_override import Sign, intent_of, set_sign
from bot.keeping import asks_to_be_kept
from bot.language import foreign_language
from bot.mixed_feelings import mixed_feelings
from bot.music_wishes import (
    compares,
    is_a_wish_for_now,
    is_another_for_now,
    is_only_a_wish,
    names_what_to_play,
)
from bot.music_words import A_WISH, ANOTHER
from bot.senses_apart import senses_apart, spoken_feelings
from bot.stateless import StatelessComponent
from bot.unreadable import is_unreadable

NOT_UNDERSTOOD = frozenset({"out_of_scope", "nlu_fallback"})
CORRECTION = "correct_reading"
AN_ANSWER = "answer_feeling"
LIGHTER = frozenset(
    {"share_better", "share_happy", "share_excited", "share_proud", "share_grateful", "laugh"}
)
SURE = 0.8
"""From this probability on, in [0, 1], the classifier's word counts more than the shape of a fragment."""

SURE_OF_A_FEELING = 0.7
"""The same for an intent that tells a feeling: there both answers listen."""


@dataclass(frozen=True)
class Heard:
    """A message as understood so far, and the talk before it; without a tracker there is none."""

    text: str
    intent: str
    confidence: float
    tracker: DialogueStateTracker | None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SureSigns(StatelessComponent):
    """Sets the intent of the first sign that is there, with its entities."""

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045  Rasa's type check knows no `| None`
    ) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and (sign := sign_in(Heard(text, *intent_of(message), tracker))):
                set_sign(message, sign, SureSigns.__name__)
        return messages


def sign_in(heard: Heard) -> Sign | None:
    """The first sign in a message, or None."""
    return next((sign for look in SIGNS if (sign := look(heard))), None)


def _unreadable(heard: Heard) -> Sign | None:
    return Sign("unreadable") if is_unreadable(heard.text) else None


def _other_language(heard: Heard) -> Sign | None:
    language = foreign_language(heard.text)
    return Sign("other_language", {"language": language}) if language else None


def _kept(heard: Heard) -> Sign | None:
    return Sign("keep_me") if asks_to_be_kept(heard.text) else None


def _mixed(heard: Heard) -> Sign | None:
    """Only where a feeling is told, or not understood; a correction may name two as well."""
    words = mixed_feelings(heard.text)
    tells = heard.intent.startswith("share_") or heard.intent in NOT_UNDERSTOOD
    return (
        Sign("share_mixed", {"first_feeling": words[0], "second_feeling": words[1]})
        if words and tells
        else None
    )


def _answer(heard: Heard) -> Sign | None:
    """Right after a question about an unclear reading: what is named, both or neither."""
    if heard.tracker is None or question_before(heard.tracker) is None or heard.intent == GRIEF:
        return None
    asked = heard.tracker.latest_message
    apart = senses_apart(((asked.metadata if asked else None) or {}).get("emotion"))
    tells = is_share(heard.intent) or heard.intent == CORRECTION
    if label := named_label(heard.text, tells_a_feeling=tells, apart=apart):
        return Sign(AN_ANSWER, {"corrected_mood": label})
    if says_neither(heard.text):
        return Sign(CORRECTION)
    if says_both(heard.text):
        words = spoken_feelings(apart) if apart else {}
        return Sign("share_mixed", words) if len(words) == 2 else Sign("fragment")
    return None


def _denial(heard: Heard) -> Sign | None:
    """ "I'm not unhappy" corrects only a reading that was shown; otherwise it tells how somebody is."""
    if heard.intent != CORRECTION or heard.tracker is None:
        return None
    shown = heard.tracker.get_slot("mood")
    return Sign("share_neutral") if only_denies(heard.text, but_not=shown) else None


def _wish_for_music(heard: Heard) -> Sign | None:
    """ "A slow one", "by Adele": too short for the classifier, and clear all the same."""
    if not is_only_a_wish(heard.text) or heard.intent == ANOTHER:
        return None
    return Sign(ANOTHER if compares(heard.text) else A_WISH)


def _wish_taken_for_a_taste(heard: Heard) -> Sign | None:
    """ "Play Metallica" is a wish; "play something but no metal" refuses metal for now, not for good."""
    if heard.intent not in ABOUT_TASTE:
        return None
    if is_another_for_now(heard.text):
        return Sign(ANOTHER)
    return Sign(A_WISH) if is_a_wish_for_now(heard.text) or names_what_to_play(heard.text) else None


def _not_lighter(heard: Heard) -> Sign | None:
    """After words of crisis nobody is told that it sounds lighter unless it surely does."""
    in_care = heard.tracker is not None and heard.tracker.get_slot("care")
    doubtful = heard.intent in LIGHTER and heard.confidence < SURE
    return Sign("fragment") if in_care and doubtful else None


def _fragment(heard: Heard) -> Sign | None:
    """In a story that is being told a few words go on with it, even if alone they mean nothing."""
    if heard_before(heard.tracker) == "first":
        return None
    lost = heard.intent in NOT_UNDERSTOOD and may_be_a_fragment(heard.text)
    doubtful = heard.confidence < (SURE_OF_A_FEELING if heard.intent.startswith("share_") else SURE)
    return Sign("fragment") if lost or (doubtful and opens_like_a_fragment(heard.text)) else None


SIGNS: tuple[Callable[[Heard], Sign | None], ...] = (
    _unreadable,
    _other_language,
    _kept,
    _mixed,
    _answer,
    _denial,
    _wish_for_music,
    _wish_taken_for_a_taste,
    _not_lighter,
    _fragment,
)
