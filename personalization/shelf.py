"""The catalogue in memory, read again only when the database says that it changed."""

from datetime import datetime

from personalization.item import Item
from personalization.profile import artist_key
from personalization.store import UnitOfWork


class Shelf:
    """Items on offer. Threads may share it: they swap one tuple for another."""

    def __init__(self) -> None:
        """Empty until asked."""
        self._filled: tuple[tuple[int, datetime | None], tuple[Item, ...]] | None = None

    def items(self, uow: UnitOfWork) -> tuple[Item, ...]:
        """What is on offer now."""
        version = uow.items.version()
        filled = self._filled
        if filled is None or filled[0] != version:
            filled = self._filled = (version, tuple(uow.items.all()))
        return filled[1]

    def artists(self, uow: UnitOfWork) -> dict[str, str]:
        """The names of the artists on offer, by their key."""
        return {artist_key(item.artist): item.artist for item in self.items(uow) if item.artist}
