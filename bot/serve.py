"""Rasa with the repairs of bot/fixes in place: `python -m bot.serve --port 5005 --socket-port 5055`.

Answers GET / on the port as soon as the model is loaded, and takes turns on the socket port. Both are on
loopback only.
"""

import argparse
import gc
import os
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import fixes
from bot.errors import BotError, ModelMissingError
from bot.settings import BotSettings, read_settings
from bot.train import MODEL_DIR, MODEL_NAME, ROOT

if TYPE_CHECKING:
    from rasa.core.agent import Agent
    from sanic import Sanic

HOST = "127.0.0.1"
DEFAULT_PORT = 5005


def archive_of(model: Path) -> Path:
    """The model's archive, given itself or its folder. Raises ModelMissingError."""
    archive = model / MODEL_NAME if model.is_dir() else model
    if not archive.is_file():
        raise ModelMissingError(archive)
    return archive


def describe(archive: Path) -> str:
    """The metadata that Rasa keeps in a model's archive. Raises ModelMissingError."""
    try:
        with tarfile.open(archive) as parts:
            metadata = next(part for part in parts if Path(part.name).name == "metadata.json")
            content = parts.extractfile(metadata)
            return content.read().decode() if content else ""
    except (StopIteration, tarfile.TarError, OSError):
        raise ModelMissingError(archive) from None


def build_app(archive: Path, settings: BotSettings, socket_port: int) -> "Sanic":
    """Rasa's application with our channel, stores and connection. Imports Rasa."""
    from rasa.core.agent import load_agent
    from rasa.core.run import close_resources, configure_app
    from rasa.core.utils import AvailableEndpoints

    from bot.fixes.bounded_trackers import BoundedTrackerStore
    from bot.fixes.kept_connection import KeptConnection
    from bot.fixes.waiting_locks import WaitingLockStore
    from bot.turn_socket import TurnSocket

    os.environ.setdefault("ACTION_ENDPOINT_URL", settings.action_url)  # endpoints.yml refers to it
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "bot" / "endpoints.yml"))
    connection = endpoints.action = KeptConnection.like(endpoints.action)
    trackers = endpoints.tracker_store = BoundedTrackerStore()
    endpoints.lock_store = WaitingLockStore()
    app = configure_app(
        [TurnSocket(socket_port, settings.secret, trackers.forget)], enable_api=False, endpoints=endpoints
    )

    async def load(app: "Sanic", loop: Any) -> None:
        app.ctx.agent = await load_agent(str(archive), endpoints=endpoints, loop=loop)
        await warm_up(app.ctx.agent, archive)

    async def close(_app: "Sanic", _loop: Any) -> None:
        await connection.close()

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    app.register_listener(close_resources, "after_server_stop")
    return app


async def warm_up(agent: "Agent", archive: Path) -> None:
    """Reads one sentence, so that the first visitor need not wait. Raises ModelMissingError."""
    if not agent.is_ready():
        raise ModelMissingError(archive)
    await agent.parse_message("hello there")
    gc.collect()
    gc.freeze()  # what was loaded stays: it need not be searched for garbage again and again


def main(arguments: list[str] | None = None) -> int:
    settings = read_settings()
    parser = argparse.ArgumentParser(prog="python -m bot.serve", description="Serve the dialogue model.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="health and nothing else")
    parser.add_argument("--socket-port", type=int, default=settings.socket_port, help="turns of the gateway")
    parser.add_argument("--model", type=Path, default=MODEL_DIR, help="the model's archive or its folder")
    chosen = parser.parse_args(arguments)
    try:
        archive = archive_of(chosen.model)
        fixes.apply_before_rasa(describe(archive))
        fixes.apply_to_rasa()
        app = build_app(archive, settings, chosen.socket_port)
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.run(host=HOST, port=chosen.port, workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
