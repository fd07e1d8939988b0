from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from personalization.migrations.runner import downgrade, upgrade
from personalization.store import Store
from personalization.tables import Base


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


def test_processes_that_start_together_may_all_migrate(database_url: str) -> None:
    def start(_: int) -> None:
        with Store(database_url) as store:
            store.migrate()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))


def test_migrating_works_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with Store(database_url) as store:
        store.migrate()
        store.ping()
