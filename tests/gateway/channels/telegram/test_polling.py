"""Asking for updates: each once, in whatever order they come, whatever Telegram does."""

import asyncio
from typing import Any

import pytest

from gateway.channels.channel import Said
from gateway.channels.telegram.places import Spot
from gateway.channels.telegram.polling import LONGEST_WAIT_S, REFUSED_WAIT_S, Poller
from tests.fakes.telegram_platform import cut_off, flood, only, status
from tests.gateway.channels.telegram.conftest import Bot

pytestmark = pytest.mark.anyio


def poller(bot: Bot, taken: list[Any]) -> Poller:
    return Poller(bot.platform.client, taken.append)


def numbers(updates: list[Any]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_what_was_handed_on_is_not_asked_for_again(bot: Bot) -> None:
    taken: list[Any] = []
    ada, asks = bot.telegram.person(), poller(bot, taken)
    first = [ada.words("one"), ada.words("two")]
    for update in first:
        await bot.telegram.happen(update)
    assert await asks.once() == 0.0
    third = ada.words("three")
    await bot.telegram.happen(third)
    await asks.once()
    assert taken == [*first, third]
    assert bot.telegram.pending == [third]  # it is not known to have arrived before the next call
    assert bot.telegram.calls[-1][1]["offset"] == str(first[1]["update_id"] + 1)


async def test_a_long_poll_ends_with_what_happens(bot: Bot) -> None:
    taken: list[Any] = []
    asking = asyncio.create_task(poller(bot, taken).once())
    while not bot.telegram.calls:  # noqa: ASYNC110 - the other side is this loop
        await asyncio.sleep(0)
    await bot.telegram.happen(bot.telegram.person().words("hello"))
    await asking
    assert len(taken) == 1


async def test_while_telegram_is_away_it_waits_longer_and_longer_and_loses_nothing(bot: Bot) -> None:
    taken: list[Any] = []
    asks = poller(bot, taken)
    await bot.telegram.happen(bot.telegram.person().words("hello"))
    bot.telegram.faults.extend([status(500), cut_off, status(502)])
    assert [await asks.once() for _ in range(3)] == [1.0, 2.0, 4.0]
    assert await asks.once() == 0.0
    assert len(taken) == 1


async def test_after_many_failures_it_is_left_alone_for_a_while_and_then_asked_again(bot: Bot) -> None:
    taken: list[Any] = []
    asks = poller(bot, taken)
    await bot.telegram.happen(bot.telegram.person().words("hello"))
    bot.telegram.away = status(502)
    waits = [await asks.once() for _ in range(10)]
    assert max(waits) == LONGEST_WAIT_S
    assert len(bot.telegram.calls) < 10
    bot.telegram.away = None
    bot.clock.now += 60.0
    assert await asks.once() == 0.0
    assert len(taken) == 1
    assert bot.platform.service.status.state == "ok"


async def test_flood_control_and_a_wrong_token_say_how_long_to_wait(bot: Bot) -> None:
    asks = poller(bot, [])
    bot.telegram.faults.extend([flood(9), status(401, "Unauthorized")])
    assert [await asks.once(), await asks.once()] == [9.0, REFUSED_WAIT_S]


async def test_another_program_with_the_same_token_is_named_as_the_trouble(bot: Bot) -> None:
    bot.telegram.webhook = {"url": "https://elsewhere.example.org"}
    assert await poller(bot, []).once() > 0
    assert "webhook" in bot.platform.service.status.why


async def test_while_somebody_else_asks_answers_still_go_out(bot: Bot) -> None:
    asks = poller(bot, [])
    bot.telegram.webhook = {"url": "https://elsewhere.example.org"}
    for _ in range(10):
        await asks.once()
    assert bot.platform.service.status.state == "failing"
    await bot.platform.client.say(Spot(42), "I hear you.")
    assert bot.telegram.said_to(42) == ["I hear you."]
    assert bot.platform.service.status.state == "failing"  # nothing comes in


async def test_an_update_that_cannot_be_read_holds_up_no_other(bot: Bot) -> None:
    taken: list[Any] = []
    asks = poller(bot, taken)
    intake = bot.platform.intake(bot.taken)
    odd = bot.telegram.next_update(message={"message_id": "no number"})
    await bot.telegram.happen(odd)
    await bot.telegram.happen(bot.telegram.person().words("hello"))
    await asks.once()
    for update in taken:
        intake.take(update)
    (said,) = bot.taken.incoming
    assert isinstance(said, Said)


async def test_running_it_sets_up_asks_and_hands_on_until_it_is_stopped(bot: Bot) -> None:
    bot.telegram.away = only("sendChatAction", status(500))
    await bot.telegram.happen(bot.telegram.person().words("hello"))
    running = asyncio.create_task(bot.platform.run(bot.taken))
    async with asyncio.timeout(10):
        while not bot.taken.incoming:  # noqa: ASYNC110 - the other side is this loop
            await asyncio.sleep(0.002)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert {"deleteWebhook", "getMe", "setMyCommands", "getUpdates"} <= {
        method for method, _ in bot.telegram.calls
    }
