"""The database connection: SQLite made safe for two processes, any other SQLAlchemy URL as it is."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)

from personalization.errors import (
    DatabaseBusyError,
    DatabaseFailedError,
    DatabaseUnreachableError,
    DatabaseUrlError,
    StoreError,
)

WRITES = "undertone_writes"
"""Execution option: this connection is about to write."""

WAL_PAUSE_S = 0.02
"""Between two tries at the write-ahead log; the switch takes milliseconds, once in a file's life."""


def open_engine(database_url: str, *, busy_timeout_s: float) -> Engine:
    """An engine for the URL; nothing is contacted yet.

    SQLite runs in write-ahead mode with foreign keys on, takes its write lock at the start of a writing
    transaction and waits up to `busy_timeout_s` for it; erased rows are overwritten in the file.
    Raises DatabaseUrlError.
    """
    try:
        url = make_url(database_url)
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True)
        _make_folder(url)
        engine = create_engine(url, connect_args={"timeout": busy_timeout_s})
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseUrlError(
            f"database URL {_shown(database_url)} cannot be used ({type(error).__name__}); give an "
            "SQLAlchemy URL such as sqlite:///var/undertone.db, or, with the `postgres` extra installed, "
            "postgresql+psycopg://user@host/name"
        ) from error
    _prepare_sqlite(engine, busy_timeout_s)
    return engine


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnreachableError(
                f"folder of {url.database} cannot be made: {error.strerror}; choose another place"
            ) from error


def _shown(database_url: str) -> str:
    try:
        return repr(make_url(database_url).render_as_string(hide_password=True))
    except ArgumentError:
        return "(not shown, it may hold a password)"


def _prepare_sqlite(engine: Engine, busy_timeout_s: float) -> None:
    @event.listens_for(engine, "connect")
    def connected(dbapi_connection: Any, _record: object) -> None:
        dbapi_connection.isolation_level = (
            None  # SQLAlchemy's "begin" event starts transactions, not the driver
        )
        _use_wal(dbapi_connection, busy_timeout_s)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _use_wal(connection: Any, busy_timeout_s: float) -> None:
    """Switch to the write-ahead log; while others hold the file, try again for up to `busy_timeout_s`.

    The switch reads the file first and then wants to write. When another process is doing the same, SQLite
    answers SQLITE_BUSY at once, since neither would let go of its read lock: "If SQLite determines that
    invoking the busy handler could result in a deadlock, it will go ahead and return SQLITE_BUSY"
    (sqlite.org/c3ref/busy_handler.html). Processes that start together on a new file have to ask again here;
    nowhere else, since `BEGIN IMMEDIATE`, which holds nothing yet, does wait.
    """
    give_up_at = time.monotonic() + busy_timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= give_up_at:
                raise
            time.sleep(WAL_PAUSE_S)
        else:
            return


@contextmanager
def typed_errors(what: str) -> Iterator[None]:
    """Turn SQLAlchemy's errors into this package's, without the statement's values, which may be personal."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _typed(error, what) from None


def _typed(error: SQLAlchemyError, what: str) -> StoreError:
    reason = str(error.orig).splitlines()[0] if isinstance(error, DBAPIError) else type(error).__name__
    if "no such table" in reason or (isinstance(error, ProgrammingError) and "does not exist" in reason):
        return DatabaseFailedError(f"{what}: the database has no tables yet; call Store.migrate() first")
    if not isinstance(error, OperationalError):
        return DatabaseFailedError(f"{what}: the database refused ({type(error).__name__}: {reason})")
    if "locked" in reason or "busy" in reason:
        return DatabaseBusyError(f"{what}: another process held the write lock for too long; try again")
    return DatabaseUnreachableError(f"{what}: the database did not answer ({reason}); check database_url")
