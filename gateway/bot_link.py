"""The one connection to the bot: many conversations over it, opened again whenever it breaks."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from gateway import bot_wire
from gateway.bot_wire import Alive, BotEvent, Failed, Finished, Replied, TrackerDropped
from gateway.errors import BotWireError
from gateway.meaning import Meaning
from gateway.ports import TurnListener

log = structlog.get_logger(__name__)

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 3.0
ANSWER_WITHIN_S = 5.0


def pause_s(n_failures: int, chance: float) -> float:
    """How long to wait before the next attempt: doubling, bounded, and spread by `chance` in [0, 1]."""
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(n_failures, 10))
    return float(longest * (0.5 + 0.5 * chance))


class BotLink:
    """Implements `gateway.ports.Bot`; `run` keeps the connection until it is cancelled."""

    def __init__(self, url: str, secret: str, on_connected: Callable[[], None]) -> None:
        self._url = url
        self._secret = secret
        self._on_connected = on_connected
        self._listeners: dict[str, TurnListener] = {}
        self._to_forget: dict[str, None] = {}
        self._outgoing: asyncio.Queue[bytes] | None = None

    @property
    def connected(self) -> bool:
        """Whether the bot listens."""
        return self._outgoing is not None

    def ask(
        self,
        turn: str,
        sender: str,
        text: str,
        metadata: dict[str, Any],
        listener: TurnListener,
        meaning: Meaning | None = None,
    ) -> None:
        """Hand over a turn; `listener` hears what becomes of it."""
        if self._outgoing is None:
            listener.bot_lost(turn, delivered=False)
            return
        self._listeners[turn] = listener
        self._outgoing.put_nowait(bot_wire.turn_frame(turn, sender, text, metadata, meaning))

    def abandon(self, turn: str) -> None:
        """Nobody waits for this turn any more."""
        self._listeners.pop(turn, None)

    def forget(self, sender: str) -> None:
        """Have a conversation forgotten, now or as soon as the bot is connected."""
        self._to_forget[sender] = None
        if self._outgoing is not None:
            self._outgoing.put_nowait(bot_wire.forget_frame(sender))

    async def run(self) -> None:
        """Connect, and again after each loss, until cancelled."""
        n_failures = 0
        while True:
            try:
                async with connect(
                    self._url, compression=None, max_size=2**20, ping_interval=10, ping_timeout=20, proxy=None
                ) as connection:
                    await self._greet(connection)
                    n_failures = 0
                    await self._serve(connection)
            except (OSError, WebSocketException, BotWireError, TimeoutError) as error:
                log.info("bot_link_down", error=type(error).__name__, n_failures=n_failures)
            await asyncio.sleep(pause_s(n_failures, random.random()))  # noqa: S311 - spreads load, keeps no secret
            n_failures += 1

    async def _greet(self, connection: ClientConnection) -> None:
        await connection.send(bot_wire.hello_frame(self._secret), text=True)
        await connection.send(bot_wire.ping_frame(), text=True)
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while not isinstance(bot_wire.decode_event(await connection.recv()), Alive):
                pass

    async def _serve(self, connection: ClientConnection) -> None:
        self._outgoing = asyncio.Queue()
        for sender in self._to_forget:
            self._outgoing.put_nowait(bot_wire.forget_frame(sender))
        log.info("bot_link_up")
        writer = asyncio.create_task(self._write(connection, self._outgoing))
        try:
            self._on_connected()
            async for frame in connection:
                self._heard(frame)
        finally:
            self._outgoing = None
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, WebSocketException):
                await writer
            self._lose_all()

    async def _write(self, connection: ClientConnection, outgoing: asyncio.Queue[bytes]) -> None:
        while True:
            await connection.send(await outgoing.get(), text=True)

    def _heard(self, frame: str | bytes) -> None:
        try:
            self._dispatch(bot_wire.decode_event(frame))
        except BotWireError as error:
            log.warning("bot_frame_rejected", error=str(error))
        except Exception as error:  # noqa: BLE001 - what goes wrong in one conversation must not end them all
            log.error("bot_event_failed", error=type(error).__name__)

    def _dispatch(self, event: BotEvent) -> None:
        match event:
            case Replied(turn, reply):
                if reply.rejected:
                    log.warning("bot_reply_incomplete", rejected=reply.rejected)
                if listener := self._listeners.get(turn):
                    listener.bot_message(turn, reply)
            case Finished(turn):
                if listener := self._listeners.pop(turn, None):
                    listener.bot_done(turn)
            case Failed(turn):
                log.warning("bot_turn_failed", turn=turn)
                if listener := self._listeners.pop(turn, None):
                    listener.bot_failed(turn)
            case TrackerDropped(sender):
                self._to_forget.pop(sender, None)

    def _lose_all(self) -> None:
        lost, self._listeners = self._listeners, {}
        for turn, listener in lost.items():
            listener.bot_lost(turn, delivered=True)
