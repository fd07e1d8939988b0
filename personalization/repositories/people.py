"""People and their decisions about senses."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from personalization.consent import NOTICE_VERSION, Consent, Sense
from personalization.errors import UnknownUserError
from personalization.expression import ExpressionProfile
from personalization.help_lines import region_of
from personalization.profile import Preferences, Profile
from personalization.repositories.deletion import deleted
from personalization.repositories.insertion import inserted
from personalization.rows import consent_of, profile_of
from personalization.tables import ConsentRow, InteractionRow, SessionRow, TurnRow, UserRow

DEFAULT_LOCALE = "en"

SEEN_GRAIN = timedelta(minutes=1)
"""How exactly `last_seen_at` is kept; writing it with every call would cost more than it is worth."""


_ONE = select(UserRow.__table__).where(UserRow.id == bindparam("user"))
_LOCKED = _ONE.with_for_update()
_EXPRESSIONS = (
    select(UserRow.id, UserRow.expression)
    .where(UserRow.id.in_(bindparam("users", expanding=True)))
    .order_by(UserRow.id)  # whoever locks several people locks them in the same order
)
_EXPRESSIONS_LOCKED = _EXPRESSIONS.with_for_update()
_EXPRESSION_OF_ONE = (
    update(UserRow)
    .where(UserRow.id == bindparam("user"))
    .values(expression=bindparam("stored", type_=UserRow.expression.type))
)
_DECISIONS = (
    select(ConsentRow.user_id, ConsentRow.sense, ConsentRow.granted)
    .where(ConsentRow.user_id.in_(bindparam("users", expanding=True)))
    .order_by(ConsentRow.id)
)


class UserRepository:
    """People. Every action asks for one, so this goes past SQLAlchemy's object layer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ensure(self, user_id: str, locale: str | None, now: datetime) -> Profile:
        """The person, made now where unknown; a locale that is given replaces the one stored, but a language
        without a region (an app says no more) takes no region away: help lines go by it.

        The person's row stays locked until the unit of work ends, so that changes to one taste do not cross.
        """
        profile = self._found(_LOCKED, user_id) or self._made(user_id, locale, now)
        seen_at = now if now - profile.last_seen_at >= SEEN_GRAIN else profile.last_seen_at
        tells_more = locale is not None and (region_of(locale) or not region_of(profile.locale))
        spoken = locale if locale is not None and tells_more else profile.locale
        current = replace(profile, last_seen_at=seen_at, locale=spoken)
        if current != profile:
            self._change(user_id, last_seen_at=current.last_seen_at, locale=current.locale)
        return current

    def _found(self, query: Select[Any], user_id: str) -> Profile | None:
        row = self._session.connection().execute(query, {"user": user_id}).first()
        return profile_of(row) if row else None

    def _made(self, user_id: str, locale: str | None, now: datetime) -> Profile:
        row = UserRow(
            id=user_id,
            locale=locale or DEFAULT_LOCALE,
            created_at=now,
            last_seen_at=now,
            preferences=Preferences().as_stored(),
        )
        if inserted(self._session, row):
            return profile_of(row)
        return profile_of(self._session.connection().execute(_LOCKED, {"user": user_id}).one())

    def _change(self, user_id: str, **values: Any) -> bool:
        """False where there is no such person."""
        changed = update(UserRow).where(UserRow.id == user_id).values(**values)
        return self._session.connection().execute(changed).rowcount > 0

    def get(self, user_id: str) -> Profile | None:
        """The person, or None."""
        return self._found(_ONE, user_id)

    def require(self, user_id: str) -> Profile:
        """The person. Raises UnknownUserError."""
        profile = self.get(user_id)
        if profile is None:
            raise _unknown(user_id)
        return profile

    def update_locale(self, user_id: str, locale: str) -> None:
        """What the person themselves set it to. Raises UnknownUserError."""
        if not self._change(user_id, locale=locale):
            raise _unknown(user_id)

    def update_preferences(self, user_id: str, preferences: Preferences) -> None:
        """Replace what is known of the person's taste. Raises UnknownUserError."""
        vector = preferences.vector.as_dict() if preferences.vector.n_events else None
        if not self._change(user_id, preferences=preferences.as_stored(), vector=vector):
            raise _unknown(user_id)

    def expression(self, user_id: str) -> ExpressionProfile:
        """How the person's senses relate to what they say; blank where nothing is known."""
        rows = self._session.connection().execute(_EXPRESSIONS, {"users": [user_id]})
        return next((ExpressionProfile.from_dict(row.expression) for row in rows), ExpressionProfile())

    def expressions_to_change(self, user_ids: Collection[str]) -> dict[str, ExpressionProfile]:
        """Those of stored people, whose rows stay locked until the unit of work ends."""
        rows = self._session.connection().execute(_EXPRESSIONS_LOCKED, {"users": sorted(user_ids)})
        return {row.id: ExpressionProfile.from_dict(row.expression) for row in rows}

    def keep_expressions(self, expressions: Mapping[str, ExpressionProfile]) -> None:
        """Replace those of stored people."""
        rows = [{"user": user, "stored": kept.as_dict() or None} for user, kept in expressions.items()]
        if rows:
            self._session.connection().execute(_EXPRESSION_OF_ONE, rows)

    def delete(self, user_id: str) -> int:
        """Erase the person's own row; the database erases what belongs to it."""
        return deleted(self._session, UserRow, UserRow.id == user_id)

    def delete_idle(self, before: datetime) -> int:
        """Erase people last seen before then, of whom nothing newer is left."""
        idle = UserRow.last_seen_at < before
        for table in (TurnRow, InteractionRow, SessionRow):
            idle &= UserRow.id.not_in(select(table.user_id))
        return deleted(self._session, UserRow, idle)


def _unknown(user_id: str) -> UnknownUserError:
    return UnknownUserError(
        f"no user {user_id!r} is stored: never seen here, or forgotten; open a session first"
    )


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

    def current_of(self, user_ids: Collection[str]) -> dict[str, dict[Sense, bool]]:
        """The same for several people; whoever never decided has none."""
        current: dict[str, dict[Sense, bool]] = {user: {} for user in user_ids}
        for row in self._session.connection().execute(_DECISIONS, {"users": list(user_ids)}):
            current[row.user_id][Sense(row.sense)] = row.granted
        return current

    def all(self, user_id: str) -> list[Consent]:
        """Every decision, oldest first."""
        rows = self._session.scalars(
            select(ConsentRow).where(ConsentRow.user_id == user_id).order_by(ConsentRow.id)
        )
        return [consent_of(row) for row in rows]

    def delete(self, user_id: str) -> int:
        """Erase the person's decisions."""
        return deleted(self._session, ConsentRow, ConsentRow.user_id == user_id)
