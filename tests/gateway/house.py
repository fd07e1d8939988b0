"""A whole gateway in the test's own loop: real sockets, scripted neighbours."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from gateway.bootstrap import assemble
from gateway.config import GatewayConfig
from gateway.face.frames import PictureFrame, encode_picture
from gateway.server import uvicorn_of
from gateway.services import Services
from gateway.voice.frames import encode_frame
from perception.hearing.transcriber import PcmSamples, Transcriber
from tests.gateway.scripted.bot import ScriptedBot
from tests.gateway.scripted.memory import ScriptedMemory
from tests.gateway.scripted.senses import ScriptedSenses
from tests.gateway.scripted.sound import LoudIsSpeech, frames

WITHIN_S = 10.0


@dataclass
class Clock:
    """Time that passes only when told."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Visitor:
    """One websocket; `heard` is everything that came over it."""

    socket: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(WITHIN_S):
            message: dict[str, Any] = json.loads(await self.socket.recv())
        self.heard.append(message)
        return message

    async def until(self, kind: str) -> dict[str, Any]:
        """The next message of this kind."""
        while (message := await self.next())["type"] != kind:
            pass
        return message

    async def hello(self, **fields: Any) -> dict[str, Any]:
        """The welcome."""
        await self.send("hello", protocol="undertone.v1", **fields)
        return await self.next()

    async def ask(self, message_id: str, text: str, **more: Any) -> list[dict[str, Any]]:
        """Everything that a text brings, up to done."""
        n_before = len(self.heard)
        await self.send("text", id=message_id, text=text, **more)
        await self.until("done")
        return self.heard[n_before:]

    async def until_pong(self) -> None:
        """Everything sent before has been taken."""
        await self.send("ping", id="p")
        await self.until("pong")

    async def listen(self, stream: int = 1, **more: Any) -> None:
        """Open the microphone."""
        fields = {"rate_hz": 16_000, "mode": "hands_free", "recognition": "server"} | more
        await self.send("audio.start", id=f"start-{len(self.heard)}", stream=stream, **fields)
        await self.until("hearing")

    async def speak(self, samples: PcmSamples, stream: int = 1, begin: int = 0) -> int:
        """Send sound in frames of 128 ms; the number of the next frame."""
        for frame in frames(samples, stream, begin):
            await self.socket.send(encode_frame(frame))
            begin = frame.sequence + 1
        return begin

    async def watch(self, stream: int = 1, **more: Any) -> dict[str, Any]:
        """Turn the camera on; the first `seeing`."""
        fields = {"where": "server", "source": "camera"} | more
        await self.send("camera.start", id=f"camera-{len(self.heard)}", stream=stream, **fields)
        return await self.until("seeing")

    async def show(self, data: bytes, n: int = 0, stream: int = 1, t_ms: int | None = None) -> None:
        """Send a picture, the n-th of five a second."""
        await self.socket.send(
            encode_picture(PictureFrame(stream, n, 200 * n if t_ms is None else t_ms, data))
        )

    async def closed(self) -> int:
        """The code with which the other side closes."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.next()
        return self.socket.close_code or 0


@dataclass
class House:
    """A running gateway."""

    services: Services
    bot: ScriptedBot
    bot_port: int
    memory: ScriptedMemory
    senses: ScriptedSenses
    clock: Clock
    port: int
    http: httpx.AsyncClient
    server: uvicorn.Server

    @contextlib.asynccontextmanager
    async def visitor(self, **more: Any) -> AsyncIterator[Visitor]:
        async with connect(f"ws://127.0.0.1:{self.port}/ws", proxy=None, **more) as socket:
            yield Visitor(socket)

    async def until(self, condition: Any) -> None:
        """Wait for a condition that something in this loop or a thread brings about."""
        async with asyncio.timeout(WITHIN_S):
            while not condition():  # noqa: ASYNC110 - what it waits for may happen in a thread
                await asyncio.sleep(0.002)

    async def restart_bot(self) -> None:
        self.bot_port = await self.bot.start(self.bot_port)

    async def bearer(self) -> dict[str, str]:
        """Headers of a new session."""
        answer = await self.http.post("/v1/sessions", json={})
        return {"Authorization": f"Bearer {answer.json()['token']}"}


def web_dir_in(folder: Path) -> Path:
    """A widget of two small files."""
    (folder / "element").mkdir(parents=True, exist_ok=True)
    (folder / "demo").mkdir(exist_ok=True)
    (folder / "element" / "undertone-chat.js").write_text("export {};\n")
    (folder / "demo" / "index.html").write_text("<!doctype html><title>Demo</title>\n")
    return folder


def config_of(folder: Path, **more: Any) -> GatewayConfig:
    """Settings for a test."""
    fields: dict[str, Any] = {
        "database_url": "sqlite://",
        "models_dir": folder,
        "web_dir": folder / "web",
        "bot_socket_url": "ws://127.0.0.1:1/",
        "secret_key": "a key that only tests know",
        "port": 0,
        "messages_per_s": 1000.0,
        "burst": 1000,
    }
    return GatewayConfig(**(fields | more))


@contextlib.asynccontextmanager
async def open_house(
    folder: Path,
    *,
    secret: str = "",
    with_bot: bool = True,
    build: Callable[[GatewayConfig], Services] | None = None,
    transcriber: Transcriber | None = None,
    hears_voices: bool = False,
    sees_faces: bool = False,
    reads_behaviour: bool = False,
    **settings: Any,
) -> AsyncIterator[House]:
    """A gateway whose bot is connected; over scripted neighbours unless `build` brings others."""
    web_dir_in(folder / "web")
    bot, memory, clock = ScriptedBot(secret=secret), ScriptedMemory(), Clock()
    senses = ScriptedSenses(hears_voices=hears_voices, sees_faces=sees_faces, reads_behaviour=reads_behaviour)
    bot_port = await bot.start()
    if not with_bot:
        await bot.stop()
    config = config_of(folder, bot_socket_url=f"ws://127.0.0.1:{bot_port}/", bot_secret=secret, **settings)
    services = (
        build(config)
        if build
        else assemble(config, senses, memory, clock, transcriber, make_activity=LoudIsSpeech)
    )
    server = uvicorn_of(services)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.002)
        port = int(server.servers[0].sockets[0].getsockname()[1])
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=WITHIN_S) as http:
            house = House(services, bot, bot_port, memory, senses, clock, port, http, server)
            if with_bot:
                await house.until(lambda: services.bot.connected)
            yield house
    finally:
        server.should_exit = True
        memory.go_on.set()
        await serving
        await bot.stop()


def of_type(messages: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The messages of one type."""
    return [message for message in messages if message["type"] == kind]
