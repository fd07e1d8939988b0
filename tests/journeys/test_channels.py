"""A person on the page and in a chat elsewhere, over two gateways with one bot and one database."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from gateway.bootstrap import build_services
from gateway.channels import commands
from gateway.channels.text_form import FORGOTTEN
from gateway.server import uvicorn_of
from gateway.services import Services
from tests.conftest import RunningUndertone
from tests.fakes.chat import FakePlatform, Person
from tests.journeys.talk import visit_async
from undertone.configs import gateway_config

pytestmark = pytest.mark.journey
READY_WITHIN_S = 60.0


class Today:
    """The clock of those who are really there."""

    @property
    def now(self) -> float:
        return time.time()


@contextlib.asynccontextmanager
async def another_gateway(running: RunningUndertone) -> AsyncIterator[Services]:
    """In this process, on the bot and the database of the one that runs."""
    services = await asyncio.to_thread(build_services, replace(gateway_config(running.settings), port=0))
    server = uvicorn_of(services)
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            while not (server.started and services.bot.connected):  # noqa: ASYNC110 - uvicorn has no event
                await asyncio.sleep(0.05)
        yield services
    finally:
        server.should_exit = True
        await serving


def somebody(services: Services, platform: FakePlatform, who: str) -> Person:
    assert services.chats is not None
    visits = services.chats.visits
    visits.add(platform.channel, platform, platform)
    return Person(visits, platform, Today(), who=who)  # type: ignore[arg-type]


def card_in(texts: list[str]) -> str:
    return next(text for text in texts if "♪" in text)


def test_a_whole_conversation_in_a_chat(running_undertone: RunningUndertone) -> None:
    async def talk() -> None:
        async with another_gateway(running_undertone) as services:
            platform = FakePlatform()
            ann = somebody(services, platform, f"u-{time.time()}")
            notice, *answer = await ann.says("I failed my exam and I feel awful")
            assert notice == commands.CHAT_NOTICE
            assert answer
            assert platform.emotions() == ["sadness"]
            song = card_in(await ann.says("play me something calm"))
            assert "https://" in song
            assert await ann.asks("why")
            other = card_in(await ann.says("something else please"))
            assert other.splitlines()[0] != song.splitlines()[0]
            (moods,) = await ann.asks("mood")
            assert "sadness" in moods
            (data,) = await ann.asks("my_data")
            assert "1 visits" in data
            assert "0 messages with their words" in data
            assert any(
                "988" in text or "116 123" in text or "http" in text
                for text in await ann.says("I want to die")
            )

    asyncio.run(talk())


def test_one_person_on_the_page_and_in_a_chat_until_both_are_forgotten(
    running_undertone: RunningUndertone,
) -> None:
    async def talk() -> None:
        page = await visit_async(running_undertone.url, "I feel lonely today", "I love jazz")
        async with (
            another_gateway(running_undertone) as services,
            httpx.AsyncClient(base_url=running_undertone.url, headers=page.bearer) as http,
        ):
            code = (await http.post("/v1/links/code")).json()["code"]
            platform = FakePlatform()
            ann = somebody(services, platform, f"u-{time.time()}")
            assert (await ann.says(f"/link {code}"))[-1] == commands.ask_link(code).text
            assert (await ann.says(platform.buttons()[0]))[-1] == commands.LINKED.text
            taste = await ann.says("what do you know about my taste")
            assert any("jazz" in text.casefold() for text in taste)
            await ann.says("I am so angry about this")
            (moods,) = await ann.asks("mood")
            assert re.findall(r"UTC: (\w+)", moods)[-1] == "anger"
            assert len(re.findall("UTC", moods)) >= 3
            assert [link["channel"] for link in (await http.get("/v1/links")).json()["links"]] == ["telegram"]
            await ann.asks("forget")
            assert (await ann.says(platform.buttons()[0]))[-1] == FORGOTTEN
            export = (await http.get("/v1/export")).json()
            assert export["profile"] is None
            assert [export[part] for part in ("turns", "sessions", "channels", "seen_events")] == [[]] * 4
            assert (await ann.says("hello"))[0] == commands.CHAT_NOTICE

    asyncio.run(talk())


def test_forgetting_by_words_in_a_chat_is_asked_back_and_then_done(
    running_undertone: RunningUndertone,
) -> None:
    async def talk() -> None:
        async with another_gateway(running_undertone) as services:
            platform = FakePlatform("slack")
            ann = somebody(services, platform, f"u-{time.time()}")
            assert (await ann.says("I feel lonely today"))[0] == commands.WORKPLACE_NOTICE
            await ann.says("forget me")
            await ann.says("yes")
            assert FORGOTTEN in platform.texts()
            assert (await ann.says("hello"))[0] == commands.WORKPLACE_NOTICE

    asyncio.run(talk())
