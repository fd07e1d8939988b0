"""Adding a row that somebody else may be adding at the same moment."""

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
