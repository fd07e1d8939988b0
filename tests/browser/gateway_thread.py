"""The real gateway over scripted neighbours, in a thread."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import uvicorn

from gateway.bootstrap import assemble
from gateway.config import GatewayConfig
from gateway.server import uvicorn_of
from perception.hearing.transcriber import Transcriber
from tests.browser.scripted_gateway import ROOT, WIDGET, announce_start
from tests.gateway.scripted.bot import Script, ScriptedBot, demo_script
from tests.gateway.scripted.memory import ScriptedMemory
from tests.gateway.scripted.senses import ScriptedSenses

IDENTITY_SECRET = "the secret of this test alone, and long enough"
CONFIG = GatewayConfig(
    database_url="",
    models_dir=ROOT / "models",
    web_dir=WIDGET,
    bot_socket_url="",
    secret_key="a secret of this test alone",
    identity_secret=IDENTITY_SECRET,
)


class GatewayThread:
    """`stop` and `start` again keep the port. `transcriber` makes what hears words; without it none are;
    `senses` take the place of scripted ones."""

    def __init__(
        self,
        config: GatewayConfig = CONFIG,
        transcriber: Callable[[], Transcriber] | None = None,
        *,
        hears_voices: bool = False,
        script: Script = demo_script,
        senses: ScriptedSenses | None = None,
    ) -> None:
        self.port = 0
        self.server: uvicorn.Server | None = None
        self.thread: threading.Thread | None = None
        self.senses = senses or ScriptedSenses(hears_voices=hears_voices)
        self._config = config
        self._script = script
        self._transcriber = transcriber

    @property
    def url(self) -> str:
        """Where it answers, once started."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve from a thread, and wait until it listens."""
        listening = threading.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), daemon=True)
        self.thread.start()
        assert listening.wait(20), "the gateway did not start"
        assert self.server is not None
        self.port = self.server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Let it finish."""
        assert self.server is not None
        assert self.thread is not None
        self.server.should_exit = True
        self.thread.join(20)

    async def _serve(self, listening: threading.Event) -> None:
        bot = ScriptedBot(self._script)
        address = f"ws://127.0.0.1:{await bot.start()}/"
        config = replace(self._config, bot_socket_url=address, port=self.port)
        transcriber = self._transcriber() if self._transcriber else None
        self.server = uvicorn_of(assemble(config, self.senses, ScriptedMemory(), transcriber=transcriber))
        announce_start(self.server, listening)
        await self.server.serve()
        await bot.stop()
