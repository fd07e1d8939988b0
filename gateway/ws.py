"""`/ws`: undertone.v1 over a websocket."""

import asyncio
import contextlib
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from gateway.codec import decode, encode
from gateway.effects import Effect
from gateway.errors import Refusal
from gateway.face.frames import decode_picture, is_picture
from gateway.limits import TokenBucket
from gateway.live import CLOSE_NO_HELLO, CLOSE_NORMAL, CLOSE_TOO_MANY, CLOSE_TOO_SLOW, LiveSession
from gateway.protocol import Error, Hello
from gateway.services import Services
from gateway.voice.frames import decode_frame

log = structlog.get_logger(__name__)

HELLO_WITHIN_S = 15.0
MAX_OUTGOING = 1024
FRAMES_PER_MESSAGE = 10.0
"""Frames are read at this multiple of the rate of messages; acknowledgements are frames, too."""


def websocket_routes(services: Services) -> APIRouter:
    """The websocket route."""
    router = APIRouter()

    @router.websocket("/ws")
    async def visit(socket: WebSocket) -> None:
        if not origin_allowed(
            socket.headers.get("origin"), socket.headers.get("host"), services.config.allowed_origins
        ):
            await socket.close(1008, "this origin may not embed this server; see the setting allowed_origins")
            return
        await socket.accept()
        with services.metrics.connections.track_inprogress():
            await _Visit(socket, services).run()

    return router


def origin_allowed(origin: str | None, host: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether a page of `origin` may talk to this server; no origin means that it is no browser."""
    if origin is None or origin in allowed:
        return True
    try:
        return host is not None and urlsplit(origin).netloc == host
    except ValueError:  # such as an address with one bracket
        return False


class _Visit:
    """One socket, from accept to close. Implements `gateway.live.Connection`."""

    def __init__(self, socket: WebSocket, services: Services) -> None:
        self._socket = socket
        self._services = services
        self._outgoing: asyncio.Queue[str | tuple[int, str]] = asyncio.Queue()
        limits = services.rules.limits
        self._time = asyncio.get_running_loop().time
        self._bucket = TokenBucket(
            limits.messages_per_s * FRAMES_PER_MESSAGE, int(limits.burst * FRAMES_PER_MESSAGE), self._time()
        )
        self._closing = False

    def send(self, frame: str) -> None:
        """Queue a frame; a visitor who does not read is let go and may resume."""
        if self._closing:
            return
        if self._outgoing.qsize() >= MAX_OUTGOING:
            self.close(CLOSE_TOO_SLOW, "this connection reads too slowly; resume with your token")
            return
        self._outgoing.put_nowait(frame)

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued."""
        if not self._closing:
            self._closing = True
            self._outgoing.put_nowait((code, reason))

    async def run(self) -> None:
        """Serve the socket until either side closes it."""
        writer = asyncio.create_task(self._write())
        live: LiveSession | None = None
        try:
            live = await self._greet()
            if live is not None:
                await self._serve(live)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the visitor is gone, or we closed: the session waits for them
        finally:
            if live is not None:
                live.lost(self)
            self.close(CLOSE_NORMAL, "")
            await asyncio.wait([writer], timeout=5)
            writer.cancel()

    async def _write(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                item = await self._outgoing.get()
                if isinstance(item, tuple):
                    await self._socket.close(*item)
                    return
                await self._socket.send_text(item)

    async def _next_frame(self) -> str | bytes:
        """The next frame, text or binary. Raises WebSocketDisconnect at the end."""
        if wait_s := self._bucket.take(self._time()):
            await asyncio.sleep(wait_s)
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        text = event.get("text")
        return bytes(event["bytes"]) if text is None else str(text)

    async def _greet(self) -> LiveSession | None:
        try:
            async with asyncio.timeout(HELLO_WITHIN_S):
                while True:
                    try:
                        return await self._hello(await self._next_frame())
                    except Refusal as refusal:
                        self._refuse(refusal)
                        if refusal.code == "too_many_sessions":
                            self.close(CLOSE_TOO_MANY, refusal.detail[:120])
                            return None
        except TimeoutError:
            self.close(CLOSE_NO_HELLO, f"no `hello` within {HELLO_WITHIN_S:g} seconds")
            return None

    async def _hello(self, frame: str | bytes) -> LiveSession:
        if isinstance(frame, bytes):
            raise Refusal(
                "wrong_order", "sound or a picture came before `hello`; send `hello` first, as JSON text"
            )
        message = decode(frame)
        if not isinstance(message, Hello):
            detail = f"`{message.type}` came before `hello`; send `hello` first"
            raise Refusal("wrong_order", detail, message_id=getattr(message, "id", None))
        live = await self._services.doorman.admit(message, self._address)
        live.attach(self)
        live.apply(live.session.receive(message, self._services.clock()))
        return live

    async def _serve(self, live: LiveSession) -> None:
        while True:
            frame = await self._next_frame()
            if live.connection is not self:
                return  # taken over by another connection
            live.apply(self._received(live, frame, self._services.clock()))

    def _received(self, live: LiveSession, frame: str | bytes, now: float) -> list[Effect]:
        try:
            if isinstance(frame, bytes):
                if is_picture(frame):
                    return live.session.picture(decode_picture(frame), now)
                return live.session.sound(decode_frame(frame), now)
            return live.session.receive(decode(frame), now)
        except Refusal as refusal:
            return live.session.refuse(refusal, now)

    def _refuse(self, refusal: Refusal) -> None:
        self._services.metrics.errors.labels(refusal.code).inc()
        error = Error(
            seq=0,
            code=refusal.code,
            detail=refusal.detail,
            id=refusal.message_id,
            retry_after_ms=refusal.retry_after_ms,
        )
        self.send(encode(error))

    @property
    def _address(self) -> str:
        return self._socket.client.host if self._socket.client else "unknown"
