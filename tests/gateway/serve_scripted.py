"""The real gateway over a scripted bot, for work on the widget.

`python -m tests.gateway.serve_scripted --port 8090`
"""

import argparse
import asyncio
from pathlib import Path

from gateway.bootstrap import assemble
from gateway.config import GatewayConfig
from gateway.server import uvicorn_of
from tests.gateway.scripted.bot import ScriptedBot
from tests.gateway.scripted.memory import ScriptedMemory
from tests.gateway.scripted.senses import ScriptedSenses

ROOT = Path(__file__).parents[2]


async def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--web-dir", type=Path, default=ROOT / "web_widget")
    parser.add_argument("--allow-origin", action="append", default=[])
    given = parser.parse_args()
    bot_port = await ScriptedBot().start()
    config = GatewayConfig(
        database_url="",
        models_dir=ROOT / "models",
        web_dir=given.web_dir,
        bot_socket_url=f"ws://127.0.0.1:{bot_port}/",
        secret_key="only for work on the widget",
        port=given.port,
        allowed_origins=tuple(given.allow_origin),
    )
    await uvicorn_of(assemble(config, ScriptedSenses(), ScriptedMemory())).serve()


if __name__ == "__main__":
    asyncio.run(main())
