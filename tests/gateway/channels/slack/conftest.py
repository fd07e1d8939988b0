"""A workspace on loopback, and the companion's side of it."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from gateway.channels.slack.client import SlackClient, judge
from gateway.metrics import Metrics
from gateway.outside.service import OutsideRules, OutsideService
from tests.fakes.slack_platform import APP_TOKEN, BOT_TOKEN, SlackPlatform
from tests.gateway.house import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackPlatform]:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    async with SlackPlatform(clock).open() as platform:
        yield platform


def service_of(setting: str, clock: Clock) -> OutsideService:
    """Slack under rules that wait for nothing."""
    rules = OutsideRules(setting, timeout_s=2.0, wait_first_s=0.0, wait_max_s=0.0, jitter_s=0.0)
    return OutsideService("slack", rules, Metrics(), clock, judge)


@pytest.fixture
def service(clock: Clock) -> OutsideService:
    return service_of("slack_bot_token", clock)


@pytest.fixture
def socket_service(clock: Clock) -> OutsideService:
    return service_of("slack_app_token", clock)


@pytest.fixture
async def client(
    slack: SlackPlatform, service: OutsideService, socket_service: OutsideService
) -> AsyncIterator[SlackClient]:
    client = SlackClient(SecretStr(BOT_TOKEN), SecretStr(APP_TOKEN), slack.base_url, service, socket_service)
    yield client
    await client.close()
