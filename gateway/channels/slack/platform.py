"""Slack, assembled: what it needs is set up, what comes is taken, what goes is sent."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from fastapi import APIRouter

from gateway.channels.channel import Takes
from gateway.channels.slack.channel import SlackChannel, SlackPayload
from gateway.channels.slack.client import RULES, SOCKET_RULES, SlackClient, judge
from gateway.channels.slack.places import NAME
from gateway.channels.slack.routes import slack_routes
from gateway.channels.slack.signature import SignatureDesk
from gateway.channels.slack.socket_mode import SocketMode, Taken
from gateway.config import GatewayConfig
from gateway.errors import ConfigError, Refusal
from gateway.metrics import Metrics
from gateway.outside.errors import OutsideError
from gateway.outside.service import OutsideService
from gateway.outside.two_ways import TwoWays

log = structlog.get_logger(__name__)

SEE_PRIVATE: Final = {"response_type": "ephemeral", "text": "I answer you in our direct messages."}
"""Shown under a slash command at once, wherever it was given, to nobody else."""


class SlackPlatform:
    """Implements `gateway.channels.platform.Platform`."""

    media = None

    def __init__(
        self,
        config: GatewayConfig,
        metrics: Metrics,
        clock: Callable[[], float],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.channel = SlackChannel()
        web = OutsideService(NAME, RULES, metrics, clock, judge)
        socket = OutsideService("slack_socket", SOCKET_RULES, metrics, clock, judge)
        self.service = TwoWays(web, socket)
        self.sender = SlackClient(
            config.slack_bot_token, config.slack_app_token, config.slack_api_url, web, socket
        )
        self._config = config
        self._clock = clock
        self._pause = pause

    def routes(self, visits: Takes) -> APIRouter:
        """The addresses that Slack calls; none without a signing secret."""
        if not self._config.slack_signing_secret.get_secret_value():
            return APIRouter()
        desk = SignatureDesk(self._config.slack_signing_secret, self._clock)
        return slack_routes(desk, self._taker(visits))

    async def run(self, visits: Takes) -> None:
        """Try the token; then listen in Socket Mode until cancelled, where there is an app token."""
        with contextlib.suppress(OutsideError):  # the status keeps what it was
            await self.sender.check()
        if self._config.slack_app_token.get_secret_value():
            await SocketMode(self.sender, self._taker(visits), self._pause).run()

    async def close(self) -> None:
        """Close the connections."""
        await self.sender.close()

    def _taker(self, visits: Takes) -> Taken:
        def take(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
            if told.get("type") == "app_rate_limited":
                log.warning("slack_events_limited")  # more than 30,000 an hour: Slack leaves some out
            try:
                found = self.channel.receive(SlackPayload(told, self._clock()))
            except Refusal as refusal:  # it is Slack's all the same: sent again, it would be no better
                log.warning("slack_event_unreadable", why=refusal.detail)
                found = ()
            for one in found:
                visits.take(one)
            return SEE_PRIVATE if "command" in told else None

        return take


def build_slack(config: GatewayConfig, metrics: Metrics, clock: Callable[[], float]) -> SlackPlatform | None:
    """Slack as `config` sets it up; None where it does not. Raises ConfigError."""
    _check(config)
    return SlackPlatform(config, metrics, clock) if config.slack_bot_token.get_secret_value() else None


def _check(config: GatewayConfig) -> None:
    bot = config.slack_bot_token.get_secret_value()
    secret = config.slack_signing_secret.get_secret_value()
    app = config.slack_app_token.get_secret_value()
    if (secret or app) and not bot:
        raise ConfigError(
            "slack_bot_token is empty; give the bot's token (xoxb-…), or leave all of Slack out"
        )
    if bot and not (secret or app):
        raise ConfigError(
            "slack_bot_token is given, but nothing by which Slack could reach us; give slack_signing_secret "
            "(a public address) or slack_app_token (Socket Mode)"
        )
    for name, token, prefix in (("slack_bot_token", bot, "xoxb-"), ("slack_app_token", app, "xapp-")):
        if token and not token.startswith(prefix):
            raise ConfigError(f"{name} does not begin with {prefix}: it is another kind of token")
