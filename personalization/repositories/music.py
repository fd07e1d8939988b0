"""Where songs were found, and logins to music services."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from personalization.music_model import FoundTrack, MusicLogin
from personalization.repositories.deletion import deleted
from personalization.repositories.insertion import inserted
from personalization.tables import FoundTrackRow, MusicLoginRow


class FoundTrackRepository:
    """The cache of what music services answered."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def newest(self, service: str, n: int) -> list[FoundTrack]:
        """The newest `n` answers of a service, newest first."""
        rows = self._session.scalars(
            select(FoundTrackRow)
            .where(FoundTrackRow.service == service)
            .order_by(FoundTrackRow.at.desc(), FoundTrackRow.item_id)
            .limit(n)
        )
        return [FoundTrack(row.item_id, row.service, row.asked, row.track, row.score, row.at) for row in rows]

    def keep(self, found: FoundTrack) -> None:
        """Replace what was known; of an item that is not in the catalogue nothing is kept."""
        values = {"asked": found.asked, "track": found.track, "score": found.score, "at": found.at}
        changed = (
            update(FoundTrackRow)
            .where(FoundTrackRow.item_id == found.item_id, FoundTrackRow.service == found.service)
            .values(**values)
            .returning(FoundTrackRow.item_id)
        )
        if self._session.execute(changed).first() is None:
            inserted(self._session, FoundTrackRow(item_id=found.item_id, service=found.service, **values))


class MusicLoginRepository:
    """Logins of visitors."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, user_id: str, service: str) -> MusicLogin | None:
        """The login, or None."""
        return next((login for login in self.all(user_id) if login.service == service), None)

    def all(self, user_id: str) -> list[MusicLogin]:
        """Every login of a person."""
        rows = self._session.execute(
            select(MusicLoginRow.__table__)
            .where(MusicLoginRow.user_id == user_id)
            .order_by(MusicLoginRow.service)
        )
        return [_login_of(row) for row in rows]

    def keep(self, login: MusicLogin) -> None:
        """Keep it in place of an earlier one."""
        self.drop(login.user_id, login.service)
        self._session.add(
            MusicLoginRow(
                user_id=login.user_id,
                service=login.service,
                sealed=login.sealed,
                scope=login.scope,
                connected_at=login.connected_at,
                renewed_at=login.renewed_at,
            )
        )
        self._session.flush()

    def renew(self, login: MusicLogin) -> bool:
        """Replace what proves it, where it is still there."""
        changed = (
            update(MusicLoginRow)
            .where(
                MusicLoginRow.user_id == login.user_id,
                MusicLoginRow.service == login.service,
                MusicLoginRow.connected_at == login.connected_at,
            )
            .values(sealed=login.sealed, scope=login.scope, renewed_at=login.renewed_at)
            .returning(MusicLoginRow.user_id)
        )
        return self._session.execute(changed).first() is not None

    def drop(self, user_id: str, service: str) -> bool:
        """Erase it; False where there was none."""
        condition = (MusicLoginRow.user_id == user_id) & (MusicLoginRow.service == service)
        return deleted(self._session, MusicLoginRow, condition) > 0

    def delete(self, user_id: str) -> int:
        """Erase the person's logins."""
        return deleted(self._session, MusicLoginRow, MusicLoginRow.user_id == user_id)


def _login_of(row: Row[Any]) -> MusicLogin:
    return MusicLogin(row.user_id, row.service, row.sealed, row.scope, row.connected_at, row.renewed_at)
