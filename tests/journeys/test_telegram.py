"""Somebody writes to the bot: the three real processes, with the stand-in of Telegram for the rest."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from rich.console import Console

from tests.conftest import RunningUndertone
from tests.fakes.telegram_platform import TOKEN, Person, TelegramStandIn, telegram
from undertone.processes import process_specs, with_ports
from undertone.settings import Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

pytestmark = pytest.mark.journey
ANSWERED_WITHIN_S = 60.0


@contextlib.asynccontextmanager
async def undertone_in_telegram(folder: Path) -> AsyncIterator[TelegramStandIn]:
    """Set up as docs/telegram.md says for a machine without a public address."""
    async with telegram() as stand_in:
        settings = with_ports(
            Settings(data_dir=folder, port=0, telegram_token=SecretStr(TOKEN), telegram_api_url=stand_in.url)
        )
        ensure_dialogue_model(settings, Console(stderr=True))
        supervision = Supervision(settings, process_specs(settings))
        await asyncio.to_thread(supervision.__enter__)
        try:
            await asyncio.to_thread(RunningUndertone(settings, supervision).wait_until_ready)
            yield stand_in
        finally:
            await asyncio.to_thread(supervision.__exit__, None, None, None)


async def told(person: Person, *parts: str) -> None:
    """Wait until all of `parts` were said in their chat."""
    deadline = time.monotonic() + ANSWERED_WITHIN_S
    while not all(part in "\n".join(person.heard) for part in parts):
        assert time.monotonic() < deadline, (parts, person.heard)
        await asyncio.sleep(0.05)  # it comes from other processes


def test_from_nothing_to_a_reply_a_song_help_and_forgetting(tmp_path: Path) -> None:
    async def journey() -> None:
        async with undertone_in_telegram(tmp_path) as stand_in:
            ada = stand_in.person()
            await stand_in.happen(ada.words("/start"))
            await told(ada, "I'm an AI", "/forget")
            await stand_in.happen(ada.words("I feel so sad today"))
            await told(ada, "\n\nsounds like sadness")
            await stand_in.happen(ada.words("play me some music"))
            await told(ada, "♪")
            song = next(message for message in stand_in.sent if "♪" in message.text)
            assert "Spotify" in song.titles
            await stand_in.happen(ada.press(song, "👍 Like"))
            await told(ada, "you like it")
            await stand_in.happen(ada.words("I want to kill myself"))
            await told(ada, "112", "https://findahelpline.com")  # a language is no country
            ada.language = "en-GB"
            await stand_in.happen(ada.words("I really want to kill myself"))
            await told(ada, "Samaritans: 116 123")
            await stand_in.happen(ada.words("/forget"))
            await told(ada, "It cannot be undone")
            await stand_in.happen(ada.press(ada.last, "Yes, forget me"))
            await told(ada, "is erased")

    asyncio.run(journey())
    log = (tmp_path / "log" / "gateway.log").read_text()
    assert "gateway_started" in log
    assert TOKEN.partition(":")[2] not in log
    assert "kill myself" not in log
