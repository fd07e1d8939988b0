from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from perception.emotion import LABELS
from personalization.companion import MUSIC, Companion
from personalization.course import corrected_mood, mood_of_conversation
from personalization.interaction import Correction, TurnRecord
from personalization.mood import Mood
from tests.personalization.conftest import GLAD, NOW, SAD, feeling

PLAIN = feeling("neutral", 0.0, 0.0, confidence=0.6)
"""How "play me something" reads."""


def turn(mood: Mood | None, minutes_ago: float) -> TurnRecord:
    at = NOW - timedelta(minutes=minutes_ago)
    if mood is None:
        return TurnRecord(f"t{minutes_ago}", "s1", "ann", at)
    return TurnRecord(
        f"t{minutes_ago}",
        "s1",
        "ann",
        at,
        mood.probabilities,
        mood.valence,
        mood.arousal,
        mood.confidence,
        need=mood.need,
    )


def test_asking_plainly_for_a_song_keeps_the_mood_of_the_turns_before() -> None:
    mood = mood_of_conversation(PLAIN, [turn(SAD, 1), turn(SAD, 2)], None, NOW)
    assert mood is not None
    assert (mood.label, mood.need) == ("sadness", "comfort")
    assert mood.valence < -0.35


def test_a_new_feeling_outweighs_an_older_one() -> None:
    mood = mood_of_conversation(GLAD, [turn(SAD, 1)], None, NOW)
    assert mood is not None
    assert (mood.label, mood.need) == ("joy", "celebrate")
    assert mood.valence > 0


def test_a_single_turn_is_taken_as_it_is() -> None:
    assert mood_of_conversation(SAD, [], None, NOW) == SAD
    assert mood_of_conversation(None, [turn(SAD, 1)], None, NOW) == SAD


def test_a_current_turn_that_is_stored_already_counts_once() -> None:
    rounded = replace(SAD, valence=SAD.valence + 0.0004)
    assert mood_of_conversation(rounded, [turn(SAD, 0)], None, NOW) == SAD


def test_yesterdays_mood_says_nothing_of_today() -> None:
    assert mood_of_conversation(PLAIN, [turn(SAD, 60 * 24)], None, NOW) == PLAIN


def test_nothing_sensed_is_no_mood() -> None:
    assert mood_of_conversation(None, [turn(None, 1)], None, NOW) is None
    assert mood_of_conversation(None, [], None, NOW) is None


def test_readings_without_any_confidence_do_not_divide_by_zero() -> None:
    unsure = replace(SAD, confidence=0.0)
    assert mood_of_conversation(unsure, [turn(unsure, 1), turn(replace(GLAD, confidence=0.0), 2)], None, NOW)


def test_what_a_person_says_of_their_mood_replaces_what_was_sensed_before() -> None:
    corrected = Correction("joy", NOW - timedelta(minutes=1))
    mood = mood_of_conversation(PLAIN, [turn(SAD, 2), turn(SAD, 3)], corrected, NOW)
    assert mood is not None
    assert mood.label == "joy"
    assert mood.valence > 0.3


def test_what_is_sensed_after_a_correction_counts_again() -> None:
    corrected = Correction("joy", NOW - timedelta(minutes=5))
    mood = mood_of_conversation(SAD, [turn(SAD, 1), turn(SAD, 2)], corrected, NOW)
    assert mood is not None
    assert mood.label == "sadness"


def test_a_correction_of_yesterday_is_over() -> None:
    corrected = Correction("joy", NOW - timedelta(days=1))
    assert mood_of_conversation(SAD, [], corrected, NOW) == SAD


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_a_place(label: str) -> None:
    mood = corrected_mood(label)
    assert mood.label == label
    assert sum(mood.probabilities) == 1


def test_the_blend_stays_a_distribution() -> None:
    mood = mood_of_conversation(PLAIN, [turn(SAD, 1), turn(GLAD, 2)], Correction("fear", NOW), NOW)
    assert mood is not None
    assert sum(mood.probabilities) == pytest.approx(1)


def test_a_song_asked_for_after_sad_words_answers_the_sadness(companion: Companion, now: datetime) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    companion.record_turn(turn(SAD, 1))
    chosen = companion.offer("ann", kinds=MUSIC, mood=PLAIN, now=now)
    assert chosen is not None
    assert chosen.mood is not None
    assert chosen.mood.label == "sadness"
    assert "heavy" in chosen.why


def test_after_a_correction_the_reason_no_longer_names_the_wrong_mood(
    companion: Companion, now: datetime
) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    companion.record_turn(turn(SAD, 1))
    companion.correct("ann", "neutral", now, sensed=SAD)
    chosen = companion.offer("ann", kinds=MUSIC, mood=PLAIN, now=now)
    assert chosen is not None
    assert "heavy" not in chosen.why
