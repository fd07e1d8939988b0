"""Real databases, SQLite and PostgreSQL, empty for each test, and people and moods to put into them."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from perception.emotion import LABELS
from personalization.catalogue.loader import own_items, stock
from personalization.companion import Companion
from personalization.item import Item
from personalization.mood import Mood
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from personalization.tables import Base
from tests.personalization.postgres import NoPostgresError, private_server

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def feeling(
    label: str, valence: float, arousal: float, *, need: str | None = None, confidence: float = 0.8
) -> Mood:
    """A mood that is 70 % one label."""
    probabilities = [0.3 / 8] * len(LABELS)
    probabilities[LABELS.index(label)] = 0.7
    return Mood(tuple(probabilities), valence, arousal, confidence, None, need)


SAD = feeling("sadness", -0.6, -0.4, need="comfort")
TENSE = feeling("fear", -0.5, 0.5, need="calm")
ANGRY = feeling("anger", -0.6, 0.7, need="vent")
GLAD = feeling("joy", 0.7, 0.5, need="celebrate")
EVEN = feeling("neutral", 0.0, -0.1, confidence=0.4)


@pytest.fixture
def now() -> datetime:
    return NOW


OTHER_DATABASE = os.environ.get("UNDERTONE_TEST_DATABASE_URL", "")
"""An empty database that these tests may use, and empty again, in place of a PostgreSQL of their own. Two
processes of pytest (`-n 2`) cannot share it: run it alone then."""

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""About SQLite's own ways."""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database; skips, and says why, where none can be started."""
    if OTHER_DATABASE:
        yield OTHER_DATABASE
        return
    with ExitStack() as open_servers:
        try:
            url = open_servers.enter_context(private_server())
        except NoPostgresError as reason:
            pytest.skip(str(reason))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that the store is made for."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'people.db'}"
    url: str = request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with Store(database_url) as store:
        store.migrate()
        yield store


@pytest.fixture(scope="session")
def catalogue() -> list[Item]:
    return own_items()


@pytest.fixture
def companion(store: Store, catalogue: list[Item]) -> Companion:
    stock(store, catalogue, NOW)
    return Companion(store, PersonalRecommender(seed=1))
