"""Adding rows that somebody else may be adding at the same moment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from personalization.tables import Base


def inserted(session: Session, row: Base) -> bool:
    """Add the row; False where another writer had added one of that key first. The transaction goes on."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def each_inserted(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[bool]:
    """Add the rows in one statement, or one by one where another writer adds the same; which were new."""
    if not rows:
        return []
    try:
        with session.begin_nested():
            session.connection().execute(insert(table), rows)
    except IntegrityError:
        return [inserted(session, table(**values)) for values in rows]
    return [True] * len(rows)
