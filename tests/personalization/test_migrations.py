import multiprocessing
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from personalization.errors import DatabaseBusyError, DatabaseUnreachableError
from personalization.migrations.runner import downgrade, upgrade
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
