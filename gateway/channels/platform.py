"""The platforms that this gateway speaks to, set up by its settings."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

import structlog
from fastapi import APIRouter

from gateway.channels.channel import Channel, MediaDesk, Sender
from gateway.channels.visits import ChatVisits
from gateway.config import GatewayConfig
from gateway.metrics import Metrics
from gateway.outside.status import ServiceStatus, switched_off

log = structlog.get_logger(__name__)

LISTEN_AGAIN_S: Final = 5.0
STOPPED_WITHIN_S: Final = 8.0
"""What is under way when the gateway is stopped may take so long; supervisors wait for ten seconds."""

SETTINGS: Final = {"slack": "slack_bot_token", "telegram": "telegram_token"}
"""By which setting each is switched on."""


class Watched(Protocol):
    """A service outside, or several that are one to the owner: `gateway.outside.service.OutsideService`."""

    @property
    def status(self) -> ServiceStatus:
        """As it is now."""


class Platform(Protocol):
    """A messenger: its channel, and how things come from it and go to it."""

    @property
    def channel(self) -> Channel[Any, Any]:
        """Its forms."""

    @property
    def sender(self) -> Sender[Any]:
        """What brings messages there."""

    @property
    def media(self) -> MediaDesk | None:
        """What fetches voice notes and photos, if it has any."""

    @property
    def service(self) -> Watched:
        """How it is doing."""

    def routes(self, visits: ChatVisits) -> APIRouter:
        """Where its webhooks arrive, if any are used."""

    async def run(self, visits: ChatVisits) -> None:
        """Fetch what happens there until cancelled; returns at once where webhooks bring it."""

    async def close(self) -> None:
        """Close its connections."""


@dataclass(frozen=True)
class Chats:
    """What happens elsewhere, and where."""

    visits: ChatVisits
    platforms: Sequence[Platform] = ()

    @property
    def outside(self) -> tuple[Callable[[], ServiceStatus], ...]:
        """How each platform is doing, also those that nobody asked for."""
        on = {platform.channel.name: platform.service for platform in self.platforms}
        return tuple(partial(_status, name, setting, on.get(name)) for name, setting in SETTINGS.items())

    def running(self) -> AbstractAsyncContextManager[None]:
        """Listen while this lasts; at its end nothing more is taken, and what is under way is finished."""
        return self._running()

    @contextlib.asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        listening = [asyncio.create_task(self._listen(platform)) for platform in self.platforms]
        try:
            yield
        finally:
            for task in listening:
                task.cancel()
            await asyncio.gather(*listening, return_exceptions=True)
            await self.visits.stop(STOPPED_WITHIN_S)
            for platform in self.platforms:
                await platform.close()

    async def _listen(self, platform: Platform) -> None:
        """Whatever goes wrong, it is listened again."""
        while True:
            try:
                await platform.run(self.visits)
            except Exception as error:  # noqa: BLE001 - see above
                log.error("listening_failed", channel=platform.channel.name, error=type(error).__name__)
                await asyncio.sleep(LISTEN_AGAIN_S)
            else:
                return


def _status(name: str, setting: str, service: Watched | None) -> ServiceStatus:
    return switched_off(name, setting) if service is None else service.status


def platforms_of(config: GatewayConfig, metrics: Metrics, clock: Callable[[], float]) -> tuple[Platform, ...]:
    """Those that `config` sets up. Raises ConfigError for one that is set up by half."""
    from gateway.channels.slack.platform import build_slack
    from gateway.channels.telegram.platform import build_telegram

    built: tuple[Platform | None, ...] = (
        build_slack(config, metrics, clock),
        build_telegram(config, metrics, clock),
    )
    return tuple(platform for platform in built if platform is not None)
