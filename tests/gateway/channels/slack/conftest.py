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


@pytest.fixture
def service(clock: Clock) -> OutsideService:
    rules = OutsideRules("slack_bot_token", timeout_s=0.2, wait_first_s=0.0, wait_max_s=0.0, jitter_s=0.0)
    return OutsideService("slack", rules, Metrics(), clock, judge)


@pytest.fixture
async def client(slack: SlackPlatform, service: OutsideService) -> AsyncIterator[SlackClient]:
    client = SlackClient(SecretStr(BOT_TOKEN), SecretStr(APP_TOKEN), slack.base_url, service)
    yield client
    await client.close()
