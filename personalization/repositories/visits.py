"""Visits and the readings of their turns."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from personalization.interaction import SessionRecord, TurnRecord
from personalization.repositories.deletion import deleted
from personalization.repositories.insertion import each_inserted, inserted
from personalization.rows import session_of, turn_of, turn_values
from personalization.tables import SessionRow, TurnRow

_OWNERS = select(SessionRow.id, SessionRow.user_id).where(
    SessionRow.id.in_(bindparam("sessions", expanding=True))
)
_KNOWN = select(TurnRow.session_id, TurnRow.turn_id).where(
    TurnRow.turn_id.in_(bindparam("turns", expanding=True))
)
_NEWEST = (
    select(TurnRow.__table__)
    .where(TurnRow.user_id == bindparam("user"), TurnRow.valence.is_not(None))
    .order_by(TurnRow.id.desc())
    .limit(bindparam("n"))
)
_OF_VISIT = (
    select(TurnRow.__table__)
    .where(
        TurnRow.user_id == bindparam("user"),
        TurnRow.session_id == bindparam("session"),
        TurnRow.valence.is_not(None),
    )
    .order_by(TurnRow.id.desc())
    .limit(bindparam("n"))
)
_WITH_SENSES = select(TurnRow.id, TurnRow.senses, TurnRow.weights).where(
    TurnRow.user_id == bindparam("user"), TurnRow.senses.is_not(None)
)
_SENSES_OF_ONE = (
    update(TurnRow)
    .where(TurnRow.id == bindparam("turn"))
    .values(
        senses=bindparam("read", type_=TurnRow.senses.type),
        weights=bindparam("counted", type_=TurnRow.weights.type),
    )
)


class SessionRepository:
    """Visits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, session_id: str, user_id: str, channel: str, now: datetime) -> bool:
        """Open a visit, or open it again, from now on of this channel; False where it was open already."""
        row = self._session.get(SessionRow, session_id)
        if row is not None:
            reopened, row.closed_at, row.channel = row.closed_at is not None, None, channel
            self._session.flush()
            return reopened
        row = SessionRow(id=session_id, user_id=user_id, channel=channel, opened_at=now)
        return inserted(self._session, row)

    def close(self, session_id: str, now: datetime) -> None:
        """Close a visit; an unknown one (forgotten meanwhile) is no error."""
        self._session.execute(
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.closed_at.is_(None))
            .values(closed_at=now)
        )

    def owner(self, session_id: str) -> str | None:
        """Whose visit it is, or None where nobody's is stored."""
        return self.owners([session_id]).get(session_id)

    def owners(self, session_ids: Collection[str]) -> dict[str, str]:
        """Whose visits they are; those that nobody's are stored of are left out."""
        rows = self._session.connection().execute(_OWNERS, {"sessions": list(session_ids)})
        return {row.id: row.user_id for row in rows}

    def all(self, user_id: str) -> list[SessionRecord]:
        """Every visit, oldest first."""
        rows = self._session.scalars(
            select(SessionRow)
            .where(SessionRow.user_id == user_id)
            .order_by(SessionRow.opened_at, SessionRow.id)
        )
        return [session_of(row) for row in rows]

    def count(self, user_id: str) -> int:
        """The number of visits."""
        query = select(func.count(SessionRow.id)).where(SessionRow.user_id == user_id)
        return self._session.scalar(query) or 0

    def delete(self, user_id: str) -> int:
        """Erase the person's visits."""
        return deleted(self._session, SessionRow, SessionRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase visits opened before then that have no turn left."""
        with_turns = select(TurnRow.session_id).distinct()
        return deleted(
            self._session, SessionRow, (SessionRow.opened_at < before) & SessionRow.id.not_in(with_turns)
        )


class TurnRepository:
    """Readings of turns."""

    def __init__(self, session: Session, *, store_words: bool) -> None:
        self._session = session
        self._store_words = store_words

    def add(self, turn: TurnRecord) -> bool:
        """Add a turn once; False where the session has it. Words are dropped unless kept by setting."""
        return bool(self.add_all([turn]))

    def add_all(self, turns: Sequence[TurnRecord]) -> list[TurnRecord]:
        """Add turns of stored visits, each once; those that were new. Words as in `add`."""
        named: dict[tuple[str, str], TurnRecord] = {}
        for turn in turns:
            named.setdefault((turn.session_id, turn.turn_id), turn)
        known = self._session.connection().execute(_KNOWN, {"turns": [turn_id for _, turn_id in named]})
        for session_id, turn_id in known:
            named.pop((session_id, turn_id), None)
        new = list(named.values())
        rows = [turn_values(turn, words=turn.text if self._store_words else None) for turn in new]
        added = each_inserted(self._session, TurnRow, rows)
        return [turn for turn, is_new in zip(new, added, strict=True) if is_new]

    def newest(self, user_id: str, n: int) -> list[TurnRecord]:
        """The person's newest `n` turns that have a reading, newest first."""
        rows = self._session.connection().execute(_NEWEST, {"user": user_id, "n": n})
        return [turn_of(row) for row in rows]

    def of_visit(self, user_id: str, session_id: str, n: int) -> list[TurnRecord]:
        """The newest `n` turns of one visit of the person that have a reading, oldest first."""
        given = {"user": user_id, "session": session_id, "n": n}
        return [turn_of(row) for row in self._session.connection().execute(_OF_VISIT, given)][::-1]

    def forget_sense(self, user_id: str, sense: str) -> int:
        """Erase what one sense alone read of the person's turns, and counted; of how many turns that was."""
        connection = self._session.connection()
        left = [
            {"turn": row.id, "read": _without(row.senses, sense), "counted": _without(row.weights, sense)}
            for row in connection.execute(_WITH_SENSES, {"user": user_id})
            if sense in row.senses
        ]
        if left:
            connection.execute(_SENSES_OF_ONE, left)
        return len(left)

    def correct(self, user_id: str, turn_id: str, label: str) -> TurnRecord | None:
        """Note the label that the person gave to their turn; the turn as it was before, or None where they
        have no such turn."""
        newest = (
            select(TurnRow)
            .where(TurnRow.user_id == user_id, TurnRow.turn_id == turn_id)
            .order_by(TurnRow.id.desc())
            .limit(1)
        )
        row = self._session.scalar(newest)
        if row is None:
            return None
        before = turn_of(row)
        row.corrected = label
        self._session.flush()
        return before

    def all(self, user_id: str) -> list[TurnRecord]:
        """Every turn, oldest first."""
        rows = self._session.scalars(select(TurnRow).where(TurnRow.user_id == user_id).order_by(TurnRow.id))
        return [turn_of(row) for row in rows]

    def count(self, user_id: str) -> tuple[int, int]:
        """The number of turns, and of those whose words were kept."""
        query = select(func.count(TurnRow.id), func.count(TurnRow.words)).where(TurnRow.user_id == user_id)
        n_turns, n_words = self._session.execute(query).one()
        return n_turns, n_words

    def delete(self, user_id: str) -> int:
        """Erase the person's turns."""
        return deleted(self._session, TurnRow, TurnRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase turns older than then."""
        return deleted(self._session, TurnRow, TurnRow.at < before)


def _without(by_sense: Mapping[str, Any] | None, sense: str) -> dict[str, Any] | None:
    return {name: value for name, value in (by_sense or {}).items() if name != sense} or None
