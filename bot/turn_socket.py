"""The channel between gateway and Rasa: one websocket, many conversations, a turn at a time in each.

The `websockets` library's own server runs in Rasa's loop on a loopback port of its own, because Sanic's
websockets do not work on Python 3.11 (and the later Sanic that does breaks Rasa).
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from sanic import Blueprint, Sanic
from websockets.exceptions import ConnectionClosed
from websockets.legacy.server import WebSocketServer, WebSocketServerProtocol, serve

from bot import meaning, turn_wire
from bot.errors import BadFrameError
from bot.settings import read_settings
from bot.turn_wire import Forget, Hello, Ping, Turn

HOST = "127.0.0.1"
MAX_FRAME_BYTES = 64 * 1024
MAX_WAITING = 32  # turns of one sender
HELLO_WITHIN_S = 10.0
NOT_GREETED = 4401  # close code
NO_ANSWER = "the bot could not answer this turn; try again"

log = logging.getLogger("undertone.bot.turn_socket")

Handler = Callable[[UserMessage], Awaitable[Any]]
Forgetter = Callable[[str], Any]
Send = Callable[[str], Awaitable[None]]
Job = Callable[[], Awaitable[None]]


class TurnOutput(OutputChannel):
    """Sends each of Rasa's messages on as soon as it is there, and counts them."""

    def __init__(self, turn: str, send: Send) -> None:
        self.n_sent = 0
        self._turn = turn
        self._send = send

    @classmethod
    def name(cls) -> str:
        return "undertone"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """One message of Rasa, with its text, buttons and custom parts together."""
        self.n_sent += 1
        await self._send(turn_wire.message_frame(self._turn, message))

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:  # noqa: ARG002
        await self.send_response(recipient_id, {"text": text})


class SenderQueues:
    """The jobs of one sender wait for each other; those of different senders do not."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Queue[Job]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def put(self, sender: str, job: Job) -> None:
        """Queues a job. Raises BadFrameError when its sender has too many waiting."""
        queue = self._waiting.get(sender)
        if queue is None:
            queue = self._waiting[sender] = asyncio.Queue(MAX_WAITING)
            worker = asyncio.get_running_loop().create_task(self._work(sender, queue))
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        try:
            queue.put_nowait(job)
        except asyncio.QueueFull:
            raise BadFrameError(
                f"{MAX_WAITING} turns of this sender are waiting; send the next one later"
            ) from None

    async def _work(self, sender: str, queue: asyncio.Queue[Job]) -> None:
        while not queue.empty():
            await queue.get_nowait()()
        del self._waiting[sender]

    async def close(self) -> None:
        """Drops all jobs that wait or run."""
        workers = list(self._workers)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


class TurnServer:
    """Answers frames: turns go to `handle`, forgetting to `forget`. Knows nothing of Rasa's internals."""

    def __init__(self, handle: Handler, forget: Forgetter, secret: str | None) -> None:
        self._handle = handle
        self._forget = forget
        self._secret = secret
        self._queues = SenderQueues()
        self._server: WebSocketServer | None = None

    async def start(self, port: int) -> int:
        """Listens on loopback; port 0 takes a free one. Gives the port."""
        self._server = await serve(
            self._converse,
            HOST,
            port,
            max_size=MAX_FRAME_BYTES,
            compression=None,
            ping_interval=20,
            ping_timeout=60,
            close_timeout=1,
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Closes all connections and drops what waits."""
        await self._queues.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _converse(self, socket: WebSocketServerProtocol, path: str = "/") -> None:  # noqa: ARG002
        async def send(frame: str) -> None:
            with suppress(ConnectionClosed):
                await socket.send(frame)

        with suppress(ConnectionClosed):
            if not await self._greeted(socket):
                await socket.close(NOT_GREETED, "hello with the right secret comes first")
                return
            async for data in socket:
                await self._receive(data, send)

    async def _greeted(self, socket: WebSocketServerProtocol) -> bool:
        if self._secret is None:
            return True
        try:
            frame = turn_wire.read(await asyncio.wait_for(socket.recv(), HELLO_WITHIN_S))
        except (BadFrameError, TimeoutError):
            return False
        return isinstance(frame, Hello) and hmac.compare_digest(frame.secret.encode(), self._secret.encode())

    async def _receive(self, data: str | bytes, send: Send) -> None:
        try:
            match turn_wire.read(data):
                case Turn() as turn:
                    self._queues.put(turn.sender, partial(self._run_turn, turn, send))
                case Forget(sender):
                    self._queues.put(sender, partial(self._run_forget, sender, send))
                case Ping():
                    await send(turn_wire.pong_frame())
                case Hello():
                    pass
        except BadFrameError as error:
            await send(turn_wire.error_frame(turn_wire.turn_of(data), str(error)))

    async def _run_forget(self, sender: str, send: Send) -> None:
        self._forget(sender)
        await send(turn_wire.forgotten_frame(sender))

    async def _run_turn(self, turn: Turn, send: Send) -> None:
        output = TurnOutput(turn.turn, send)
        message = UserMessage(
            turn.text,
            output,
            turn.sender,
            input_channel=output.name(),
            message_id=turn.turn,
            metadata=turn.metadata,
        )
        try:
            with meaning.at_hand(turn.meaning):
                await self._handle(message)
        except Exception as error:  # noqa: BLE001 - outermost edge: a failed turn must not take the socket along
            log.error("turn failed: %s", type(error).__name__)  # the visitor's words stay out of the log
            output.n_sent = 0
        answered = output.n_sent > 0
        await send(
            turn_wire.done_frame(turn.turn) if answered else turn_wire.error_frame(turn.turn, NO_ANSWER)
        )


class TurnSocket(InputChannel):
    """Rasa's side of it: a blueprint without routes whose listeners start and stop the server."""

    def __init__(self, port: int, secret: str | None, forget: Forgetter | None = None) -> None:
        self._port = port
        self._secret = secret
        self._forget = forget or (lambda _sender: None)

    @classmethod
    def name(cls) -> str:
        return "undertone"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "TurnSocket":
        """For credentials.yml: `port`, if given, wins over the environment."""
        settings = read_settings()
        return cls(int((credentials or {}).get("port", settings.socket_port)), settings.secret)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        blueprint = Blueprint("undertone_turns")
        server = TurnServer(on_new_message, self._forget, self._secret)

        @blueprint.listener("after_server_start")  # type: ignore[misc]
        async def start(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            log.info("turn socket on port %s", await server.start(self._port))

        @blueprint.listener("before_server_stop")  # type: ignore[misc]
        async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            await server.close()

        return blueprint
