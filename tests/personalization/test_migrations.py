import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, create_engine, event, inspect, select

from personalization.errors import DatabaseBusyError, DatabaseUnreachableError
from personalization.expression import ExpressionProfile
from personalization.interaction import SenseReading, TurnRecord
from personalization.item import Step
from personalization.migrations.runner import downgrade, upgrade
from personalization.profile import Polarity, Preferences, Strategy, Subject, Told, When
from personalization.store import Store
from personalization.tables import Base

N_PROCESSES = 3
N_ROUNDS = 5


def test_migrations_and_models_describe_the_same_schema(store: Store) -> None:
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_way_down_leaves_nothing_and_the_way_up_works_again() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        upgrade(connection)
        assert "users" in inspect(connection).get_table_names()
        downgrade(connection, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        upgrade(connection)
        assert "users" in inspect(connection).get_table_names()
    engine.dispose()


@pytest.fixture
def first_revision(database_url: str) -> Iterator[Engine]:
    """A database as the first revision left it, with a person, a turn, an item and an offer of it."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    at = datetime(2026, 11, 1, 8, 0, tzinfo=UTC).replace(tzinfo=None)
    with engine.begin() as connection:
        upgrade(connection, "0001")
        tables = MetaData()
        tables.reflect(connection)
        rows: dict[str, dict[str, object]] = {
            "users": {
                "id": "ann", "locale": "en-GB", "created_at": at, "last_seen_at": at,
                "preferences": {
                    "told": {"jazz": "loved", "1980s": "rejected"},
                    "affinity": {"soul": 0.4},
                    "strategy": "lead",
                },
            },
            "sessions": {"id": "s1", "user_id": "ann", "channel": "web", "opened_at": at},
            "turns": {
                "turn_id": "t1", "session_id": "s1", "user_id": "ann", "at": at, "valence": -0.5,
                "arousal": 0.1, "confidence": 0.7, "shift": False,
                "probabilities": [0.0, 1.0, 0, 0, 0, 0, 0, 0, 0],
            },
            "items": {
                "id": "walk", "kind": "exercise", "title": "Walk", "genres": [], "valence": 0.1,
                "arousal": 0.1, "feelings": [0.0] * 8, "energy": 0.2, "purposes": ["calm"],
                "steps": ["Stand up.", "Walk."],
                "source": "own", "retired": False, "updated_at": at,
            },
            "interactions": {
                "user_id": "ann", "item_id": "walk", "kind": "offered", "at": at,
                "context": {"why": "Because."},
            },
        }  # fmt: skip
        for name, values in rows.items():
            connection.execute(tables.tables[name].insert().values(values))
    yield engine
    engine.dispose()


def test_what_the_first_revision_held_is_carried_over(first_revision: Engine, database_url: str) -> None:
    with first_revision.begin() as connection:
        upgrade(connection)
    with Store(database_url) as store, store.reading() as uow:
        assert uow.users.require("ann").preferences == Preferences(
            (
                Told(Subject.GENRE, "jazz", Polarity.LOVED),
                Told(Subject.DECADE, "1980s", Polarity.REJECTED),
            ),
            {"soul": 0.4},
            strategy=Strategy.LEAD,
        )
        (turn,) = uow.turns.all("ann")
        assert (turn.valence, turn.corrected) == (-0.5, None)
        assert (turn.senses, turn.weights, turn.mixed) == ({}, {}, False)
        assert uow.users.expression("ann") == ExpressionProfile()
        item = uow.items.require("walk")
        assert item.steps == (Step("Stand up."), Step("Walk."))
        assert (item.traits, item.practice, item.ending, item.form) == ((), None, None, None)
        assert uow.interactions.last_offered("ann") == "walk"


def test_the_way_back_to_the_first_revision_keeps_what_it_has_a_place_for(
    first_revision: Engine, database_url: str
) -> None:
    with first_revision.begin() as connection:
        upgrade(connection)
    with Store(database_url) as store, store.unit_of_work() as uow:
        taste = uow.users.require("ann").preferences
        taste = taste.saying(Told(Subject.TRAIT, "drums", Polarity.REJECTED, When.NIGHT))
        uow.users.update_preferences("ann", taste)
        uow.commit()
    with first_revision.begin() as connection:
        downgrade(connection, "0001")
        tables = MetaData()
        tables.reflect(connection)
        assert connection.scalar(select(tables.tables["users"].c.preferences)) == {
            "told": {"jazz": "loved", "1980s": "rejected"},
            "affinity": {"soul": 0.4},
            "strategy": "lead",
        }
        assert connection.scalar(select(tables.tables["items"].c.steps)) == ["Stand up.", "Walk."]
        assert connection.scalar(select(tables.tables["interactions"].c.item_id)) == "walk"
        upgrade(connection)
    with Store(database_url) as store, store.reading() as uow:
        assert len(uow.users.require("ann").preferences.told) == 2


def test_the_way_back_to_the_second_revision_loses_only_what_each_sense_read(
    first_revision: Engine, database_url: str
) -> None:
    with first_revision.begin() as connection:
        upgrade(connection)
    sad = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    read = SenseReading(sad, -0.4, 0.0, 0.6)
    at = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    turn = TurnRecord(
        "t2", "s1", "ann", at, sad, -0.4, 0.0, 0.6, senses={"text": read}, weights={"text": 1.0}
    )
    profile = ExpressionProfile().seen({"text": sad})
    with Store(database_url) as store, store.unit_of_work() as uow:
        uow.turns.add(turn)
        uow.turns.correct("ann", "t2", "fear")
        uow.users.keep_expressions({"ann": profile})
        uow.commit()
    with Store(database_url) as store, store.reading() as uow:
        assert uow.turns.all("ann")[1].senses == {"text": read}
        assert uow.users.expression("ann") == profile
    with first_revision.begin() as connection:
        downgrade(connection, "0002")
        columns = {column["name"] for column in inspect(connection).get_columns("turns")}
        assert columns.isdisjoint({"senses", "weights", "mixed"})
        assert "expression" not in {column["name"] for column in inspect(connection).get_columns("users")}
        upgrade(connection)
    with Store(database_url) as store, store.reading() as uow:
        first, second = uow.turns.all("ann")
        assert (first.valence, second.valence, second.corrected) == (-0.5, -0.4, "fear")
        assert (second.senses, second.weights, second.mixed) == ({}, {}, False)
        assert uow.users.expression("ann") == ExpressionProfile()


def test_migrating_twice_changes_nothing(store: Store) -> None:
    store.migrate()
    store.ping()


def _migrate_each(folder: str, start: Barrier) -> None:
    for number in range(N_ROUNDS):
        start.wait(timeout=60)
        with Store(f"sqlite:///{folder}/{number}.db") as store:
            store.migrate()


def test_processes_that_start_together_on_a_new_file_may_all_migrate(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(N_PROCESSES)
    processes = [spawn.Process(target=_migrate_each, args=(str(tmp_path), start)) for _ in range(N_PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * N_PROCESSES


def test_threads_that_start_together_may_all_migrate(database_url: str) -> None:
    def start(_: int) -> None:
        with Store(database_url) as store:
            store.migrate()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))


def test_the_switch_to_the_write_ahead_log_waits_where_sqlite_itself_does_not(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    plain = sqlite3.connect(file, timeout=300, isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="locked"):  # at once, whatever the timeout
        plain.execute("PRAGMA journal_mode=WAL")
    plain.close()
    release = threading.Timer(0.1, lambda: other.execute("COMMIT"))
    release.start()
    with Store(f"sqlite:///{file}") as store:
        store.migrate()
    release.join()
    other.close()


def test_a_file_that_stays_locked_is_said_after_the_busy_timeout(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(f"sqlite:///{tmp_path / 'new.db'}", busy_timeout_s=0.1)
    with store, pytest.raises(DatabaseBusyError, match="too long"):
        store.migrate()
    other.close()


@pytest.mark.timeout(3)
def test_a_file_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    made = sqlite3.connect(tmp_path / "old.db")
    made.execute("CREATE TABLE other (id)")
    made.close()
    store = Store(f"sqlite:///file:{tmp_path / 'old.db'}?mode=ro&uri=true")
    with store, pytest.raises(DatabaseUnreachableError, match="readonly"):
        store.migrate()


def test_migrating_works_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(database_url) as store:
        store.migrate()
        store.ping()
