"""The catalogue in memory, laid out again only when the database says that it changed."""

from datetime import datetime

from personalization.recommend.index import CatalogueIndex
from personalization.store import UnitOfWork


class Shelf:
    """The catalogue on offer. Threads may share it: they swap one index for another."""

    def __init__(self) -> None:
        """Empty until asked."""
        self._filled: tuple[tuple[int, datetime | None], CatalogueIndex] | None = None

    def index(self, uow: UnitOfWork) -> CatalogueIndex:
        """What is on offer now."""
        version = uow.items.version()
        filled = self._filled
        if filled is None or filled[0] != version:
            filled = self._filled = (version, CatalogueIndex(uow.items.all()))
        return filled[1]
