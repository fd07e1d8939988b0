"""The connection to the bot, over real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.bot_link import FIRST_PAUSE_S, LONGEST_PAUSE_S, BotLink, pause_s
from gateway.bot_wire import BotReply
from tests.gateway.scripted.bot import ScriptedBot, words

pytestmark = pytest.mark.anyio


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.ended = asyncio.Event()

    def bot_message(self, turn: str, reply: BotReply) -> None:
        self.heard.append((turn, reply.text or ""))

    def bot_done(self, turn: str) -> None:
        self._end(turn, "done")

    def bot_failed(self, turn: str) -> None:
        self._end(turn, "failed")

    def bot_lost(self, turn: str, *, delivered: bool) -> None:
        self._end(turn, "lost" if delivered else "undelivered")

    def _end(self, *what: str) -> None:
        self.heard.append(what)
        self.ended.set()

    async def end(self) -> list[tuple[str, ...]]:
        async with asyncio.timeout(5):
            await self.ended.wait()
        self.ended.clear()
        return self.heard


@contextlib.asynccontextmanager
async def linked(bot: ScriptedBot, secret: str = "") -> AsyncIterator[tuple[BotLink, asyncio.Event, int]]:
    port = await bot.start()
    connected = asyncio.Event()
    link = BotLink(f"ws://127.0.0.1:{port}/", secret, connected.set)
    running = asyncio.create_task(link.run())
    try:
        yield link, connected, port
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.stop()


def echo(turn: dict[str, str]) -> list[dict[str, object]]:
    return [words(f"You said {turn['text']}")]


async def test_many_turns_share_one_connection_and_find_their_listeners() -> None:
    async with linked(ScriptedBot(echo)) as (link, connected, _):
        await connected.wait()
        listeners = [Listener() for _ in range(20)]
        for number, listener in enumerate(listeners):
            link.ask(f"t{number}", f"s{number}", str(number), {}, listener)
        for number, listener in enumerate(listeners):
            assert await listener.end() == [(f"t{number}", f"You said {number}"), (f"t{number}", "done")]


async def test_a_turn_while_the_bot_is_away_is_said_to_be_undelivered() -> None:
    link, listener = BotLink("ws://127.0.0.1:1/", "", lambda: None), Listener()
    link.ask("t", "s", "x", {}, listener)
    assert listener.heard == [("t", "undelivered")]


async def test_turns_under_way_are_lost_with_the_connection_and_it_comes_back() -> None:
    bot = ScriptedBot(echo)
    async with linked(bot) as (link, connected, port):
        await connected.wait()
        connected.clear()
        bot.go_on.clear()
        listener = Listener()
        link.ask("t", "s", "x", {}, listener)
        await bot.received.get()
        await bot.stop()
        assert await listener.end() == [("t", "lost")]
        assert not link.connected
        bot.go_on.set()
        await bot.start(port)
        async with asyncio.timeout(5):
            await connected.wait()
        link.ask("t", "s", "x", {}, listener)
        assert (await listener.end())[-1] == ("t", "done")


async def test_a_conversation_to_forget_is_forgotten_as_soon_as_the_bot_is_there() -> None:
    bot = ScriptedBot(echo)
    async with linked(bot) as (link, connected, _):
        link.forget("s")
        await connected.wait()
        listener = Listener()
        link.ask("t", "s", "x", {}, listener)
        await listener.end()
        assert bot.forgotten == ["s"]
        assert link._to_forget == {}


async def test_an_abandoned_turn_is_not_heard_of_again() -> None:
    bot = ScriptedBot(echo)
    bot.go_on.clear()
    async with linked(bot) as (link, connected, _):
        await connected.wait()
        gone, listener = Listener(), Listener()
        link.ask("t1", "s", "x", {}, gone)
        link.ask("t2", "s", "x", {}, listener)
        link.abandon("t1")
        bot.go_on.set()
        await listener.end()
        assert gone.heard == []


async def test_with_the_wrong_secret_the_link_does_not_count_as_connected() -> None:
    async with linked(ScriptedBot(echo, secret="right"), secret="wrong") as (link, connected, _):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await connected.wait()
        assert not link.connected


async def test_with_the_right_secret_it_does() -> None:
    async with linked(ScriptedBot(echo, secret="right"), secret="right") as (link, connected, _):
        async with asyncio.timeout(5):
            await connected.wait()
        assert link.connected


async def test_a_frame_that_breaks_the_contract_costs_nothing_else() -> None:
    bot = ScriptedBot(lambda turn: [{"text": "Hi", "card": {"kind": "spell"}, "quick_replies": 7}])
    async with linked(bot) as (link, connected, _):
        await connected.wait()
        listener = Listener()
        link.ask("t", "s", "x", {}, listener)
        assert await listener.end() == [("t", "Hi"), ("t", "done")]


@given(st.integers(0, 1000), st.floats(0, 1))
def test_the_pause_before_the_next_attempt_is_bounded_and_spread(n_failures: int, chance: float) -> None:
    assert FIRST_PAUSE_S / 2 <= pause_s(n_failures, chance) <= LONGEST_PAUSE_S


def test_the_pause_doubles() -> None:
    assert [pause_s(n, 1.0) for n in range(4)] == [0.1, 0.2, 0.4, 0.8]
