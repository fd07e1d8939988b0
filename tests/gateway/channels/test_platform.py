"""A platform is listened to as long as the gateway runs, whatever goes wrong."""

import asyncio
from typing import Any, cast

import pytest

from gateway.channels import platform as platforms
from gateway.channels.platform import Chats
from gateway.channels.visits import ChatVisits
from tests.fakes.chat import FakeChannel

pytestmark = pytest.mark.anyio


class Visits:
    def __init__(self) -> None:
        self.stopped = False

    async def stop(self, within_s: float) -> None:
        self.stopped = True


class Failing:
    """Fails twice, and then listens."""

    def __init__(self, visits: Visits) -> None:
        self.channel = FakeChannel()
        self.n_runs = 0
        self.listening = asyncio.Event()
        self.closed_after_stop = False
        self._visits = visits

    async def run(self, visits: Any) -> None:
        self.n_runs += 1
        if self.n_runs < 3:
            raise ConnectionError("the platform hung up")
        self.listening.set()
        await asyncio.Event().wait()

    async def close(self) -> None:
        self.closed_after_stop = self._visits.stopped


async def test_listening_that_fails_begins_again_and_ends_with_the_gateway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platforms, "LISTEN_AGAIN_S", 0.0)
    visits = Visits()
    platform = Failing(visits)
    chats = Chats(cast("ChatVisits", visits), cast("Any", (platform,)))
    async with asyncio.timeout(10), chats.running():
        await platform.listening.wait()
    assert platform.n_runs == 3
    assert platform.closed_after_stop
