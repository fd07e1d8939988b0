"""The catalogue."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from personalization.errors import UnknownItemError
from personalization.item import Item, ItemKind
from personalization.repositories.insertion import each_inserted
from personalization.rows import item_of, item_values
from personalization.tables import ItemRow

IDS_AT_ONCE = 500

_ONE = select(ItemRow.__table__).where(ItemRow.id == bindparam("item"))
_VERSION = select(
    select(func.count()).select_from(ItemRow).scalar_subquery(),
    select(func.max(ItemRow.updated_at)).scalar_subquery(),  # alone, it is read off its index
)


class ItemRepository:
    """The catalogue."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def upsert(self, items: Iterable[Item], now: datetime) -> int:
        """Add or change items; returns how many rows differ from before, so that a second call returns 0."""
        items = list(items)
        known = self._rows([item.id for item in items])
        new: list[dict[str, Any]] = []
        n_changed = 0
        for item in items:
            values = item_values(item)
            row = known.get(item.id)
            if row is None:
                new.append({"id": item.id, "updated_at": now, "retired": False, **values})
            elif row.retired or any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                row.retired, row.updated_at = False, now
                n_changed += 1
        self._session.flush()
        return n_changed + sum(each_inserted(self._session, ItemRow, new))

    def _rows(self, ids: Sequence[str]) -> dict[str, ItemRow]:
        """The rows of these ids, asked for in parts: a statement takes only so many values."""
        parts = (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
        return {
            row.id: row
            for part in parts
            for row in self._session.scalars(select(ItemRow).where(ItemRow.id.in_(part)))
        }

    def sources_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Where the items of these ids came from; unknown ones are left out."""
        return {item_id: row.source for item_id, row in self._rows(ids).items()}

    def retire_missing(self, source: str, keep: Iterable[str], now: datetime) -> int:
        """Stop offering items of a source that its files no longer hold; the history keeps them."""
        kept = set(keep)
        rows = self._session.scalars(
            select(ItemRow).where(ItemRow.source == source, ItemRow.retired.is_(False))
        )
        gone = [row for row in rows if row.id not in kept]
        for row in gone:
            row.retired, row.updated_at = True, now
        self._session.flush()
        return len(gone)

    def version(self) -> tuple[int, datetime | None]:
        """Changes whenever an item does: number of rows and the newest change."""
        n_items, newest = self._session.connection().execute(_VERSION).one()
        return int(n_items), newest

    def get(self, item_id: str) -> Item | None:
        """The item, retired or not, or None."""
        row = self._session.connection().execute(_ONE, {"item": item_id}).first()
        return item_of(row) if row else None

    def require(self, item_id: str) -> Item:
        """The item. Raises UnknownItemError."""
        item = self.get(item_id)
        if item is None:
            raise UnknownItemError(f"no item {item_id!r} is in the catalogue; use the id that a card carries")
        return item

    def titles(self, item_ids: Collection[str]) -> dict[str, str]:
        """Titles by id, of retired items too."""
        rows = self._session.execute(select(ItemRow.id, ItemRow.title))
        return {item_id: title for item_id, title in rows if item_id in item_ids}

    def all(self, kinds: Iterable[ItemKind] | None = None) -> list[Item]:
        """Items on offer, by id."""
        query = select(ItemRow).where(ItemRow.retired.is_(False)).order_by(ItemRow.id)
        if kinds is not None:
            query = query.where(ItemRow.kind.in_([kind.value for kind in kinds]))
        return [item_of(row) for row in self._session.scalars(query)]
