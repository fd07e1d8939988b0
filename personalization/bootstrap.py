"""Assemble personalization: once per process."""

from datetime import datetime

from personalization.catalogue.loader import own_items, stock
from personalization.companion import Companion
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store


def build_companion(
    database_url: str, *, now: datetime, store_words: bool = False, seed: int = 0
) -> Companion:
    """A companion over a migrated database that holds the own catalogue.

    Several processes may do this on one database at the same time. Raises StoreError and CatalogueError.
    """
    store = Store(database_url, store_words=store_words)
    store.migrate()
    stock(store, own_items(), now)
    return Companion(store, PersonalRecommender(seed=seed))
