"""Asking Telegram for what is new, where the owner has no public address."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from gateway.channels.telegram.client import LONG_POLL_S, TelegramClient
from gateway.outside.errors import OutsideError, ServiceLimited, ServiceRefused

log = structlog.get_logger(__name__)

FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 30.0
REFUSED_WAIT_S: Final = 60.0

Pause = Callable[[float], Awaitable[Any]]


class Poller:
    """`take` gets each update as it came; what it was given is not asked for again. `pause` waits so many
    seconds."""

    def __init__(
        self, client: TelegramClient, take: Callable[[Any], None], pause: Pause = asyncio.sleep
    ) -> None:
        self._client = client
        self._take = take
        self._pause = pause
        self._offset: int | None = None
        self._n_failed = 0

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            try:
                wait_s = await self.once()
            except Exception as error:  # noqa: BLE001 - nobody would ask any more
                log.error("telegram_poll_failed", error=type(error).__name__)
                wait_s = LONGEST_WAIT_S
            if wait_s:
                await self._pause(wait_s)

    async def once(self) -> float:
        """Ask once and hand on what came; how long to wait before the next time."""
        patience_s = 0 if self._n_failed else LONG_POLL_S  # after a failure: is it there again?
        try:
            updates = await self._client.updates(self._offset, patience_s)
        except OutsideError as error:
            self._n_failed += 1
            return self._wait_after(error)
        self._n_failed = 0
        for update in updates:
            self._hand_on(update)
        return 0.0

    def _hand_on(self, update: Any) -> None:
        number = update.get("update_id") if isinstance(update, dict) else None
        if isinstance(number, int):
            self._offset = max(self._offset or 0, number + 1)
        self._take(update)

    def _wait_after(self, error: OutsideError) -> float:
        if isinstance(error, ServiceLimited):
            return error.retry_after_s or LONGEST_WAIT_S
        if isinstance(error, ServiceRefused):
            return REFUSED_WAIT_S
        return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** (self._n_failed - 1))
