"""One repository per table: rows in, domain objects out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from personalization.consent import NOTICE_VERSION, Consent, Sense
from personalization.errors import UnknownItem, UnknownUser
from personalization.interaction import Interaction, InteractionKind, SessionRecord, TurnRecord
from personalization.item import Item, ItemKind
from personalization.profile import Preferences, Profile
from personalization.rows import (
    consent_of,
    interaction_of,
    item_of,
    item_values,
    profile_of,
    session_of,
    turn_of,
    turn_row,
)
from personalization.tables import (
    ConsentRow,
    InteractionRow,
    ItemRow,
    SessionRow,
    TurnRow,
    UserRow,
)


def _deleted(session: Session, table: type[Any], condition: ColumnElement[bool]) -> int:
    result = session.execute(delete(table).where(condition))
    return result.rowcount if isinstance(result, CursorResult) else 0


class UserRepository:
    """People."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ensure(self, user_id: str, locale: str | None, now: datetime) -> Profile:
        """The person, made now where unknown; a locale that is given replaces the one stored."""
        row = self._session.get(UserRow, user_id)
        if row is None:
            row = UserRow(
                id=user_id, locale=locale or "en", created_at=now, last_seen_at=now, preferences=Preferences().as_dict()
            )
            self._session.add(row)
        else:
            row.last_seen_at = max(row.last_seen_at, now)
            row.locale = locale or row.locale
        self._session.flush()
        return profile_of(row)

    def get(self, user_id: str) -> Profile | None:
        """The person, or None."""
        row = self._session.get(UserRow, user_id)
        return profile_of(row) if row else None

    def require(self, user_id: str) -> Profile:
        """The person. Raises UnknownUser."""
        profile = self.get(user_id)
        if profile is None:
            raise UnknownUser(f"no user {user_id!r} is stored: never seen here, or forgotten; open a session first")
        return profile

    def update_preferences(self, user_id: str, preferences: Preferences) -> Profile:
        """Replace what is known of the person's taste. Raises UnknownUser."""
        self.require(user_id)
        row = self._session.get_one(UserRow, user_id)
        row.preferences = preferences.as_dict()
        self._session.flush()
        return profile_of(row)

    def delete(self, user_id: str) -> int:
        """Erase the person's own row; the database erases what belongs to it."""
        return _deleted(self._session, UserRow, UserRow.id == user_id)

    def delete_idle(self, before: datetime) -> int:
        """Erase people last seen before then."""
        return _deleted(self._session, UserRow, UserRow.last_seen_at < before)


class ConsentRepository:
    """Decisions about senses."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(
        self, user_id: str, sense: Sense, granted: bool, at: datetime, notice_version: str = NOTICE_VERSION
    ) -> None:
        """Add a decision."""
        self._session.add(
            ConsentRow(
                user_id=user_id, sense=sense.value, granted=granted, at=at, notice_version=notice_version
            )
        )
        self._session.flush()

    def current(self, user_id: str) -> dict[Sense, bool]:
        """The latest decision for each sense that the person ever decided about."""
        return {consent.sense: consent.granted for consent in self.all(user_id)}

    def all(self, user_id: str) -> list[Consent]:
        """Every decision, oldest first."""
        rows = self._session.scalars(
            select(ConsentRow).where(ConsentRow.user_id == user_id).order_by(ConsentRow.id)
        )
        return [consent_of(row) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase the person's decisions."""
        return _deleted(self._session, ConsentRow, ConsentRow.user_id == user_id)


class SessionRepository:
    """Visits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, session_id: str, user_id: str, channel: str, now: datetime) -> bool:
        """Open a visit, or open it again; False where it was open already."""
        row = self._session.get(SessionRow, session_id)
        if row is not None:
            reopened, row.closed_at = row.closed_at is not None, None
            self._session.flush()
            return reopened
        self._session.add(SessionRow(id=session_id, user_id=user_id, channel=channel, opened_at=now))
        self._session.flush()
        return True

    def close(self, session_id: str, now: datetime) -> None:
        """Close a visit; an unknown one (forgotten meanwhile) is no error."""
        self._session.execute(
            update(SessionRow)
            .where(SessionRow.id == session_id, SessionRow.closed_at.is_(None))
            .values(closed_at=now)
        )

    def owner(self, session_id: str) -> str | None:
        """Whose visit it is, or None where nobody's is stored."""
        return self._session.scalar(select(SessionRow.user_id).where(SessionRow.id == session_id))

    def all(self, user_id: str) -> list[SessionRecord]:
        """Every visit, oldest first."""
        rows = self._session.scalars(
            select(SessionRow)
            .where(SessionRow.user_id == user_id)
            .order_by(SessionRow.opened_at, SessionRow.id)
        )
        return [session_of(row) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase the person's visits."""
        return _deleted(self._session, SessionRow, SessionRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase visits opened before then that have no turn left."""
        with_turns = select(TurnRow.session_id).distinct()
        return _deleted(
            self._session, SessionRow, (SessionRow.opened_at < before) & SessionRow.id.not_in(with_turns)
        )


class TurnRepository:
    """Readings of turns."""

    def __init__(self, session: Session, *, store_words: bool) -> None:
        self._session = session
        self._store_words = store_words

    def add(self, turn: TurnRecord) -> bool:
        """Add a turn once; False where this session has that turn already. Words are dropped unless kept by setting."""
        known = select(TurnRow.id).where(
            TurnRow.session_id == turn.session_id, TurnRow.turn_id == turn.turn_id
        )
        if self._session.scalar(known) is not None:
            return False
        self._session.add(turn_row(turn, words=turn.text if self._store_words else None))
        self._session.flush()
        return True

    def latest(self, user_id: str) -> TurnRecord | None:
        """The person's newest turn that has a reading."""
        row = self._session.scalar(
            select(TurnRow)
            .where(TurnRow.user_id == user_id, TurnRow.valence.is_not(None))
            .order_by(TurnRow.id.desc())
            .limit(1)
        )
        return turn_of(row) if row else None

    def all(self, user_id: str) -> list[TurnRecord]:
        """Every turn, oldest first."""
        rows = self._session.scalars(select(TurnRow).where(TurnRow.user_id == user_id).order_by(TurnRow.id))
        return [turn_of(row) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase the person's turns."""
        return _deleted(self._session, TurnRow, TurnRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase turns older than then."""
        return _deleted(self._session, TurnRow, TurnRow.at < before)


class ItemRepository:
    """The catalogue."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def upsert(self, items: Iterable[Item], now: datetime) -> int:
        """Add or change items; returns how many rows differ from before, so that a second call returns 0."""
        rows = {row.id: row for row in self._session.scalars(select(ItemRow))}
        n_changed = 0
        for item in items:
            values = item_values(item)
            row = rows.get(item.id)
            if row is None:
                self._session.add(ItemRow(id=item.id, updated_at=now, retired=False, **values))
            elif row.retired or any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                row.retired, row.updated_at = False, now
            else:
                continue
            n_changed += 1
        self._session.flush()
        return n_changed

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
        n_items, newest = self._session.execute(
            select(func.count(ItemRow.id), func.max(ItemRow.updated_at))
        ).one()
        return int(n_items), newest

    def get(self, item_id: str) -> Item | None:
        """The item, retired or not, or None."""
        row = self._session.get(ItemRow, item_id)
        return item_of(row) if row else None

    def require(self, item_id: str) -> Item:
        """The item. Raises UnknownItem."""
        item = self.get(item_id)
        if item is None:
            raise UnknownItem(f"no item {item_id!r} is in the catalogue; use the id that a card carries")
        return item

    def all(self, kinds: Iterable[ItemKind] | None = None) -> list[Item]:
        """Items on offer, by id."""
        query = select(ItemRow).where(ItemRow.retired.is_(False)).order_by(ItemRow.id)
        if kinds is not None:
            query = query.where(ItemRow.kind.in_([kind.value for kind in kinds]))
        return [item_of(row) for row in self._session.scalars(query)]


class InteractionRepository:
    """Events."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, interaction: Interaction) -> bool:
        """Add an event; False where the person has one with that key already."""
        if interaction.key is not None and self._has_key(interaction.user_id, interaction.key):
            return False
        self._session.add(
            InteractionRow(
                user_id=interaction.user_id,
                item_id=interaction.item_id,
                kind=interaction.kind.value,
                at=interaction.at,
                variant=interaction.variant,
                context=dict(interaction.context),
                key=interaction.key,
            )
        )
        self._session.flush()
        return True

    def _has_key(self, user_id: str, key: str) -> bool:
        query = select(InteractionRow.id).where(
            InteractionRow.user_id == user_id, InteractionRow.key == key
        )
        return self._session.scalar(query) is not None

    def last_offer(self, user_id: str) -> Interaction | None:
        """The newest offer."""
        row = self._session.scalar(
            select(InteractionRow)
            .where(
                InteractionRow.user_id == user_id,
                InteractionRow.kind == InteractionKind.OFFERED.value,
                InteractionRow.item_id.is_not(None),
            )
            .order_by(InteractionRow.id.desc())
            .limit(1)
        )
        return interaction_of(row) if row else None

    def last_offered(self, user_id: str) -> str | None:
        """The id of the item offered last, or None."""
        offer = self.last_offer(user_id)
        return offer.item_id if offer else None

    def recent(self, user_id: str, n: int) -> list[Interaction]:
        """The newest `n` events, newest first."""
        rows = self._session.scalars(
            select(InteractionRow)
            .where(InteractionRow.user_id == user_id)
            .order_by(InteractionRow.id.desc())
            .limit(n)
        )
        return [interaction_of(row) for row in rows]

    def all(self, user_id: str) -> list[Interaction]:
        """Every event, oldest first."""
        rows = self._session.scalars(
            select(InteractionRow).where(InteractionRow.user_id == user_id).order_by(InteractionRow.id)
        )
        return [interaction_of(row) for row in rows]

    def counts(self, kinds: Sequence[InteractionKind]) -> Mapping[str, int]:
        """How often each item had events of these kinds, over all people."""
        query = (
            select(InteractionRow.item_id, func.count())
            .where(
                InteractionRow.kind.in_([kind.value for kind in kinds]), InteractionRow.item_id.is_not(None)
            )
            .group_by(InteractionRow.item_id)
        )
        return {item_id: n for item_id, n in self._session.execute(query) if item_id is not None}

    def delete(self, user_id: str) -> int:
        """Erase the person's events."""
        return _deleted(self._session, InteractionRow, InteractionRow.user_id == user_id)

    def delete_before(self, before: datetime) -> int:
        """Erase events older than then."""
        return _deleted(self._session, InteractionRow, InteractionRow.at < before)
