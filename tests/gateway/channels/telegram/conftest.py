"""A bot before the stand-in of Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from pydantic import SecretStr

from gateway.channels.channel import Incoming
from gateway.channels.telegram.client import RULES
from gateway.channels.telegram.config import TelegramConfig
from gateway.channels.telegram.platform import TelegramPlatform
from gateway.channels.telegram.sender import TYPING_LASTS_S
from gateway.metrics import Metrics
from tests.fakes.telegram_platform import SECRET, TOKEN, TelegramStandIn, telegram
from tests.gateway.house import Clock

ONCE = replace(RULES, attempts=1)
"""Nothing is repeated by itself, so that a test sees each call."""


@dataclass
class Taken:
    """What visits would be given."""

    incoming: list[Incoming] = field(default_factory=list)

    def take(self, incoming: Incoming) -> None:
        self.incoming.append(incoming)


@dataclass
class Bot:
    """The gateway's side, with `pauses` that it asked for; none lasts."""

    platform: TelegramPlatform
    telegram: TelegramStandIn
    clock: Clock
    taken: Taken
    pauses: list[float]

    async def pause(self, seconds: float) -> None:
        """Waits no time, and notes it."""
        self.pauses.append(seconds)
        self.clock.now += seconds
        await asyncio.sleep(0)


@asynccontextmanager
async def bot_before_telegram(**settings: Any) -> AsyncIterator[Bot]:
    async with telegram() as stand_in:
        clock, pauses = Clock(), list[float]()

        async def pause(seconds: float) -> None:
            if seconds == TYPING_LASTS_S:
                await asyncio.Event().wait()  # tests call `keep_typing` themselves
            pauses.append(seconds)
            clock.now += seconds
            await asyncio.sleep(0)

        fields: dict[str, Any] = {"secret": SecretStr(SECRET), "token": SecretStr(TOKEN)}
        fields |= {"api_url": stand_in.url} | settings
        platform = TelegramPlatform(TelegramConfig(**fields), Metrics(), clock, pause, ONCE)
        try:
            yield Bot(platform, stand_in, clock, Taken(), pauses)
        finally:
            await platform.close()


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    async with bot_before_telegram() as made:
        yield made
