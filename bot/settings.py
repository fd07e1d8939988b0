"""The environment variables that the bot reads, and nothing else does in this environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingInvalidError

DEFAULT_TEXT_MODEL_DIR = "models/text"
DEFAULT_SOCKET_PORT = 5055
DEFAULT_ACTION_URL = "http://127.0.0.1:5056/webhook"


@dataclass(frozen=True)
class BotSettings:
    """What the environment says about the bot.

    text_model_dir: folder with text.onnx and tokenizer.json.
    socket_port: loopback port of the turn socket, 1 to 65535.
    secret: what a client's hello must carry; None means that no hello is asked for.
    action_url: the action server's webhook.
    """

    text_model_dir: Path = Path(DEFAULT_TEXT_MODEL_DIR)
    socket_port: int = DEFAULT_SOCKET_PORT
    secret: str | None = None
    action_url: str = DEFAULT_ACTION_URL


def read_settings(environment: Mapping[str, str] | None = None) -> BotSettings:
    """Settings from the environment. Raises SettingInvalidError."""
    env = os.environ if environment is None else environment
    return BotSettings(
        text_model_dir=Path(env.get("UNDERTONE_TEXT_MODEL_DIR") or DEFAULT_TEXT_MODEL_DIR),
        socket_port=_port(env.get("UNDERTONE_BOT_SOCKET_PORT") or str(DEFAULT_SOCKET_PORT)),
        secret=env.get("UNDERTONE_BOT_SECRET") or None,
        action_url=env.get("ACTION_ENDPOINT_URL") or DEFAULT_ACTION_URL,
    )


def _port(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise SettingInvalidError("UNDERTONE_BOT_SOCKET_PORT", value, "a port from 1 to 65535")
    return int(value)
