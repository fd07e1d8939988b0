from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from personalization.consent import Sense
from personalization.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseUnreachableError,
    DatabaseUrlError,
    StoreError,
)
from personalization.interaction import Interaction, InteractionKind, SenseReading, TurnRecord
from personalization.store import Store
from tests.personalization.conftest import sqlite_only

A_TURN = TurnRecord(
    turn_id="t1",
    session_id="s1",
    user_id="ann",
    at=datetime(2026, 11, 21, tzinfo=UTC),
    probabilities=(0.0, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2),
    valence=-0.5,
    arousal=-0.2,
    confidence=0.8,
    trend="falling",
    shift=True,
    text="my own words",
    change=-0.4,
    need="comfort",
    senses={"text": SenseReading((0.0, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1), -0.6, -0.1, 0.7)},
    weights={"text": 1.0},
    mixed=True,
)


def visit(store: Store, now: datetime) -> None:
    with store.unit_of_work() as uow:
        uow.users.ensure("ann", "en-GB", now)
        uow.sessions.open("s1", "ann", "web", now)
        uow.commit()


def test_a_turn_comes_back_as_it_was_but_for_its_words(store: Store, now: datetime) -> None:
    visit(store, now)
    with store.unit_of_work() as uow:
        assert uow.turns.add(A_TURN)
        uow.commit()

    with store.reading() as uow:
        (kept,) = uow.turns.all("ann")

    assert kept.text is None
    assert kept.probabilities == A_TURN.probabilities
    assert (kept.senses, kept.weights, kept.mixed) == (A_TURN.senses, A_TURN.weights, True)
    assert kept.senses["text"].label == "sadness"
    assert (kept.valence, kept.trend, kept.shift, kept.change, kept.need) == (
        -0.5,
        "falling",
        True,
        -0.4,
        "comfort",
    )
    assert kept.at == A_TURN.at
    assert kept.at.tzinfo is UTC


def test_words_are_kept_only_where_the_owner_asked_for_it(database_url: str, now: datetime) -> None:
    with Store(database_url, store_words=True) as store:
        store.migrate()
        visit(store, now)
        with store.unit_of_work() as uow:
            uow.turns.add(A_TURN)
            uow.commit()
        with store.reading() as uow:
            assert uow.turns.all("ann")[0].text == "my own words"


def test_the_same_turn_of_a_session_is_stored_once(store: Store, now: datetime) -> None:
    visit(store, now)
    with store.unit_of_work() as uow:
        assert uow.turns.add(A_TURN)
        assert not uow.turns.add(A_TURN)
        uow.commit()
    with store.reading() as uow:
        assert len(uow.turns.all("ann")) == 1


def test_many_turns_are_stored_at_once_in_their_order_and_each_once(store: Store, now: datetime) -> None:
    visit(store, now)
    second, third = replace(A_TURN, turn_id="t2"), replace(A_TURN, turn_id="t3")
    with store.unit_of_work() as uow:
        assert uow.turns.add(second)
        assert uow.turns.add_all([A_TURN, second, third, A_TURN]) == [A_TURN, third]
        assert uow.turns.add_all([]) == []
        uow.commit()
    with store.reading() as uow:
        assert [turn.turn_id for turn in uow.turns.all("ann")] == ["t2", A_TURN.turn_id, "t3"]


def test_a_turn_of_an_unknown_visit_is_refused_and_costs_no_other(store: Store, now: datetime) -> None:
    visit(store, now)
    stray = replace(A_TURN, session_id="nowhere", turn_id="t2")
    with store.unit_of_work() as uow:
        assert uow.turns.add_all([A_TURN, stray]) == [A_TURN]
        assert uow.sessions.owners(["s1", "nowhere"]) == {"s1": "ann"}
        uow.commit()
    with store.reading() as uow:
        assert len(uow.turns.all("ann")) == 1


def test_what_is_not_committed_is_undone(store: Store, now: datetime) -> None:
    with store.unit_of_work() as uow:
        uow.users.ensure("ann", "en", now)
    with store.reading() as uow:
        assert uow.users.get("ann") is None


def test_an_error_inside_a_unit_of_work_undoes_it(store: Store, now: datetime) -> None:
    with pytest.raises(RuntimeError), store.unit_of_work() as uow:
        uow.users.ensure("ann", "en", now)
        raise RuntimeError
    with store.reading() as uow:
        assert uow.users.get("ann") is None


def test_seeing_somebody_again_keeps_the_profile_and_moves_the_last_visit(
    store: Store, now: datetime
) -> None:
    later = now + timedelta(days=1)
    with store.unit_of_work() as uow:
        uow.users.ensure("ann", "en-IE", now)
        uow.commit()
    with store.unit_of_work() as uow:
        profile = uow.users.ensure("ann", None, later)
        uow.commit()
    assert (profile.locale, profile.created_at, profile.last_seen_at) == ("en-IE", now, later)


@pytest.mark.parametrize(
    ("stored", "given", "kept"),
    [("en-IE", "en-GB", "en-GB"), ("en-IE", "en", "en-IE"), ("en-IE", "de", "en-IE"), ("en", "de", "de")],
)
def test_a_language_without_a_region_takes_no_region_away(
    store: Store, now: datetime, stored: str, given: str, kept: str
) -> None:
    with store.unit_of_work() as uow:
        uow.users.ensure("ann", stored, now)
        assert uow.users.ensure("ann", given, now).locale == kept
        uow.commit()
    with store.reading() as uow:
        assert uow.users.require("ann").locale == kept


def test_the_latest_decision_about_a_sense_counts_and_all_stay_on_record(store: Store, now: datetime) -> None:
    visit(store, now)
    with store.unit_of_work() as uow:
        for granted in (True, False):
            uow.consents.record("ann", Sense.VOICE, granted, now)
        uow.consents.record("ann", Sense.TEXT, granted=True, at=now)
        uow.commit()
    with store.reading() as uow:
        assert uow.consents.current("ann") == {Sense.VOICE: False, Sense.TEXT: True}
        assert len(uow.consents.all("ann")) == 3


def test_an_event_with_a_key_counts_once_per_person(store: Store, now: datetime) -> None:
    visit(store, now)
    event = Interaction("ann", None, InteractionKind.CORRECTION, now, key="f1")
    with store.unit_of_work() as uow:
        assert uow.interactions.add(event)
        assert not uow.interactions.add(event)
        uow.commit()


def test_times_come_back_as_utc_whatever_zone_they_were_given_in(store: Store) -> None:
    in_oslo = datetime(2026, 11, 21, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    with store.unit_of_work() as uow:
        uow.users.ensure("ann", "nb-NO", in_oslo)
        uow.commit()
    with store.reading() as uow:
        profile = uow.users.require("ann")
    assert profile.created_at == in_oslo
    assert profile.created_at.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(StoreError), store.unit_of_work() as uow:
        uow.users.ensure("ann", "en", naive)


def test_an_event_of_nobody_is_refused_by_the_database(store: Store, now: datetime) -> None:
    with pytest.raises(DatabaseFailedError, match=r"(?i)foreign key"), store.unit_of_work() as uow:
        uow.interactions.add(Interaction("nobody", None, InteractionKind.CRISIS, now))


@pytest.mark.parametrize("url", ["", "not a url", "nosuch://host/name", "postgresql+nodriver://host/name"])
def test_a_url_that_cannot_be_used_is_named_with_what_is_allowed(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match="sqlite:///"):
        Store(url)


def test_a_refused_url_does_not_give_its_password_away() -> None:
    with pytest.raises(DatabaseUrlError) as caught:
        Store("nosuch://ann:hunter2@host/name")
    assert "hunter2" not in str(caught.value)


def test_a_database_file_that_cannot_be_opened_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    store = Store(f"sqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(DatabaseUnreachableError, match="database_url"):
        store.ping()


def test_a_folder_that_cannot_be_made_is_a_typed_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnreachableError, match="choose another place"):
        Store(f"sqlite:///{tmp_path / 'file' / 'people.db'}")


def test_tables_that_are_missing_are_a_typed_error_that_says_what_to_do(database_url: str) -> None:
    with (
        Store(database_url) as store,
        pytest.raises(DatabaseFailedError, match="migrate"),
        store.reading() as uow,
    ):
        uow.users.get("ann")


@sqlite_only
def test_a_write_lock_that_is_never_free_is_a_typed_error(database_url: str, now: datetime) -> None:
    with Store(database_url) as holder, Store(database_url, busy_timeout_s=0.01) as other:
        holder.migrate()
        with holder.unit_of_work() as held:
            held.users.ensure("ann", "en", now)
            with pytest.raises(DatabaseBusyError, match="try again"), other.unit_of_work() as uow:
                uow.users.ensure("bob", "en", now)


def test_readers_do_not_wait_for_a_writer(store: Store, now: datetime) -> None:
    visit(store, now)
    with store.unit_of_work() as writing:
        writing.users.ensure("bob", "en", now)
        with store.reading() as uow:
            assert uow.users.get("ann") is not None
            assert uow.users.get("bob") is None
