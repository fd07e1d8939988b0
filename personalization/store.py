"""The store: a database behind units of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from personalization.engine import WRITES, open_engine, typed_errors
from personalization.errors import DatabaseBusyError
from personalization.migrations.runner import upgrade
from personalization.repositories.events import InteractionRepository
from personalization.repositories.items import ItemRepository
from personalization.repositories.links import ChatRepository, EventRepository, LinkRepository
from personalization.repositories.music import FoundTrackRepository, MusicLoginRepository
from personalization.repositories.people import ConsentRepository, UserRepository
from personalization.repositories.visits import SessionRepository, TurnRepository


class UnitOfWork:
    """Everything between its start and `commit()` happens at once, or not at all."""

    def __init__(self, session: Session, *, store_words: bool) -> None:
        """Give the repositories one session."""
        self.session = session
        self.users = UserRepository(session)
        self.consents = ConsentRepository(session)
        self.sessions = SessionRepository(session)
        self.turns = TurnRepository(session, store_words=store_words)
        self.items = ItemRepository(session)
        self.interactions = InteractionRepository(session)
        self.links = LinkRepository(session)
        self.chats = ChatRepository(session)
        self.events = EventRepository(session)
        self.found_tracks = FoundTrackRepository(session)
        self.music_logins = MusicLoginRepository(session)

    def commit(self) -> None:
        """Make it last."""
        self.session.commit()


class Store:
    """One database. `store_words` decides here, for every writer, whether a turn's words are kept.

    Raises DatabaseUrlError at once for a URL that cannot be used; DatabaseUnreachableError,
    DatabaseBusyError and DatabaseFailedError from the calls that talk to the database.
    """

    def __init__(self, database_url: str, *, store_words: bool = False, busy_timeout_s: float = 10.0) -> None:
        """Remember where; nothing is contacted yet."""
        self._engine = open_engine(database_url, busy_timeout_s=busy_timeout_s)
        self._writing = self._engine.execution_options(**{WRITES: True})
        self._store_words = store_words
        self._one_writer = self._engine.dialect.name == "sqlite"
        self._writer = Lock()
        self._busy_timeout_s = busy_timeout_s

    def __enter__(self) -> Self:
        """Use as a context to close at the end."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    def migrate(self) -> None:
        """Bring the schema to the newest revision; two processes may do so at the same time."""
        with typed_errors("migrating"), self._writing.begin() as connection:
            upgrade(connection)

    def ping(self) -> None:
        """Raise where the database does not answer."""
        with typed_errors("checking the database"), self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """Read and write; what is not committed is undone. On SQLite it holds the write lock."""
        with (
            self._turnstile(),
            typed_errors("writing"),
            Session(self._writing, expire_on_commit=False, autoflush=False) as session,
        ):
            yield UnitOfWork(session, store_words=self._store_words)

    @contextmanager
    def _turnstile(self) -> Iterator[None]:
        """Let this process's own threads write one after the other.

        SQLite waits by sleeping up to 100 ms between looks and knows no order; a lock wakes the next at once.
        """
        if not self._one_writer:
            yield
            return
        if not self._writer.acquire(timeout=self._busy_timeout_s):
            raise DatabaseBusyError("writing: another thread held the write lock for too long; try again")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Read only: never waits for a writer on SQLite."""
        with (
            typed_errors("reading"),
            Session(self._engine, expire_on_commit=False, autoflush=False) as session,
        ):
            yield UnitOfWork(session, store_words=self._store_words)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A bare connection, for maintenance."""
        with typed_errors("maintaining"), self._engine.connect() as connection:
            yield connection

    def settle_erasure(self) -> None:
        """Fold SQLite's write-ahead log into the file, so that erased rows are gone from both."""
        if self._engine.dialect.name != "sqlite":
            return
        with typed_errors("settling an erasure"):
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()
