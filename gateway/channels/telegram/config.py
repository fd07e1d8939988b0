"""How a bot of Telegram is set up."""

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from gateway.config import TelegramMode
from gateway.errors import ConfigError

WEBHOOK_PATH: Final = "/channels/telegram"
API_URL: Final = "https://api.telegram.org"

_TOKEN: Final = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,100}")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""Telegram takes 1 to 256 of these characters; fewer than 16 can be guessed."""


@dataclass(frozen=True)
class TelegramConfig:
    """`secret` and `url`, the gateway's own public address, are for webhooks; without `url` the owner tells
    Telegram the address. `api_url` is where the Bot API is spoken. Raises ConfigError."""

    token: SecretStr
    mode: TelegramMode = "polling"
    secret: SecretStr = field(default_factory=lambda: SecretStr(""))
    url: str = ""
    api_url: str = API_URL

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token.get_secret_value()):
            raise ConfigError(
                "telegram_token is not what @BotFather gives: digits, a colon, 20 to 100 letters, digits, "
                "_ or -; copy it whole"
            )
        if self.mode == "webhook" and not _SECRET.fullmatch(self.secret.get_secret_value()):
            raise ConfigError(
                "telegram_mode is webhook, and telegram_secret is not 16 to 256 letters, digits, _ or -; "
                "without it anybody could write in a visitor's name: make one with `openssl rand -hex 32`"
            )
        if self.url and (urlsplit(self.url).scheme != "https" or not urlsplit(self.url).hostname):
            raise ConfigError(
                f"telegram_url is {self.url!r}; Telegram sends to https addresses only, such as "
                "'https://chat.example.org'"
            )
        if urlsplit(self.api_url).scheme not in ("http", "https"):
            raise ConfigError(f"telegram_api_url is {self.api_url!r}; give an address such as {API_URL!r}")

    @property
    def bot_id(self) -> int:
        """The bot's own number, which begins its token."""
        return int(self.token.get_secret_value().partition(":")[0])

    @property
    def webhook_url(self) -> str:
        """Where Telegram is to send; empty where the owner tells it."""
        return f"{self.url.rstrip('/')}{WEBHOOK_PATH}" if self.url else ""
