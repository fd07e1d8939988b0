"""One person in several channels: links, one-time codes, what is allowed in a chat, events acted on.

Whoever calls gives keyed digests (64 hex digits) of authors, chats, events and codes; what they are of is
never stored.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from personalization.consent import Sense
from personalization.errors import UnknownCodeError
from personalization.links_model import Link
from personalization.store import Store, UnitOfWork

CODE_LASTS: Final = timedelta(minutes=10)
BROKEN_OFF_AFTER: Final = timedelta(seconds=180)
"""Longer than any turn lasts: whoever took an event by then, and neither answered nor held it, is gone."""


@dataclass(frozen=True)
class Claim:
    """Whether an event is this process's to act on; whom its author is linked to, if to anybody; and whether
    something before it in the same chat was never answered, because the process that took it is gone."""

    fresh: bool
    user: str | None = None
    broken_off: bool = False


@dataclass(frozen=True)
class Joined:
    """Who an author is from now on, and whether a pause of sensing came along."""

    user: str
    paused: bool = False


class LinkKeeper:
    """Over one store; safe to use from several threads and processes. `name` tells this process from others.

    Every method may raise StoreError; times are aware UTC.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name

    def claim(self, event: str, author: str, chat: str, own_user: str, now: datetime) -> Claim:
        """Take an event, once among all processes; `own_user` is who `author` is without a link."""
        with self._store.unit_of_work() as uow:
            user = uow.links.user_of(author)
            if not uow.events.add(event, user or own_user, chat, self._name, now):
                return Claim(fresh=False, user=user)
            broken_off = uow.events.give_up(chat, self._name, now - BROKEN_OFF_AFTER)
            uow.commit()
        return Claim(fresh=True, user=user, broken_off=broken_off > 0)

    def answered(self, events: Collection[str]) -> None:
        """Nothing more has to happen for these."""
        with self._store.unit_of_work() as uow:
            uow.events.answered(events)
            uow.commit()

    def held(self, events: Collection[str], now: datetime) -> None:
        """This process is still at these."""
        with self._store.unit_of_work() as uow:
            uow.events.held(events, now)
            uow.commit()

    def new_code(self, user_id: str, code: str, now: datetime) -> None:
        """From now on this code, and no other, links a channel to the person."""
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            uow.links.put_code(user_id, code, now + CODE_LASTS)
            uow.commit()

    def redeem(self, code: str, author: str, channel: str, own_user: str, now: datetime) -> Joined:
        """Link `author` to the person whose code it is; what was kept of `own_user`, who they were until
        then, goes along, and what they told of their taste where that person told nothing of the same. The
        code is used up. Raises UnknownCodeError."""
        with self._store.unit_of_work() as uow:
            user = uow.links.use_code(code, now)
            if user is None:
                raise UnknownCodeError("that code is not known, has been used or is older than ten minutes")
            before, paused = uow.links.user_of(author) or own_user, False
            if before != user:
                if user != own_user:
                    uow.links.put(author, user, channel, now)
                else:  # it comes home
                    uow.links.delete(author)
                if before == own_user:
                    _bring_taste(uow, before, user)
                    paused = uow.links.bring(before, user, now)
            uow.commit()
        return Joined(user, paused)

    def burn(self, code: str, now: datetime) -> None:
        """Others have seen this code: it links nobody any more."""
        with self._store.unit_of_work() as uow:
            uow.links.use_code(code, now)
            uow.commit()

    def unlink(self, author: str, own_user: str) -> int:
        """Undo the link of `author`; where it has none, those of others to them. How many that were."""
        with self._store.unit_of_work() as uow:
            n_undone = uow.links.delete(author) or uow.links.delete_to(own_user)
            uow.commit()
        return n_undone

    def links(self, user_id: str) -> list[Link]:
        """What is linked to the person, oldest first."""
        with self._store.reading() as uow:
            return uow.links.all(user_id)

    def allow(self, chat: str, user_id: str, sense: Sense, now: datetime) -> None:
        """The person allowed a sense in this chat."""
        with self._store.unit_of_work() as uow:
            uow.users.ensure(user_id, None, now)
            uow.chats.allow(chat, user_id, sense, now)
            uow.commit()

    def allowed(self, chat: str, user_id: str) -> frozenset[Sense]:
        """What the person allowed in this chat."""
        with self._store.reading() as uow:
            return uow.chats.allowed(chat, user_id)


def _bring_taste(uow: UnitOfWork, before: str, user_id: str) -> None:
    left, kept = uow.users.get(before), uow.users.require(user_id)
    if left is None or not left.preferences.told:
        return
    known = {told.about for told in kept.preferences.told}
    new = tuple(told for told in left.preferences.told if told.about not in known)
    uow.users.update_preferences(user_id, replace(kept.preferences, told=(*new, *kept.preferences.told)))
