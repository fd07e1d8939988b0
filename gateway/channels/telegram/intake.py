"""What becomes of an update, however it came: visits take what a visitor did, and a press is answered."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from gateway.channels.channel import Incoming
from gateway.channels.telegram.channel import TelegramChannel
from gateway.channels.telegram.client import TelegramClient
from gateway.channels.telegram.presses import pressed
from gateway.channels.telegram.render import labels_of
from gateway.channels.telegram.sender import TelegramSender
from gateway.channels.telegram.updates import PRIVATE, Arrived, CallbackQuery, read, spot_of
from gateway.errors import Refusal
from gateway.outside.errors import OutsideError

log = structlog.get_logger(__name__)

SAID_ON_PRESS = {"rate": "Noted, thank you.", "label": "Thank you."}


class Intake:
    """`take_incoming` is `ChatVisits.take`: it takes each event once. Called in the event loop; returns at
    once."""

    def __init__(
        self,
        channel: TelegramChannel,
        client: TelegramClient,
        sender: TelegramSender,
        clock: Callable[[], float],
        take_incoming: Callable[[Incoming], None],
    ) -> None:
        self._channel = channel
        self._client = client
        self._sender = sender
        self._clock = clock
        self._take = take_incoming
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, raw: Any) -> None:
        """One update as Telegram sent it. One that cannot be read is left: it would be the same again."""
        try:
            update = read(raw)
            incoming = self._channel.receive(Arrived(raw, self._clock()))
        except Refusal as refusal:
            log.warning("telegram_update_unread", why=refusal.detail)
            return
        for what in incoming:
            if update.message is not None and update.message.chat.type != PRIVATE:
                self._sender.addressed(what.place, update.message.message_id)
            self._take(what)
        if update.callback_query is not None:
            self._in_background(self._answer(update.callback_query))

    async def settled(self) -> None:
        """Every press so far is answered, or cannot be."""
        await asyncio.gather(*self._tasks)

    def stop(self) -> None:
        """Answer nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _answer(self, query: CallbackQuery) -> None:
        """Telegram shows a pressed button as busy until this is done."""
        press = pressed(query.data)
        try:
            await self._client.answer_press(query.id, SAID_ON_PRESS.get(press.kind) if press else None)
            if press is None or query.message is None:
                return
            if press.kind == "choose":
                spot = spot_of(query.message, query.sender)
                self._sender.rebuilt(spot.place(), query.message.message_id)
                await self._client.set_buttons(spot, query.message.message_id, labels_of(press.rest))
        except OutsideError as error:
            log.info("telegram_press_unanswered", why=error.why)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
