"""A conversation's lock is polled once a second: six quick messages took 25, 1042, … 5070 ms (measured).

Here whoever waits for a conversation is woken when it is free, in the order of arrival.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import InMemoryLockStore


class WaitingLockStore(InMemoryLockStore):
    """One asyncio lock per conversation, kept only while somebody holds it or waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = 0.0,  # noqa: ARG002  Rasa's contract; a lock in one process cannot be orphaned
        wait_time_in_seconds: float = 0.0,  # noqa: ARG002
    ) -> AsyncIterator[TicketLock]:
        lock, n_users = self._held.get(conversation_id, (asyncio.Lock(), 0))
        self._held[conversation_id] = (lock, n_users + 1)
        try:
            async with lock:
                yield TicketLock(conversation_id)
        finally:
            lock, n_users = self._held.pop(conversation_id)
            if n_users > 1:
                self._held[conversation_id] = (lock, n_users - 1)
