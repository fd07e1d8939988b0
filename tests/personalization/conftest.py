"""A real SQLite database for each test, and people and moods to put into it."""

import os
from collections.abc import Iterator
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
"""An empty database that these tests may use in place of SQLite, and empty again."""

sqlite_only = pytest.mark.skipif(bool(OTHER_DATABASE), reason="about SQLite's own ways")


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    if not OTHER_DATABASE:
        return f"sqlite:///{tmp_path / 'people.db'}"
    engine = create_engine(OTHER_DATABASE)
    with engine.begin() as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()
    return OTHER_DATABASE


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
