"""Socket Mode, against a workspace on loopback: nothing lost, nothing taken twice without saying so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from gateway.channels.slack.blocks import SlackMessage
from gateway.channels.slack.client import SlackClient
from gateway.channels.slack.places import in_private
from gateway.channels.slack.socket_mode import SocketMode
from gateway.outside.errors import ServiceAway
from gateway.outside.service import OutsideService
from gateway.outside.two_ways import TwoWays
from tests.fakes.slack_platform import LIMITED, TEAM, Fault, SlackPlatform

pytestmark = pytest.mark.anyio

ANSWER = {"text": "I answer in private."}


@dataclass
class Ear:
    """What was taken, and how long was waited."""

    taken: list[Mapping[str, Any]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def take(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        if payload.get("type") == "fail":
            raise KeyError("our mistake")
        self.taken.append(payload)
        return ANSWER

    async def pause(self, wait_s: float) -> None:
        self.waits.append(wait_s)
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def listening(slack: SlackPlatform, client: SlackClient) -> AsyncIterator[Ear]:
    ear = Ear()
    running = asyncio.create_task(SocketMode(client, ear.take, ear.pause).run())
    try:
        yield ear
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_an_event_is_taken_and_acknowledged(slack: SlackPlatform, client: SlackClient) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        told = slack.message("hello")
        envelope = await slack.push(told)
        await slack.until(lambda: slack.acknowledged)
    assert ear.taken == [told]
    assert slack.acknowledged == [{"envelope_id": envelope}]


async def test_a_slash_command_gets_its_answer_with_the_acknowledgement(
    slack: SlackPlatform, client: SlackClient
) -> None:
    async with listening(slack, client):
        await slack.until(lambda: slack.sockets)
        envelope = await slack.push(slack.command("mood"))
        await slack.until(lambda: slack.acknowledged)
    assert slack.acknowledged == [{"envelope_id": envelope, "payload": ANSWER}]


async def test_events_are_taken_in_their_order(slack: SlackPlatform, client: SlackClient) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        told = [slack.message(f"{n}") for n in range(20)]
        for one in told:
            await slack.push(one)
        await slack.until(lambda: len(slack.acknowledged) == 20)
    assert ear.taken == told


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_slack_may_ask_for_another_connection(
    slack: SlackPlatform, client: SlackClient, reason: str
) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        first = slack.sockets[0]
        await first.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
        await slack.until(lambda: slack.sockets and slack.sockets[-1] is not first)
        await slack.push(slack.message("hello"))
        await slack.until(lambda: slack.acknowledged)
    assert len(ear.taken) == 1
    assert not ear.waits


async def test_a_connection_that_is_never_welcome_is_not_asked_for_at_once(
    slack: SlackPlatform, client: SlackClient
) -> None:
    slack.greets = False
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        await slack.sockets[0].send_json({"type": "disconnect", "reason": "too_many_websockets"})
        await slack.until(lambda: slack.calls.count("apps.connections.open") == 2)
    assert ear.waits == [1.0]


async def test_an_event_that_fails_here_does_not_end_the_listening(
    slack: SlackPlatform, client: SlackClient
) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        await slack.push({"type": "fail"})
        await slack.push(slack.message("hello"))
        await slack.until(lambda: len(slack.acknowledged) == 2)
    assert len(ear.taken) == 1
    assert not ear.waits


async def test_a_lost_connection_is_opened_again_and_what_was_not_acknowledged_comes_again(
    slack: SlackPlatform, client: SlackClient
) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        first = slack.sockets[0]
        await first.close()
        await slack.until(lambda: slack.sockets and slack.sockets[-1] is not first)
        await slack.push(slack.message("hello"), retry=1, reason="timeout")
        await slack.until(lambda: slack.acknowledged)
    assert ear.waits == [1.0]
    assert len(ear.taken) == 1


async def test_while_slack_is_away_the_waits_grow_to_a_minute(
    slack: SlackPlatform, client: SlackClient
) -> None:
    slack.away = True
    async with listening(slack, client) as ear:
        async with asyncio.timeout(10):
            while len(ear.waits) < 9:  # noqa: ASYNC110 - each wait gives way once
                await asyncio.sleep(0)
        slack.away = False
    assert ear.waits[:9] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]


async def test_a_wait_that_slack_asks_for_is_kept(slack: SlackPlatform, client: SlackClient) -> None:
    slack.faults.append(LIMITED)
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
    assert ear.waits == [30.0]


async def test_a_wrong_app_token_is_told_to_the_owner_and_answers_are_sent_all_the_same(
    slack: SlackPlatform, client: SlackClient, service: OutsideService, socket_service: OutsideService
) -> None:
    slack.faults.append(Fault(200, "internal_error"))
    slack.faults.append(Fault(200, "invalid_auth"))
    async with listening(slack, client) as ear:
        async with asyncio.timeout(10):
            while len(ear.waits) < 3:  # noqa: ASYNC110 - each wait gives way once
                await asyncio.sleep(0)
        assert slack.calls == ["apps.connections.open"] * 2  # the first is repeated; then nobody asks
        await client.send(in_private(TEAM, "U1"), SlackMessage("hello", ()))
    status = TwoWays(service, socket_service).status
    assert (status.state, status.setting, status.why) == ("failing", "slack_app_token", "invalid_auth")
    assert service.status.state == "ok"


async def test_the_owner_is_told_of_what_goes_out_where_nothing_is_wrong_with_what_comes_in(
    slack: SlackPlatform, client: SlackClient, service: OutsideService, socket_service: OutsideService
) -> None:
    slack.faults.append(Fault(503))
    with pytest.raises(ServiceAway):
        await client.send(in_private(TEAM, "U1"), SlackMessage("hello", ()))
    assert TwoWays(service, socket_service).status.setting == "slack_bot_token"


@pytest.mark.parametrize(
    "frame", ["no JSON", "[]", "7", "[" * 100_000, '{"type": "hello"}', '{"envelope_id": 7}', "{}"]
)
async def test_a_frame_that_cannot_be_read_is_skipped(
    slack: SlackPlatform, client: SlackClient, frame: str
) -> None:
    async with listening(slack, client) as ear:
        await slack.until(lambda: slack.sockets)
        await slack.sockets[0].send_str(frame)
        await slack.sockets[0].send_bytes(b"\x00")
        await slack.sockets[0].send_json({"type": "events_api", "envelope_id": "e", "payload": "words"})
        await slack.push(slack.message("hello"))
        await slack.until(lambda: len(slack.acknowledged) == 2)
    assert len(ear.taken) == 1
    assert not ear.waits
