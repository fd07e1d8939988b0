"""The addresses that Slack calls: whoever is not Slack is refused, and Slack is answered at once."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from gateway.body_limit import BodyLimit
from gateway.channels.channel import Asked, Incoming, Rated, Said
from gateway.channels.slack.platform import SEE_PRIVATE, build_slack
from gateway.errors import ConfigError
from gateway.metrics import Metrics
from gateway.problems import install_problems
from tests.fakes.slack_platform import (
    APP_TOKEN,
    BOT_TOKEN,
    RETRY_REASONS,
    SIGNING_SECRET,
    SlackPlatform,
    request_of,
)
from tests.gateway.house import Clock, config_of

pytestmark = pytest.mark.anyio


@dataclass
class Taken:
    """Takes what comes."""

    all: list[Incoming] = field(default_factory=list)

    def take(self, incoming: Incoming) -> None:
        self.all.append(incoming)


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
async def app(taken: Taken, clock: Clock, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    config = config_of(
        tmp_path, slack_bot_token=SecretStr(BOT_TOKEN), slack_signing_secret=SecretStr(SIGNING_SECRET)
    )
    slack = build_slack(config, Metrics(), clock)
    assert slack is not None
    served = FastAPI()
    served.add_middleware(BodyLimit, max_bytes=config.max_frame_bytes)
    install_problems(served)
    served.include_router(slack.routes(taken))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://gateway") as http:
        yield http
    await slack.close()


async def test_the_address_is_verified(app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken) -> None:
    told = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkv"}
    answer = await slack.tell(app, told)
    assert (answer.status_code, answer.json()) == (200, {"challenge": told["challenge"]})
    assert not taken.all


async def test_events_buttons_and_commands_are_taken(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken
) -> None:
    like = {"type": "button", "action_id": "rate:like", "value": "song-1"}
    for told in (slack.message("hello"), slack.press(like)):
        answer = await slack.tell(app, told)
        assert (answer.status_code, answer.content) == (200, b"")
    answer = await slack.tell(app, slack.command("mood"))
    assert (answer.status_code, answer.json()) == (200, SEE_PRIVATE)
    assert [type(one) for one in taken.all] == [Said, Rated, Asked]


@pytest.mark.parametrize("reason", RETRY_REASONS)
async def test_an_event_that_is_sent_again_is_the_same_event_whatever_the_reason(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken, reason: Any
) -> None:
    told = slack.message("hello")
    await slack.tell(app, told)
    for n in (1, 2, 3):
        assert (await slack.tell(app, told, retry=(n, reason))).status_code == 200
    assert len(taken.all) == 4
    assert len({one.event for one in taken.all}) == 1


PATHS = ("/channels/slack/events", "/channels/slack/actions", "/channels/slack/commands")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "forge",
    [
        lambda slack, body: {},
        lambda slack, body: slack.signed(body, secret="another"),
        lambda slack, body: slack.signed(body + b" "),
        lambda slack, body: slack.signed(body, at=slack.clock() - 301),
        lambda slack, body: slack.signed(body, at=slack.clock() + 301),
        lambda slack, body: slack.signed(body) | {"X-Slack-Signature": "v0="},
        lambda slack, body: slack.signed(body) | {"X-Slack-Request-Timestamp": "soon"},
        lambda slack, body: slack.signed(body) | {"X-Slack-Request-Timestamp": f"{slack.clock() - 1:.0f}"},
        lambda slack, body: {"Authorization": f"Bearer {SIGNING_SECRET}"},
    ],
)
async def test_a_forged_request_is_refused_and_not_taken(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken, path: str, forge: Any
) -> None:
    told = {PATHS[0]: slack.message("hi"), PATHS[1]: slack.press({}), PATHS[2]: slack.command("mood")}[path]
    where, kind, body = request_of(told)
    assert where == path
    answer = await app.post(path, content=body, headers={"Content-Type": kind} | forge(slack, body))
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:undertone:problem:identity_invalid"
    assert not taken.all


async def test_a_request_that_somebody_kept_is_refused_five_minutes_later(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken, clock: Clock
) -> None:
    path, kind, body = request_of(slack.message("hello"))
    headers = {"Content-Type": kind} | slack.signed(body)
    assert (await app.post(path, content=body, headers=headers)).status_code == 200
    clock.now += 301.0
    assert (await app.post(path, content=body, headers=headers)).status_code == 401
    assert len(taken.all) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (PATHS[0], b"{"),
        (PATHS[0], b"[]"),
        (PATHS[0], b"\xff"),
        (PATHS[0], b"[" * 60_000),
        (PATHS[1], b""),
        (PATHS[1], b"payload="),
        (PATHS[1], b"payload=%ff"),
        (PATHS[1], b"no form"),
        (PATHS[2], b"\xff=1"),
    ],
)
async def test_a_signed_body_that_is_none_is_a_problem(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken, path: str, body: bytes
) -> None:
    answer = await app.post(path, content=body, headers=slack.signed(body))
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:undertone:problem:malformed")
    assert not taken.all


@pytest.mark.parametrize(
    "told",
    [
        {"type": "event_callback", "event": {"type": "message"}},
        {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820, "api_app_id": "A1"},
        {"type": "something_new"},
        {},
    ],
)
async def test_what_slack_says_beside_events_is_answered_and_not_taken(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken, told: dict[str, Any]
) -> None:
    body = json.dumps(told).encode()
    assert (await app.post(PATHS[0], content=body, headers=slack.signed(body))).status_code == 200
    assert not taken.all


async def test_a_long_message_is_taken_and_one_beyond_all_measure_is_not(
    app: httpx.AsyncClient, slack: SlackPlatform, taken: Taken
) -> None:
    long = slack.message("ж" * 12_000, blocks=[{"type": "rich_text", "elements": ["ж" * 12_000]}])
    assert (await slack.tell(app, long)).status_code == 200
    assert len(taken.all) == 1
    assert (await slack.tell(app, slack.message("x" * 1_100_000))).status_code == 413
    assert len(taken.all) == 1


async def test_without_a_signing_secret_there_is_no_address(
    clock: Clock, tmp_path: Path, taken: Taken
) -> None:
    config = config_of(tmp_path, slack_bot_token=SecretStr(BOT_TOKEN), slack_app_token=SecretStr(APP_TOKEN))
    slack = build_slack(config, Metrics(), clock)
    assert slack is not None
    assert not slack.routes(taken).routes


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"slack_signing_secret": "s"}, "slack_bot_token is empty"),
        ({"slack_app_token": "xapp-1"}, "slack_bot_token is empty"),
        ({"slack_bot_token": "xoxb-1"}, "nothing by which Slack could reach us"),
        ({"slack_bot_token": "xoxp-1", "slack_signing_secret": "s"}, "slack_bot_token does not begin"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xoxb-2"}, "slack_app_token does not begin"),
    ],
)
def test_half_a_set_up_is_an_error_that_names_the_setting_and_no_key(
    clock: Clock, tmp_path: Path, given: dict[str, str], said: str
) -> None:
    config = config_of(tmp_path, **{name: SecretStr(value) for name, value in given.items()})
    with pytest.raises(ConfigError, match=said) as wrong:
        build_slack(config, Metrics(), clock)
    assert not any(value in str(wrong.value) for value in given.values() if len(value) > 1)


def test_without_settings_there_is_no_slack(clock: Clock, tmp_path: Path) -> None:
    assert build_slack(config_of(tmp_path), Metrics(), clock) is None
