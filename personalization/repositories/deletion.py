"""Deleting with a count."""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete
from sqlalchemy.orm import Session


def deleted(session: Session, table: type[Any], condition: ColumnElement[bool]) -> int:
    """Delete the rows that meet the condition; returns how many there were."""
    result = session.execute(delete(table).where(condition))
    return result.rowcount if isinstance(result, CursorResult) else 0
