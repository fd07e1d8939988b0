"""The gateway's facts in the real database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.cards import CARDS
from gateway.companion_memory import CompanionMemory
from gateway.effects import RecordConsent, RecordCorrection, RecordFeedback, RecordTurn
from gateway.memory import Expired, SessionClosed, SessionOpened, TurnSensed, UserErased
from gateway.rest.models import MoodPoint, Preferences, Profile
from personalization.bootstrap import build_companion
from personalization.errors import (
    InvalidPreferenceError,
    UnknownItemError,
    UnknownTurnError,
    UnknownUserError,
)
from tests.gateway.desk import SAD
from tests.gateway.scripted.senses import ScriptedPoint, ScriptedReading, ScriptedSensed

AT = 1_800_000_000.0
DAY_S = 86_400.0
OPENED = SessionOpened("s", "u", "en-GB", "web", AT)
SENSED = TurnSensed("s", RecordTurn("u", "s.1", "my own words", SAD, AT))


def is_empty(export: dict[str, Any]) -> bool:
    """Whether it says that nothing is stored."""
    return export["profile"] is None and export["turns"] == export["sessions"] == []


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[CompanionMemory]:
    companion = build_companion(f"sqlite:///{tmp_path}/u.db", now=datetime.fromtimestamp(AT, UTC))
    yield CompanionMemory(companion, retention_days=30)
    companion.store.close()


def test_a_visit_its_turns_and_decisions_are_kept_and_exported_without_words(memory: CompanionMemory) -> None:
    memory.write(
        [OPENED, SENSED, RecordConsent("u", "text", granted=False, at=AT), SessionClosed("s", AT + 9)]
    )
    export = memory.export("u", AT)
    assert [turn["turn"] for turn in export["turns"]] == ["s.1"]
    assert export["turns"][0]["valence"] == -0.7
    assert export["sessions"][0]["closed_at"] is not None
    assert memory.consents("u") == {"text": False}
    assert "my own words" not in str(export)


def test_the_same_fact_twice_is_one_row(memory: CompanionMemory) -> None:
    for _ in range(2):
        memory.write([OPENED, SENSED])
    assert len(memory.export("u", AT)["turns"]) == 1


def test_a_turn_that_comes_after_the_erasure_is_not_kept(memory: CompanionMemory) -> None:
    memory.write([OPENED, SENSED])
    memory.write([UserErased("u")])
    memory.write([SENSED])
    assert is_empty(memory.export("u", AT))


def test_turns_of_several_visits_share_a_write_without_the_forgotten(
    memory: CompanionMemory,
) -> None:
    other = TurnSensed("s2", RecordTurn("v", "s2.1", "", SAD, AT))
    memory.write([OPENED, SENSED, other, SessionOpened("s2", "v", None, "web", AT), other, SENSED])
    assert [turn["turn"] for turn in memory.export("v", AT)["turns"]] == ["s2.1"]
    assert [turn["turn"] for turn in memory.export("u", AT)["turns"]] == ["s.1"]


def test_what_is_older_than_the_retention_goes(memory: CompanionMemory) -> None:
    memory.write([OPENED, SENSED])
    memory.write([Expired(AT + 29 * DAY_S)])
    assert memory.export("u", AT)["turns"]
    memory.write([Expired(AT + 31 * DAY_S)])
    assert is_empty(memory.export("u", AT))


def test_recommendations_are_cards_of_the_protocol_and_feedback_on_them_counts_once(
    memory: CompanionMemory,
) -> None:
    memory.write([OPENED, SENSED])
    for kind in ("track", "exercise", "read"):
        cards = [CARDS.validate_python(card) for card in memory.recommendations("u", [kind], 3, AT, None)]
        assert {card.kind for card in cards} == {kind}
    item = memory.recommendations("u", [], 1, AT, 23)[0]["id"]
    memory.write([RecordFeedback("u", "f1", item, "like", AT)])
    assert not memory.feedback("u", item, "like", "f1", AT)
    assert memory.feedback("u", item, "dislike", "f2", AT)
    with pytest.raises(UnknownItemError):
        memory.feedback("u", "nothing", "like", "f3", AT)


def test_a_skip_that_comes_after_something_else_was_asked_for_counts_once(memory: CompanionMemory) -> None:
    memory.write([OPENED])
    item = memory.recommendations("u", ["track"], 1, AT, None)[0]["id"]
    memory._companion.another("u", mood=None, now=datetime.fromtimestamp(AT, UTC))
    assert not memory.feedback("u", item, "skip", "f1", AT)
    skips = [event for event in memory.export("u", AT)["interactions"] if event["kind"] == "skip"]
    assert [event["item"] for event in skips] == [item]


def test_the_profile_changes_only_what_is_given(memory: CompanionMemory) -> None:
    memory.update_profile("u", {"genres": {"jazz": "loved", "metal": "rejected"}, "strategy": "lead"}, AT)
    memory.update_profile("u", {"locale": "en-IE"}, AT)
    profile = Profile(**memory.update_profile("u", {"genres": {"metal": None}}, AT))
    assert profile.locale == "en-IE"
    assert [told["subject"] for told in profile.preferences["told"]] == ["jazz"]
    assert profile.preferences["strategy"] == "lead"
    assert memory.update_profile("u", {"strategy": None}, AT)["preferences"]["strategy"] is None


def test_the_service_that_a_visitor_prefers_comes_first_in_their_cards(memory: CompanionMemory) -> None:
    memory.update_profile("u", {"service": "deezer"}, AT)
    assert memory.preferences("u")["service"] == "deezer"
    (card,) = memory.recommendations("u", ["track"], 1, AT, None)
    assert card["preferred"] == "deezer"
    assert [link["service"] for link in card["links"]] == [
        "deezer",
        "spotify",
        "youtube-music",
        "apple-music",
    ]
    memory.update_profile("u", {"service": None}, AT)
    (card,) = memory.recommendations("u", ["track"], 1, AT, None)
    assert (card["preferred"], card["links"][0]["service"]) == (None, "spotify")
    with pytest.raises(InvalidPreferenceError):
        memory.update_profile("u", {"genres": {"doorbells": "loved"}}, AT)


def read(turn: str, sensed: ScriptedSensed, session: str = "s", at: float = AT) -> TurnSensed:
    return TurnSensed(session, RecordTurn("u", turn, "my own words", sensed, at))


GLAD = ScriptedSensed(ScriptedReading("joy", 0.8, 0.4), ScriptedPoint(1.2, "rising", shift=True))


def test_the_mood_is_the_course_of_each_visit_as_it_was_shown(memory: CompanionMemory) -> None:
    memory.write([OPENED, read("s.1", SAD), read("s.2", GLAD, at=AT + 60)])
    memory.write([SessionOpened("t", "u", "en-GB", "web", AT), read("t.1", SAD, session="t", at=AT + 120)])
    first, second, third = (MoodPoint.model_validate(point) for point in memory.mood("u", 200))
    assert [point.label for point in (first, second, third)] == ["sadness", "joy", "sadness"]
    assert (first.valence, first.trend) == (-0.7, "steady")
    assert first.valence < second.valence < 0.8  # the turn before counts
    assert (second.trend, second.change > 0.5) == ("rising", True)
    assert (third.valence, third.change) == (-0.7, 0.0)  # a visit of its own
    assert [point["turn"] for point in memory.mood("u", 2)] == ["s.2", "t.1"]
    assert memory.mood("nobody", 200) == []


def test_a_corrected_turn_is_shown_so_and_counts_for_what_follows(memory: CompanionMemory) -> None:
    memory.write([OPENED, read("s.1", SAD), read("s.2", SAD, at=AT + 60)])
    before = memory.mood("u", 200)
    point = memory.correct("u", "s.1", "joy", AT + 90)
    assert memory.correct("u", "s.1", "joy", AT + 91) == point
    first, second = memory.mood("u", 200)
    assert first == point
    assert (first["label"], first["corrected"], second["corrected"]) == ("joy", True, False)
    assert first["probabilities"]["joy"] >= 0.8
    assert second["valence"] > before[1]["valence"]
    corrections = [e for e in memory.export("u", AT)["interactions"] if e["kind"] == "correction"]
    assert len(corrections) == 1
    for stranger, turn in (("u", "s.9"), ("v", "s.1")):
        with pytest.raises(UnknownTurnError):
            memory.correct(stranger, turn, "joy", AT)


def test_a_correction_that_the_bot_noted_marks_the_turn_and_is_noted_once(memory: CompanionMemory) -> None:
    memory.write([OPENED, SENSED])
    memory.write([RecordCorrection("u", "s.1", "trust", AT, noted=True)])
    assert memory.mood("u", 1)[0]["label"] == "trust"
    assert memory.export("u", AT)["interactions"] == []
    memory.write([RecordCorrection("u", "s.1", "joy", AT)])
    assert memory.mood("u", 1)[0]["label"] == "joy"
    assert [event["kind"] for event in memory.export("u", AT)["interactions"]] == ["correction"]


def test_what_is_told_of_taste_is_shown_and_taken_back(memory: CompanionMemory) -> None:
    jazz = {"kind": "genre", "subject": "Jazz", "polarity": "loved", "when": None}
    drums = {"kind": "trait", "subject": "drums", "polarity": "rejected", "when": "night"}
    memory.tell("u", jazz, AT)
    shown = Preferences.model_validate(memory.tell("u", drums, AT))
    assert [(told.subject, told.polarity, told.when) for told in shown.told] == [
        ("jazz", "loved", None), ("drums", "rejected", "night"),
    ]  # fmt: skip
    assert memory.preferences("u") == shown.model_dump()
    left = memory.untell("u", {"kind": "trait", "subject": "drums", "when": None}, AT)
    assert [told["subject"] for told in left["told"]] == ["jazz"]
    with pytest.raises(InvalidPreferenceError):
        memory.tell("u", jazz | {"subject": "doorbells"}, AT)
    assert memory.preferences("nobody") == {
        "told": [],
        "learned": [],
        "strategy": None,
        "service": None,
    }


def test_somebody_is_known_once_something_is_kept_and_until_it_is_erased(memory: CompanionMemory) -> None:
    assert not memory.knows("u")
    memory.write([OPENED])
    assert memory.knows("u")
    memory.write([UserErased("u")])
    assert not memory.knows("u")


def test_an_unknown_person_has_no_profile_and_no_decisions(memory: CompanionMemory) -> None:
    assert memory.consents("nobody") == {}
    with pytest.raises(UnknownUserError):
        memory.profile("nobody")


def test_the_database_answers(memory: CompanionMemory) -> None:
    assert memory.reachable()


def test_nothing_is_recommended_unasked_in_the_hour_after_words_of_crisis(memory: CompanionMemory) -> None:
    memory.write([OPENED, SENSED])
    assert memory.recommendations("u", [], 3, AT, None)
    memory._companion.record_crisis("u", datetime.fromtimestamp(AT, UTC))
    assert memory.recommendations("u", [], 3, AT + 3_599.0, None) == []
    assert memory.recommendations("u", [], 3, AT + 3_601.0, None)
