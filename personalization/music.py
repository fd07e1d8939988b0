"""What is kept of music services: where a song of the catalogue was found, and a visitor's own login.

No call is made from here; the gateway makes them.
"""

from datetime import datetime, timedelta
from typing import Final

from personalization.interaction import InteractionKind
from personalization.item import Item, ItemKind
from personalization.music_model import FoundTrack, MusicLogin
from personalization.store import Store, UnitOfWork

A_CONVERSATION: Final = timedelta(hours=24)
"""A session may be resumed for months; what was offered longer ago is not of this conversation."""


class MusicKeeper:
    """Over one store; safe to use from several threads and processes. Every method may raise StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def found(self, service: str, n: int) -> list[FoundTrack]:
        """The newest `n` answers of a service."""
        with self._store.reading() as uow:
            return uow.found_tracks.newest(service, n)

    def keep_found(self, found: FoundTrack) -> None:
        """Replace what was known of this item at this service; of an item that is gone nothing is kept."""
        with self._store.unit_of_work() as uow:
            uow.found_tracks.keep(found)
            uow.commit()

    def login(self, user_id: str, service: str) -> MusicLogin | None:
        """The visitor's login, if they have one."""
        with self._store.reading() as uow:
            return uow.music_logins.get(user_id, service)

    def keep_login(self, login: MusicLogin) -> None:
        """Keep a login in place of an earlier one; the person is made where unknown."""
        with self._store.unit_of_work() as uow:
            uow.users.ensure(login.user_id, None, login.connected_at)
            uow.music_logins.keep(login)
            uow.commit()

    def renew_login(self, login: MusicLogin) -> bool:
        """Replace what proves a login; False where the visitor has taken it back, or was forgotten."""
        with self._store.unit_of_work() as uow:
            renewed = uow.music_logins.renew(login)
            uow.commit()
        return renewed

    def drop_login(self, user_id: str, service: str) -> bool:
        """Erase a login; False where there was none."""
        with self._store.unit_of_work() as uow:
            dropped = uow.music_logins.drop(user_id, service)
            uow.commit()
        if dropped:
            self._store.settle_erasure()
        return dropped

    def songs_of_conversation(
        self, user_id: str, session_id: str, now: datetime, *, liked: bool
    ) -> list[Item]:
        """The songs that were offered in this conversation, or of these the ones that are liked, in order."""
        with self._store.reading() as uow:
            since = _begun(uow, user_id, session_id, now)
            if since is None:
                return []
            offered = uow.interactions.items_since(user_id, InteractionKind.OFFERED, since)
            if liked:
                opinions = uow.interactions.opinions(user_id)
                newest = dict(reversed(opinions))
                offered = [item for item in offered if newest.get(item) is InteractionKind.LIKE]
            items = [uow.items.get(item) for item in offered]
        return [item for item in items if item is not None and item.kind is ItemKind.TRACK]


def _begun(uow: UnitOfWork, user_id: str, session_id: str, now: datetime) -> datetime | None:
    """When the conversation began; None where nothing of it is stored."""
    visit = next((visit for visit in uow.sessions.all(user_id) if visit.session_id == session_id), None)
    return None if visit is None else max(visit.opened_at, now - A_CONVERSATION)
