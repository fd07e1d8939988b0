"""Somebody writes in Slack: the three real processes, with the stand-in of Slack for the rest."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from rich.console import Console

from tests.conftest import RunningUndertone
from tests.fakes.slack_platform import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Posted, SlackPlatform
from undertone.processes import process_specs, with_ports
from undertone.settings import Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

pytestmark = pytest.mark.journey
ANSWERED_WITHIN_S = 60.0
KNOWN_WITHIN_S = 1.0
"""Slack is to be answered within three seconds; we promise one."""


@contextlib.asynccontextmanager
async def undertone_in(slack: SlackPlatform, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Set up as docs/slack.md says, with a public address and with Socket Mode."""
    async with slack.open():
        settings = with_ports(
            Settings(
                data_dir=folder,
                port=0,
                slack_bot_token=SecretStr(BOT_TOKEN),
                slack_signing_secret=SecretStr(SIGNING_SECRET),
                slack_app_token=SecretStr(APP_TOKEN),
                slack_api_url=slack.base_url,
            )
        )
        ensure_dialogue_model(settings, Console(stderr=True))
        supervision = Supervision(settings, process_specs(settings))
        await asyncio.to_thread(supervision.__enter__)
        try:
            await asyncio.to_thread(RunningUndertone(settings, supervision).wait_until_ready)
            async with httpx.AsyncClient(base_url=settings.url, trust_env=False) as http:
                yield http
        finally:
            await asyncio.to_thread(supervision.__exit__, None, None, None)


async def told(slack: SlackPlatform, part: str) -> Posted:
    """Wait until `part` was said; the newest message that says it."""
    found: list[Posted] = []

    def is_said() -> bool:
        found[:] = [posted for posted in slack.posted if part in posted.text]
        return bool(found)

    try:
        await slack.until(is_said, within_s=ANSWERED_WITHIN_S)
    except TimeoutError:
        pytest.fail(f"nobody said {part!r}, but {[posted.text for posted in slack.posted]}")
    return found[-1]


def test_from_nothing_to_a_reply_a_song_help_and_forgetting(tmp_path: Path) -> None:
    slack = SlackPlatform(time.time)

    async def journey() -> None:
        async with undertone_in(slack, tmp_path) as http:
            began = time.monotonic()
            answer = await slack.tell(http, slack.message("I feel so sad today"))
            assert answer.status_code == 200
            assert time.monotonic() - began < KNOWN_WITHIN_S
            assert "never from a voice, a face" in (await told(slack, "place of work")).text
            reading = await told(slack, "sounds like sadness")
            await slack.tell(http, slack.press(reading.button("mood"), choose="fear"))
            await told(slack, "Noted: fear")
            await slack.until(lambda: slack.sockets)
            await slack.push(slack.message("play me some music"))
            song = await told(slack, "♪")
            assert song.button("open:spotify")["url"].startswith("https://open.spotify.com/")
            await slack.push(slack.press(song.button("rate:like")))
            await told(slack, "you like it")
            await slack.tell(http, slack.message("I want to kill myself"))
            await told(slack, "<https://findahelpline.com>")  # Slack does not say where somebody is
            await slack.tell(http, slack.command("forget"))
            question = await told(slack, "It cannot be undone")
            await slack.tell(http, slack.press(question.button("reply:0")))
            await told(slack, "is erased")

    asyncio.run(journey())
    log = (tmp_path / "log" / "gateway.log").read_text()
    assert "gateway_started" in log
    for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "kill myself"):
        assert secret not in log
