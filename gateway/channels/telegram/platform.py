"""Assembles Telegram: the bot's client, its channel, and how updates come in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from fastapi import APIRouter

from gateway.channels.channel import Takes
from gateway.channels.telegram.channel import TelegramChannel
from gateway.channels.telegram.client import POLL_RULES, RULES, TelegramClient, judge
from gateway.channels.telegram.config import TelegramConfig
from gateway.channels.telegram.intake import Intake
from gateway.channels.telegram.media import TelegramMedia
from gateway.channels.telegram.places import TELEGRAM
from gateway.channels.telegram.polling import REFUSED_WAIT_S, Pause, Poller
from gateway.channels.telegram.routes import telegram_routes
from gateway.channels.telegram.sender import TYPING_LASTS_S, TelegramSender
from gateway.channels.telegram.updates import Me
from gateway.config import GatewayConfig
from gateway.errors import ConfigError
from gateway.metrics import Metrics
from gateway.outside.errors import OutsideError, ServiceRefused
from gateway.outside.service import OutsideRules, OutsideService
from gateway.outside.two_ways import TwoWays

log = structlog.get_logger(__name__)

SET_UP_AGAIN_S: Final = 10.0

MENU: Final = (
    ("mood", "How your mood has been, and put it right"),
    ("why", "Why I offered the last thing"),
    ("privacy", "What I keep, and what voice and photos are for"),
    ("pause", "Stop estimating how you feel"),
    ("resume", "Estimate it again"),
    ("mydata", "What I know about you"),
    ("forget", "Erase everything I know about you"),
    ("link", "Go on here from another channel, or there from here"),
    ("unlink", "Keep channels apart again"),
    ("stop", "Stop estimating, the same as /pause"),
    ("help", "What I can do"),
)
"""Names and what Telegram's menu says of them; `gateway.channels.commands` carries them out."""


class TelegramPlatform:
    """One bot; implements `gateway.channels.platform.Platform`. `pause` waits so many seconds."""

    def __init__(
        self,
        config: TelegramConfig,
        metrics: Metrics,
        clock: Callable[[], float],
        pause: Pause = asyncio.sleep,
        rules: OutsideRules = RULES,
    ) -> None:
        self._config = config
        self._clock = clock
        self._pause = pause
        sending = OutsideService(TELEGRAM, rules, metrics, clock, judge)
        asking = OutsideService("telegram_updates", POLL_RULES, metrics, clock, judge)
        self.service = TwoWays(sending, asking)
        self.client = TelegramClient(config, sending, asking)
        self.channel = TelegramChannel(Me(config.bot_id))
        self.sender = TelegramSender(self.client, clock)
        self.media = TelegramMedia(self.client)
        self._intake: Intake | None = None

    def intake(self, visits: Takes) -> Intake:
        """What takes updates in and gives to `visits` what visitors did; one for both ways."""
        if self._intake is None:
            self._intake = Intake(self.channel, self.client, self.sender, self._clock, visits.take)
        return self._intake

    def routes(self, visits: Takes) -> APIRouter:
        """The webhook, where updates are sent; else none."""
        if self._config.mode != "webhook":
            return APIRouter()
        return telegram_routes(self._config.secret, self.intake(visits).take)

    async def run(self, visits: Takes) -> None:
        """Tell Telegram of this bot, show who is typing and, without a webhook, ask for updates; until
        cancelled."""
        intake = self.intake(visits)
        try:
            async with asyncio.TaskGroup() as together:
                together.create_task(self._typing())
                await self.set_up()
                if self._config.mode == "polling":
                    await Poller(self.client, intake.take, self._pause).run()
        finally:
            intake.stop()

    async def set_up(self) -> None:
        """Say how updates are to come and learn the bot's name, again and again until both are done; then
        set its menu, which it can do without."""
        for step in (self._say_how, self._learn_name):
            while (wait_s := await self._tried(step)) is not None:
                await self._pause(wait_s)
        await self._tried(lambda: self.client.set_commands(MENU))

    async def _tried(self, step: Callable[[], Awaitable[None]]) -> float | None:
        """None where it went well, else how long to wait before it is tried again."""
        try:
            await step()
        except OutsideError as error:
            log.warning("telegram_not_set_up", why=error.why)
            return REFUSED_WAIT_S if isinstance(error, ServiceRefused) else SET_UP_AGAIN_S
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    async def _say_how(self) -> None:
        if self._config.mode == "polling":
            await self.client.delete_webhook()
        elif self._config.webhook_url:
            secret = self._config.secret.get_secret_value()
            await self.client.set_webhook(self._config.webhook_url, secret)

    async def _learn_name(self) -> None:
        self.channel.me = await self.client.who_am_i()

    async def _typing(self) -> None:
        while True:
            await self._pause(TYPING_LASTS_S)
            await self.sender.keep_typing()


def build_telegram(
    config: GatewayConfig, metrics: Metrics, clock: Callable[[], float]
) -> TelegramPlatform | None:
    """Telegram as `config` sets it up; None where it does not. Raises ConfigError."""
    secret = config.telegram_secret
    if not config.telegram_token.get_secret_value():
        if secret.get_secret_value() or config.telegram_url:
            raise ConfigError(
                "telegram_token is empty; give what @BotFather gave, or leave all of Telegram out"
            )
        return None
    bot = TelegramConfig(
        token=config.telegram_token,
        mode=config.telegram_mode,
        secret=secret,
        url=config.telegram_url,
        api_url=config.telegram_api_url,
    )
    return TelegramPlatform(bot, metrics, clock)
