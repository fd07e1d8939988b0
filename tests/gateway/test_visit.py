"""One socket from accept to close, where a real one would be too well-behaved."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import ws
from tests.gateway.house import open_house

pytestmark = pytest.mark.anyio


class StuckSocket:
    """A client that never reads."""

    def __init__(self) -> None:
        self.closed_with: int | None = None
        self.stuck = asyncio.Event()
        self.client = SimpleNamespace(host="192.0.2.1")

    async def send_text(self, _text: str) -> None:
        await self.stuck.wait()

    async def close(self, code: int, _reason: str) -> None:
        self.closed_with = code


async def test_a_client_that_does_not_read_is_let_go_and_costs_bounded_memory(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        socket: Any = StuckSocket()
        visit = ws._Visit(socket, house.services)
        for n in range(3 * ws.MAX_OUTGOING):
            visit.send(str(n))
        assert visit._outgoing.qsize() == ws.MAX_OUTGOING + 1
        socket.stuck.set()
        await visit._write()
        assert socket.closed_with == 4013


async def test_a_connection_that_says_nothing_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ws, "HELLO_WITHIN_S", 0.05)
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        assert await visitor.closed() == 4008


async def test_a_flood_of_frames_is_slowed_down_and_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ws, "FRAMES_PER_MESSAGE", 0.02)  # 10 frames at once, then 400 a second
    async with open_house(tmp_path, messages_per_s=20_000.0, burst=500) as house, house.visitor() as visitor:
        await visitor.hello()
        for n in range(40):
            await visitor.send("ping", id=str(n))
        for n in range(40):
            assert (await visitor.until("pong"))["id"] == str(n)
