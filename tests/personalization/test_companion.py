from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from personalization.catalogue.loader import stock
from personalization.companion import EXERCISES, MUSIC, READS, Companion
from personalization.consent import Sense
from personalization.errors import (
    InvalidPreferenceError,
    UnknownItemError,
    UnknownTurnError,
    UnknownUserError,
)
from personalization.interaction import InteractionKind, TurnRecord
from personalization.item import Item, ItemKind
from personalization.profile import Polarity, Preferences, Strategy, Subject, Told, When
from personalization.recommend.contract import Recommendation
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from tests.personalization.conftest import GLAD, SAD, TENSE

Offer = Callable[[], Recommendation]


@pytest.fixture
def offer(companion: Companion, now: datetime) -> Offer:
    def make() -> Recommendation:
        chosen = companion.offer("ann", kinds=MUSIC, mood=SAD, now=now)
        assert chosen is not None
        return chosen

    return make


def sense_turns(companion: Companion, now: datetime, n: int) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    for position in range(n):
        at = now - timedelta(minutes=n - position)
        companion.record_turn(
            TurnRecord(f"t{position}", "s1", "ann", at, SAD.probabilities, -0.6, -0.4, 0.8, "falling")
        )


def test_an_offer_is_of_the_kind_that_was_asked_for(companion: Companion, now: datetime) -> None:
    for kinds in (MUSIC, EXERCISES, READS):
        chosen = companion.offer("ann", kinds=kinds, mood=SAD, now=now)
        assert chosen is not None
        assert chosen.item.kind in kinds


def test_an_offer_is_recorded_with_its_reason_and_what_spoke_for_it(
    companion: Companion, offer: Offer, now: datetime
) -> None:
    chosen = offer()
    (event,) = companion.export("ann", now)["interactions"]
    assert event["kind"] == "offered"
    assert event["item"] == chosen.item.id
    assert event["title"] == chosen.item.title
    assert event["variant"] == "personal"
    assert event["context"]["why"] == chosen.why
    assert event["context"]["mood"]["label"] == "sadness"
    assert event["context"]["factors"]["mood"] == pytest.approx(chosen.contributions[0].value, abs=1e-3)


def test_thirty_offers_in_a_row_are_thirty_different_songs(offer: Offer) -> None:
    assert len({offer().item.id for _ in range(30)}) == 30


def test_something_else_is_another_item_of_the_same_kind_and_counts_the_first_as_skipped(
    companion: Companion, now: datetime
) -> None:
    first = companion.offer("ann", kinds=EXERCISES, mood=TENSE, now=now)
    second = companion.another("ann", mood=TENSE, now=now)
    assert first is not None
    assert second is not None
    assert second.item.kind is ItemKind.EXERCISE
    assert second.item.id != first.item.id
    kinds = [event["kind"] for event in companion.export("ann", now)["interactions"]]
    assert kinds == ["offered", "skip", "offered"]


def test_something_else_without_an_offer_before_is_a_song(companion: Companion, now: datetime) -> None:
    chosen = companion.another("ann", mood=SAD, now=now)
    assert chosen is not None
    assert chosen.item.kind is ItemKind.TRACK


def test_why_repeats_the_reason_of_the_last_offer(companion: Companion, offer: Offer, now: datetime) -> None:
    offer()
    last = offer()
    explanation = companion.explain_last("ann", now)
    assert explanation is not None
    assert (explanation.item, explanation.why) == (last.item, last.why)


def test_why_without_an_offer_is_nothing(companion: Companion, now: datetime) -> None:
    assert companion.explain_last("ann", now) is None


def test_the_first_of_several_recommendations_is_the_one_that_why_is_about(
    companion: Companion, now: datetime
) -> None:
    chosen = companion.recommend("ann", kinds=None, mood=GLAD, now=now, n=3)
    explanation = companion.explain_last("ann", now)
    assert len({choice.item.id for choice in chosen}) == 3
    assert explanation is not None
    assert explanation.item == chosen[0].item


def test_a_disliked_item_never_comes_again_even_when_everything_else_was_shown(
    companion: Companion, now: datetime
) -> None:
    disliked = companion.offer("ann", kinds=READS, mood=SAD, now=now)
    assert disliked is not None
    companion.feedback("ann", InteractionKind.DISLIKE, now)
    later = [companion.offer("ann", kinds=READS, mood=SAD, now=now) for _ in range(30)]
    assert all(later)
    assert disliked.item.id not in {choice.item.id for choice in later if choice}


def test_a_like_raises_its_genres_at_once_and_a_dislike_lowers_them(
    companion: Companion, offer: Offer, now: datetime
) -> None:
    genre = offer().item.genres[0]
    companion.feedback("ann", InteractionKind.LIKE, now)
    liked = companion.profile("ann").preferences.affinity[genre]
    companion.feedback("ann", InteractionKind.DISLIKE, now)
    assert liked > 0
    assert companion.profile("ann").preferences.affinity[genre] == 0


def test_the_same_feedback_id_counts_once(companion: Companion, offer: Offer, now: datetime) -> None:
    genre = offer().item.genres[0]
    receipts = [
        companion.feedback("ann", InteractionKind.LIKE, now, feedback_id="f1").recorded for _ in range(3)
    ]
    assert receipts == [True, False, False]
    assert companion.profile("ann").preferences.affinity[genre] == pytest.approx(0.2)


def test_feedback_about_an_unknown_item_says_so(companion: Companion, now: datetime) -> None:
    with pytest.raises(UnknownItemError, match="no-such-song"):
        companion.feedback("ann", InteractionKind.LIKE, now, item_id="no-such-song")


def test_feedback_before_any_offer_says_so(companion: Companion, now: datetime) -> None:
    with pytest.raises(UnknownItemError, match="nothing was offered"):
        companion.feedback("ann", InteractionKind.LIKE, now)


def test_nobody_may_report_an_offer_or_a_crisis_as_feedback(companion: Companion, now: datetime) -> None:
    with pytest.raises(InvalidPreferenceError, match="allowed are complete, dislike, like, play, skip"):
        companion.feedback("ann", InteractionKind.CRISIS, now)


def test_a_rejected_genre_is_not_offered(companion: Companion, now: datetime) -> None:
    assert companion.remember_preference("ann", "Rock music", Polarity.REJECTED, now) == "rock"
    for _ in range(25):
        chosen = companion.offer("ann", kinds=MUSIC, mood=GLAD, now=now)
        assert chosen is not None
        assert "rock" not in chosen.item.genres


def test_a_loved_genre_comes_first(companion: Companion, now: datetime) -> None:
    companion.remember_preference("ann", "jazz", Polarity.LOVED, now)
    chosen = companion.offer("ann", kinds=MUSIC, mood=TENSE, now=now)
    assert chosen is not None
    assert "jazz" in chosen.item.genres


def test_a_genre_that_was_asked_for_is_offered_even_if_it_was_refused_before(
    companion: Companion, now: datetime
) -> None:
    companion.remember_preference("ann", "metal", Polarity.REJECTED, now)
    chosen = companion.offer("ann", kinds=MUSIC, mood=SAD, now=now, genre="heavy metal")
    assert chosen is not None
    assert "metal" in chosen.item.genres
    assert "you asked for metal" in chosen.why.casefold()


def test_a_decade_can_be_asked_for_like_a_genre(companion: Companion, now: datetime) -> None:
    chosen = companion.offer("ann", kinds=MUSIC, mood=GLAD, now=now, genre="80s")
    assert chosen is not None
    assert chosen.item.year in range(1980, 1990)


def test_an_unknown_genre_is_refused_without_repeating_it(companion: Companion, now: datetime) -> None:
    with pytest.raises(InvalidPreferenceError) as caught:
        companion.remember_preference("ann", "my secret", Polarity.LOVED, now)
    assert "secret" not in str(caught.value)


def test_without_a_mood_the_newest_reading_stands_in(companion: Companion, now: datetime) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    turn = TurnRecord("t1", "s1", "ann", now, SAD.probabilities, -0.6, -0.4, 0.8, "falling", need="comfort")
    companion.record_turn(turn)
    chosen = companion.offer("ann", kinds=MUSIC, mood=None, now=now)
    assert chosen is not None
    assert "heavy" in chosen.why
    assert companion.last_mood("ann") == replace(SAD, trend="falling")


def test_a_turn_of_a_forgotten_person_leaves_no_trace(companion: Companion, now: datetime) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    companion.forget("ann")
    assert not companion.record_turn(TurnRecord("t1", "s1", "ann", now, valence=0.0))
    with pytest.raises(UnknownUserError):
        companion.profile("ann")


def test_nobody_adds_turns_to_a_session_of_somebody_else(companion: Companion, now: datetime) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now)
    assert not companion.record_turn(TurnRecord("t1", "s1", "bob", now, valence=0.0))


def test_somebody_who_chats_through_the_night_is_not_purged_as_idle(
    companion: Companion, now: datetime
) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en", now=now - timedelta(hours=30))
    companion.record_turn(TurnRecord("t1", "s1", "ann", now, valence=0.0))
    assert companion.purge(now, retention_days=1).n_users == 0
    assert companion.profile("ann").user_id == "ann"


def test_opening_a_session_twice_is_one_visit_and_closing_is_noted(
    companion: Companion, now: datetime
) -> None:
    for _ in range(2):
        companion.open_session("s1", "ann", channel="web", locale="en-GB", now=now)
    companion.close_session("s1", now + timedelta(minutes=5))
    (visit,) = companion.export("ann", now)["sessions"]
    assert visit["closed_at"] == (now + timedelta(minutes=5)).isoformat()


def test_a_correction_keeps_what_was_meant_and_what_was_sensed(companion: Companion, now: datetime) -> None:
    companion.correct("ann", "neutral", now, sensed=SAD)
    (event,) = companion.export("ann", now)["interactions"]
    assert event["kind"] == "correction"
    assert event["context"]["label"] == "neutral"
    assert event["context"]["sensed"]["label"] == "sadness"


def test_a_correction_outside_the_labels_is_refused(companion: Companion, now: datetime) -> None:
    with pytest.raises(InvalidPreferenceError, match="allowed are joy"):
        companion.correct("ann", "hangry", now)


def test_a_correction_of_a_turn_is_kept_with_the_turn_and_shown_on_the_timeline(
    companion: Companion, now: datetime
) -> None:
    sense_turns(companion, now, 3)
    companion.correct("ann", "anger", now, turn_id="t1")
    assert [(turn.turn_id, turn.corrected) for turn in companion.timeline("ann")] == [
        ("t0", None),
        ("t1", "anger"),
        ("t2", None),
    ]
    assert [turn.turn_id for turn in companion.timeline("ann", n=2)] == ["t1", "t2"]
    assert companion.export("ann", now)["turns"][1]["corrected"] == "anger"


def test_a_correction_of_the_newest_turn_is_the_mood_of_now_and_one_of_an_earlier_turn_is_not(
    companion: Companion, now: datetime
) -> None:
    sense_turns(companion, now, 3)
    companion.correct("ann", "joy", now, turn_id="t0")
    heavy = companion.offer("ann", kinds=MUSIC, mood=None, now=now)
    companion.correct("ann", "joy", now, turn_id="t2")
    bright = companion.offer("ann", kinds=MUSIC, mood=None, now=now)
    assert heavy is not None
    assert bright is not None
    assert heavy.mood is not None
    assert bright.mood is not None
    assert heavy.mood.valence < 0 < bright.mood.valence
    assert bright.mood.label == "joy"


def test_nobody_corrects_a_turn_that_is_not_theirs(companion: Companion, now: datetime) -> None:
    sense_turns(companion, now, 1)
    with pytest.raises(UnknownTurnError, match="t0"):
        companion.correct("bob", "joy", now, turn_id="t0")
    assert companion.timeline("ann")[0].corrected is None
    assert companion.timeline("bob") == []


def test_what_is_told_is_kept_in_the_vocabularys_words_and_can_be_taken_back(
    companion: Companion, now: datetime
) -> None:
    companion.tell("ann", Told(Subject.ARTIST, "ac/dc", Polarity.REJECTED), now)
    companion.tell("ann", Told(Subject.TRAIT, "Drums", Polarity.REJECTED, When.NIGHT), now)
    companion.tell("ann", Told(Subject.DECADE, "80s", Polarity.LOVED), now)
    assert [(told.kind, told.subject, told.spoken) for told in companion.preferences("ann").told] == [
        ("artist", "AC/DC", "AC/DC"),
        ("trait", "drums", "drums"),
        ("decade", "1980s", "the 80s"),
    ]
    companion.untell("ann", Subject.TRAIT, "drums", When.MORNING, now)
    assert len(companion.preferences("ann").told) == 3
    companion.untell("ann", Subject.TRAIT, "drums", None, now)
    companion.untell("ann", Subject.DECADE, "1980s", None, now)
    assert [told.subject for told in companion.preferences("ann").told] == ["AC/DC"]
    assert companion.preferences("nobody") == Preferences()


def test_an_artist_who_left_the_catalogue_can_still_be_taken_back(
    companion: Companion, store: Store, catalogue: list[Item], now: datetime
) -> None:
    companion.tell("ann", Told(Subject.ARTIST, "AC/DC", Polarity.REJECTED), now)
    stock(store, [item for item in catalogue if item.artist != "AC/DC"], now + timedelta(seconds=1))
    companion.untell("ann", Subject.ARTIST, "ac/dc", None, now)
    assert companion.preferences("ann").told == ()


@pytest.mark.parametrize("kind", list(Subject))
def test_what_no_vocabulary_knows_is_refused_without_repeating_it(
    companion: Companion, now: datetime, kind: Subject
) -> None:
    with pytest.raises(InvalidPreferenceError) as caught:
        companion.tell("ann", Told(kind, "my secret", Polarity.LOVED), now)
    assert "secret" not in str(caught.value)


def test_an_artist_who_was_refused_never_comes(companion: Companion, now: datetime) -> None:
    first = companion.offer("ann", kinds=MUSIC, mood=GLAD, now=now)
    assert first is not None
    assert first.item.artist is not None
    companion.tell("ann", Told(Subject.ARTIST, first.item.artist, Polarity.REJECTED), now)
    for _ in range(20):
        chosen = companion.offer("ann", kinds=MUSIC, mood=GLAD, now=now)
        assert chosen is not None
        assert chosen.item.artist != first.item.artist


def test_a_crisis_is_counted_and_gives_the_help_lines_of_the_persons_region(
    companion: Companion, now: datetime
) -> None:
    companion.open_session("s1", "ann", channel="web", locale="en-IE", now=now)
    lines = companion.record_crisis("ann", now)
    assert lines[0].number == "116 123"
    (event,) = companion.export("ann", now)["interactions"]
    assert (event["kind"], event["context"], event["item"]) == ("crisis", {}, None)


def test_a_profile_changes_only_in_what_is_given(companion: Companion, now: datetime) -> None:
    companion.update_profile("ann", now, locale="en-US", genres={"Jazz": Polarity.LOVED})
    profile = companion.update_profile("ann", now, strategy=Strategy.LEAD)
    assert profile.locale == "en-US"
    assert [told.subject for told in profile.preferences.loved(None)] == ["jazz"]
    assert profile.preferences.strategy is Strategy.LEAD
    cleared = companion.update_profile("ann", now, genres={"jazz": None}, clear_strategy=True)
    assert not cleared.preferences.told
    assert cleared.preferences.strategy is None


def test_whoever_sets_a_language_alone_has_that_language_alone(companion: Companion, now: datetime) -> None:
    companion.update_profile("ann", now, locale="en-US")
    assert companion.update_profile("ann", now, locale="en").locale == "en"
    assert companion.profile("ann").locale == "en"


def test_the_latest_consent_counts(companion: Companion, now: datetime) -> None:
    companion.record_consent("ann", Sense.TEXT, granted=True, now=now)
    companion.record_consent("ann", Sense.TEXT, granted=False, now=now)
    assert companion.consents("ann") == {Sense.TEXT: False}
    assert companion.consents("nobody") == {}


def test_a_catalogue_changed_by_another_process_is_seen_at_once(
    companion: Companion, store: Store, catalogue: list[Item], now: datetime
) -> None:
    assert companion.offer("ann", kinds=READS, mood=SAD, now=now)
    only = [item for item in catalogue if item.kind is not ItemKind.READ]
    stock(store, only, now + timedelta(seconds=1))
    assert companion.offer("ann", kinds=READS, mood=SAD, now=now) is None


def test_an_empty_catalogue_offers_nothing_and_breaks_nothing(store: Store, now: datetime) -> None:
    companion = Companion(store, PersonalRecommender())
    assert companion.offer("ann", kinds=MUSIC, mood=SAD, now=now) is None
    assert companion.another("ann", mood=SAD, now=now) is None
