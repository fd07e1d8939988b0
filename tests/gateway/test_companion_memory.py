"""The gateway's facts in the real database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.cards import CARDS
from gateway.companion_memory import CompanionMemory
from gateway.effects import RecordConsent, RecordFeedback, RecordTurn
from gateway.memory import Expired, SessionClosed, SessionOpened, TurnSensed, UserErased
from gateway.rest.models import Profile
from personalization.bootstrap import build_companion
from personalization.errors import InvalidPreferenceError, UnknownItemError, UnknownUserError
from tests.gateway.desk import SAD

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
        cards = [CARDS.validate_python(card) for card in memory.recommendations("u", [kind], 3, AT)]
        assert {card.kind for card in cards} == {kind}
    item = memory.recommendations("u", [], 1, AT)[0]["id"]
    memory.write([RecordFeedback("u", "f1", item, "like", AT)])
    assert not memory.feedback("u", item, "like", "f1", AT)
    assert memory.feedback("u", item, "dislike", "f2", AT)
    with pytest.raises(UnknownItemError):
        memory.feedback("u", "nothing", "like", "f3", AT)


def test_the_profile_changes_only_what_is_given(memory: CompanionMemory) -> None:
    memory.update_profile("u", {"genres": {"jazz": "loved", "metal": "rejected"}, "strategy": "lead"}, AT)
    memory.update_profile("u", {"locale": "en-IE"}, AT)
    profile = Profile(**memory.update_profile("u", {"genres": {"metal": None}}, AT))
    assert profile.locale == "en-IE"
    assert profile.preferences["told"] == {"jazz": "loved"}
    assert profile.preferences["strategy"] == "lead"
    assert memory.update_profile("u", {"strategy": None}, AT)["preferences"]["strategy"] is None
    with pytest.raises(InvalidPreferenceError):
        memory.update_profile("u", {"genres": {"doorbells": "loved"}}, AT)


def test_an_unknown_person_has_no_profile_and_no_decisions(memory: CompanionMemory) -> None:
    assert memory.consents("nobody") == {}
    with pytest.raises(UnknownUserError):
        memory.profile("nobody")


def test_the_database_answers(memory: CompanionMemory) -> None:
    assert memory.reachable()
