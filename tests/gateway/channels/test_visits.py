"""A chat elsewhere is the same conversation: each event counts once and no answer is lost."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.channels import commands
from gateway.notice import AI_REMINDER
from gateway.outside.errors import ServiceAway, ServiceLimited
from personalization.links import BROKEN_OFF_AFTER
from tests.fakes.chat import FakePlatform, chats_in, joined
from tests.gateway.channels.in_chats import chatting
from tests.gateway.lasting import a_day, lasting

pytestmark = pytest.mark.anyio


async def test_somebody_new_is_told_who_answers_and_then_answered(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (_there, ann):
        notice, answer = await ann.says("I am sad today")
        assert notice == commands.CHAT_NOTICE
        assert "It sounds like sadness" in answer
        assert ann.platform.emotions() == ["sadness"]
        assert len(await ann.says("still sad")) == 1  # no second notice


async def test_somebody_known_is_told_once_whatever_the_place(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        await joined(there.house, platform, clock).says("I am sad")
        await joined(there.house, platform, clock, where="p2").says("I am sad")
        await there.settled()
    async with lasting(tmp_path, clock) as again:
        await joined(again.house, platform, clock, where="p3").says("I am sad")
    shown = [text for _, one in platform.got if (text := one.text) == commands.CHAT_NOTICE]
    assert len(shown) == 1


async def test_a_chat_that_lasts_is_reminded_every_three_hours(tmp_path: Path) -> None:
    async with chatting(tmp_path, session_window_s=1800.0) as (there, ann):
        for _ in range(8):
            await ann.says("hello")
            ann.clock.now += 2000.0
            there.house.services.registry.tick()  # the session ends, and begins again
        assert ann.platform.texts().count(AI_REMINDER) == 1
        assert len(there.house.services.registry) == 0
        assert len(ann.visits) == 0


async def test_an_event_that_comes_again_is_acted_on_once(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        for _ in range(3):
            ann.posts("I am glad", event="same")
        await ann.settled()
        assert await ann.says("I am glad", event="same") == []
        assert len(there.house.bot.turns) == 1


async def test_an_event_counts_once_across_a_restart(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        await joined(there.house, platform, clock).says("I am glad", event="same")
    async with lasting(tmp_path, clock) as again:
        assert await joined(again.house, platform, clock).says("I am glad", event="same") == []
        assert again.house.bot.turns == []


async def test_of_two_gateways_one_answers(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as one, lasting(tmp_path, clock) as two:
        here, there = joined(one.house, platform, clock), joined(two.house, platform, clock)
        for number in range(5):
            here.posts("I am glad", event=f"e-{number}")
            there.posts("I am glad", event=f"e-{number}")
        await here.settled()
        await there.settled()
        assert len(one.house.bot.turns) + len(two.house.bot.turns) == 5


async def test_the_course_of_the_mood_goes_on_after_a_restart(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        await joined(there.house, platform, clock).says("I am sad")
        await there.settled()
    clock.now += 60
    async with lasting(tmp_path, clock) as again:
        ann = joined(again.house, platform, clock)
        await ann.says("I am glad")
        assert len(await ann.asks("mood")) == 1
        assert platform.last().count("UTC") == 2
        assert not any(text == commands.CHAT_NOTICE for text in platform.texts()[2:])


async def test_a_burst_is_answered_in_its_order(tmp_path: Path) -> None:
    async with chatting(tmp_path, messages_per_s=1000.0, burst=1000) as (there, ann):
        for number in range(30):
            ann.posts(f"thought {number}")
        await ann.settled()
        assert [turn["text"] for turn in there.house.bot.turns] == [f"thought {n}" for n in range(30)]


async def test_who_writes_too_fast_is_answered_later_and_loses_nothing(tmp_path: Path) -> None:
    async with chatting(tmp_path, messages_per_s=100.0, burst=2) as (there, ann):
        visits = chats_in(there.house)

        async def wait(seconds: float) -> None:
            ann.clock.now += seconds
            await asyncio.sleep(0)

        object.__setattr__(visits._desk, "sleep", wait)
        for number in range(10):
            ann.posts(f"thought {number}")
        await ann.settled()
        assert [turn["text"] for turn in there.house.bot.turns] == [f"thought {n}" for n in range(10)]
        assert not any("too many" in text for text in ann.platform.texts())


async def test_what_waits_is_put_into_the_order_in_which_it_was_said(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        there.house.bot.go_on.clear()
        ann.posts("first")
        ann.clock.now += 2
        ann.posts("third")
        ann.clock.now -= 1
        ann.posts("second")
        await there.house.bot.received.get()
        there.house.bot.go_on.set()
        await ann.settled()
        assert [turn["text"] for turn in there.house.bot.turns] == ["first", "second", "third"]


async def test_too_much_at_once_is_said_and_not_swallowed(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        there.house.bot.go_on.clear()
        for number in range(70):
            ann.posts(f"thought {number}")
        there.house.bot.go_on.set()
        await ann.settled()
        assert ann.platform.texts().count(commands.TOO_MANY.text) == 1


async def test_no_answer_is_lost_while_the_platform_is_away(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform(away=True)
    async with lasting(tmp_path, clock) as there:
        visits = chats_in(there.house)

        async def wait(seconds: float) -> None:
            clock.now += seconds
            platform.away = clock.now < began + 60
            await asyncio.sleep(0)

        visits._sleep = wait
        began = clock.now
        ann = joined(there.house, platform, clock)
        for number in range(3):
            ann.posts(f"thought {number}")
        await ann.settled()
        assert len(platform.texts()) == 4  # the notice and three answers
        assert clock.now >= began + 60


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_event_counts_once_and_is_answered(tmp_path: Path, seed: int) -> None:
    """Repetitions, another order, two gateways, a platform that fails now and then."""
    chance = random.Random(seed)  # noqa: S311 - a script, no secret
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as one, lasting(tmp_path, clock) as two:
        people = [
            joined(there.house, platform, clock, who=who, where=f"of {who}")
            for there in (one, two)
            for who in ("ann", "bob", "cem")
        ]

        async def wait(seconds: float) -> None:
            clock.now += seconds
            await asyncio.sleep(0)

        for there in (one, two):
            chats_in(there.house)._sleep = wait
            for outlet in chats_in(there.house)._outlets.values():
                outlet.postbox._sleep = wait
        platform.refusing = [
            chance.choice((ServiceAway("no"), ServiceLimited("slowly", 2.0))) for _ in range(20)
        ]
        told = [(person, f"{person.who} {number}") for person in people for number in range(6)] * 2
        chance.shuffle(told)
        for person, text in told:
            person.posts(text, event=text)
            if chance.random() < 0.2:
                await asyncio.sleep(0.01)
        for there in (one, two):
            async with asyncio.timeout(60):
                await chats_in(there.house).settled()
        handed_in = [turn["text"] for there in (one, two) for turn in there.house.bot.turns]
        assert sorted(handed_in) == sorted({text for _, text in told})
        answers = [shown.text for _, shown in platform.got if "Tell me more?" in shown.text]
        assert len(answers) == len(handed_in)


async def test_one_person_in_two_places_has_two_conversations_and_one_mood(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        here = joined(there.house, platform, clock)
        elsewhere = joined(there.house, platform, clock, where="p2")
        here.posts("I am sad")
        elsewhere.posts("I am glad")
        await here.settled()
        senders = {turn["sender"] for turn in there.house.bot.turns}
        users = {turn["metadata"]["user"] for turn in there.house.bot.turns}
        assert len(senders) == 2
        assert len(users) == 1
        assert "glad" not in platform.last("p1")
        await here.asks("mood")
        assert platform.last("p1").count("UTC") == 2


async def test_two_people_in_one_place_are_two(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        bob = replace(ann, who="u2")
        await ann.says("I am sad")
        await bob.says("I am glad")
        assert len({turn["metadata"]["user"] for turn in there.house.bot.turns}) == 2


async def test_a_turn_says_through_which_channel_it_came(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        await ann.says("I am sad")
        await there.settled()
        (turn,) = there.house.bot.turns
        assert turn["metadata"]["channel"] == "telegram"
        (visit,) = there.companion.export(turn["metadata"]["user"], _utc(ann.clock.now))["sessions"]
        assert visit["channel"] == "telegram"


async def test_what_broke_off_is_told_when_they_write_again(tmp_path: Path) -> None:
    clock, platform = a_day(), FakePlatform()
    async with lasting(tmp_path, clock) as there:
        ann = joined(there.house, platform, clock)
        await ann.says("I am glad")
        await there.house.bot.received.get()
        there.house.bot.go_on.clear()
        ann.posts("this is never answered")
        await there.house.bot.received.get()
        visits = chats_in(there.house)
        await visits.stop(0.0)  # as a process that is killed
        there.house.bot.go_on.set()
    clock.now += BROKEN_OFF_AFTER.total_seconds() + 1
    async with lasting(tmp_path, clock) as again:
        told = await joined(again.house, platform, clock).says("are you there?")
        assert commands.BROKEN_OFF.text in told
        assert await joined(again.house, platform, clock).says("good") != []
        assert platform.texts().count(commands.BROKEN_OFF.text) == 1


async def test_what_is_under_way_is_finished_before_a_restart(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        there.house.bot.go_on.clear()
        ann.posts("I am glad")
        await there.house.bot.received.get()
        stopping = asyncio.create_task(chats_in(there.house).stop(5.0))
        await asyncio.sleep(0)
        there.house.bot.go_on.set()
        await stopping
        assert "Tell me more?" in ann.platform.last()


async def test_the_gateway_itself_finishes_what_is_under_way(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        there.house.bot.go_on.clear()
        ann.posts("I am glad")
        await there.house.bot.received.get()
        asyncio.get_running_loop().call_later(0.2, there.house.bot.go_on.set)
    assert "Tell me more?" in ann.platform.last()


async def test_the_conversation_goes_on_while_the_database_is_away(tmp_path: Path) -> None:
    async with chatting(tmp_path) as (there, ann):
        store = there.companion.store
        store._writer.acquire()
        try:
            assert "Tell me more?" in (await ann.says("I am glad"))[-1]
        finally:
            store._writer.release()


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
