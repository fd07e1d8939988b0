"""What turns, words and decisions of a person do to what is kept of how they express themselves."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from perception.emotion import LABELS
from personalization.companion import Companion
from personalization.consent import Consent, Sense, last_withdrawal
from personalization.expression import ExpressionProfile
from personalization.interaction import SenseReading, TurnRecord
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from tests.personalization.conftest import sqlite_only

MARK = 0.012345


def certain(label: str) -> SenseReading:
    return SenseReading(tuple(float(name == label) for name in LABELS), -0.5, 0.1, 0.8)


def turn_of(user: str, number: int, at: datetime, **senses: SenseReading) -> TurnRecord:
    weights = {sense: 1 / len(senses) for sense in senses}
    fused = certain("sadness")
    return TurnRecord(
        f"t{number}",
        f"s-{user}",
        user,
        at,
        fused.probabilities,
        -0.5,
        0.1,
        0.8,
        senses=senses,
        weights=weights,
    )


@pytest.fixture
def ann(store: Store, now: datetime) -> Companion:
    """A companion of Ann, who lets her voice be read."""
    companion = Companion(store, PersonalRecommender())
    companion.open_session("s-ann", "ann", channel="web", locale="en", now=now)
    companion.record_consent("ann", Sense.VOICE, granted=True, now=now)
    return companion


def test_a_turn_and_the_word_for_it_teach_the_profile_once(ann: Companion, now: datetime) -> None:
    turn = turn_of("ann", 1, now, text=certain("sadness"), voice=certain("anger"))
    for _ in range(2):
        ann.record_turn(turn)
        ann.correct("ann", "neutral", now, turn_id="t1")
    taught = ExpressionProfile().seen(turn.by_sense).confirmed("neutral", turn.by_sense)
    assert ann.expression("ann") == taught


def test_a_person_who_thinks_again_is_believed_the_second_time_only(ann: Companion, now: datetime) -> None:
    turn = turn_of("ann", 1, now, text=certain("sadness"))
    ann.record_turn(turn)
    ann.correct("ann", "anger", now, turn_id="t1")
    assert ann.mark_corrected("ann", "t1", "neutral")
    expected = ExpressionProfile().seen(turn.by_sense).confirmed("neutral", turn.by_sense)
    assert ann.expression("ann").vector() == pytest.approx(expected.vector())


def test_a_word_for_a_turn_that_is_not_theirs_teaches_nothing(ann: Companion, now: datetime) -> None:
    ann.record_turn(turn_of("ann", 1, now, text=certain("sadness")))
    before = ann.expression("ann")
    assert not ann.mark_corrected("bob", "t1", "joy")
    assert not ann.mark_corrected("ann", "t9", "joy")
    assert (ann.expression("ann"), ann.expression("bob")) == (before, ExpressionProfile())


def test_of_a_sense_that_was_not_allowed_nothing_is_kept(ann: Companion, now: datetime) -> None:
    ann.record_turn(turn_of("ann", 1, now, text=certain("joy"), voice=certain("joy"), face=certain("joy")))
    assert set(ann.expression("ann").senses) == {"text", "voice"}
    (turn,) = ann.timeline("ann")
    assert set(turn.senses) == set(turn.weights) == {"text", "voice"}


def test_a_turn_that_is_written_after_a_withdrawal_comes_without_that_sense(
    ann: Companion, now: datetime
) -> None:
    ann.record_consent("ann", Sense.VOICE, granted=False, now=now)
    ann.record_turn(turn_of("ann", 1, now, text=certain("joy"), voice=certain("joy")))
    assert set(ann.expression("ann").senses) == {"text"}


@pytest.mark.parametrize("sense", ["text", "voice"])
def test_a_withdrawal_erases_what_the_sense_read_and_taught_and_nothing_else(
    ann: Companion, now: datetime, sense: str
) -> None:
    ann.open_session("s-bob", "bob", channel="web", locale="en", now=now)
    ann.record_consent("bob", Sense.VOICE, granted=True, now=now)
    for user in ("ann", "bob"):
        for number in range(2):
            turn = turn_of(user, number, now, text=certain("joy"), voice=certain("fear"))
            ann.record_turn(turn)
            ann.correct(user, "fear", now, turn_id=turn.turn_id)
    of_bob = ann.expression("bob")
    ann.record_consent("ann", Sense(sense), granted=False, now=now)
    (left,) = {"text", "voice"} - {sense}
    assert set(ann.expression("ann").senses) == {left}
    assert [set(turn.senses) for turn in ann.timeline("ann")] == [{left}, {left}]
    assert [set(turn.weights) for turn in ann.timeline("ann")] == [{left}, {left}]
    assert [(turn.valence, turn.corrected) for turn in ann.timeline("ann")] == [(-0.5, "fear")] * 2
    assert ann.expression("bob") == of_bob


def test_a_turn_of_only_the_withdrawn_sense_has_none_left(ann: Companion, now: datetime) -> None:
    ann.record_turn(turn_of("ann", 1, now, voice=certain("fear")))
    ann.record_consent("ann", Sense.VOICE, granted=False, now=now)
    assert (ann.timeline("ann")[0].senses, ann.timeline("ann")[0].weights) == ({}, {})
    assert ann.export("ann", now)["expression"] == {}


def test_forgetting_leaves_nothing_of_it(ann: Companion, now: datetime) -> None:
    ann.record_turn(turn_of("ann", 1, now, text=certain("joy")))
    ann.forget("ann")
    assert ann.expression("ann") == ExpressionProfile()
    assert ann.export("ann", now)["expression"] == {}


@sqlite_only
def test_what_a_withdrawn_sense_read_is_gone_from_the_files_too(
    ann: Companion, now: datetime, tmp_path: Path
) -> None:
    heard = replace(certain("fear"), valence=MARK)
    ann.record_turn(turn_of("ann", 1, now, text=certain("joy"), voice=heard))
    assert any(b"0.012345" in file.read_bytes() for file in tmp_path.iterdir())
    ann.record_consent("ann", Sense.VOICE, granted=False, now=now)
    assert not any(b"0.012345" in file.read_bytes() for file in tmp_path.iterdir())


def test_turns_that_are_written_at_once_all_teach(ann: Companion, now: datetime) -> None:
    with ThreadPoolExecutor(4) as pool:
        turns = [turn_of("ann", number, now, text=certain("joy")) for number in range(12)]
        assert all(pool.map(ann.record_turn, turns))
    assert ann.expression("ann").of(Sense.TEXT).n_read == 12


# --- a visit ------------------------------------------------------------------------------------------------


def test_a_visit_is_its_own_turns_oldest_first_and_only_the_newest(ann: Companion, now: datetime) -> None:
    ann.open_session("other", "ann", channel="web", locale="en", now=now)
    for number in range(3):
        ann.record_turn(turn_of("ann", number, now, text=certain("joy")))
    ann.record_turn(replace(turn_of("ann", 9, now), session_id="other"))
    ann.record_turn(TurnRecord("unread", "s-ann", "ann", now))
    visit = ann.visit("ann", "s-ann", 2)
    assert visit is not None
    assert [turn.turn_id for turn in visit] == ["t1", "t2"]


@pytest.mark.parametrize(("user", "session"), [("bob", "s-ann"), ("ann", "nowhere")])
def test_nobody_elses_visit_is_shown(ann: Companion, user: str, session: str) -> None:
    assert ann.visit(user, session) is None


def test_a_visit_begins_anew_where_a_sense_was_withdrawn(ann: Companion, now: datetime) -> None:
    ann.record_turn(turn_of("ann", 1, now, voice=certain("fear")))
    ann.record_consent("ann", Sense.VOICE, granted=False, now=now + timedelta(seconds=1))
    ann.record_turn(turn_of("ann", 2, now + timedelta(seconds=2), text=certain("joy")))
    visit = ann.visit("ann", "s-ann")
    assert visit is not None
    assert [turn.turn_id for turn in visit] == ["t2"]


def test_only_what_was_allowed_can_be_withdrawn(now: datetime) -> None:
    def decided(sense: Sense, granted: bool, minute: int) -> Consent:
        return Consent("ann", sense, granted, now + timedelta(minutes=minute))

    said_no = decided(Sense.VOICE, granted=False, minute=1)
    assert last_withdrawal([said_no]) is None
    paused = decided(Sense.TEXT, granted=False, minute=2)
    assert last_withdrawal([said_no, paused]) == paused.at
    allowed = decided(Sense.FACE, granted=True, minute=3)
    stopped = decided(Sense.FACE, granted=False, minute=4)
    assert last_withdrawal([said_no, paused, allowed, stopped, said_no]) == stopped.at
