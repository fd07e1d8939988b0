"""Voice notes and photos on their way into memory."""

import asyncio
from typing import Any

import pytest

from gateway.channels.telegram.media import MAX_AT_ONCE
from gateway.errors import Refusal
from gateway.outside.errors import ServiceRefused
from tests.fakes.telegram_platform import status
from tests.gateway.channels.telegram.conftest import Bot
from tests.gateway.channels.telegram.house import ogg
from tests.gateway.scripted.sound import voice

pytestmark = pytest.mark.anyio


async def test_a_voice_note_is_decoded_to_sound_of_its_length(bot: Bot) -> None:
    sound = await bot.platform.media.sound(bot.telegram.file(ogg(voice(1.5))))
    assert sound.duration_s == pytest.approx(1.5, abs=0.05)
    assert 0.2 < float(abs(sound.samples).max()) < 0.4


async def test_a_note_that_lasts_longer_than_it_says_is_refused_in_words_for_its_sender(bot: Bot) -> None:
    with pytest.raises(Refusal, match="at most 60 seconds"):
        await bot.platform.media.sound(bot.telegram.file(ogg(voice(62.0))))


@pytest.mark.parametrize("content", [b"", b"OggS", b"#EXTM3U\nhttp://127.0.0.1/secret", b"RIFF" * 100])
async def test_what_is_no_sound_is_refused_without_a_word_of_it(bot: Bot, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        await bot.platform.media.sound(bot.telegram.file(content))
    assert "secret" not in refused.value.detail


async def test_a_photo_comes_as_it_was_sent(bot: Bot) -> None:
    assert await bot.platform.media.picture(bot.telegram.file(b"a photo")) == b"a photo"


async def test_a_file_that_telegram_does_not_have_is_refused(bot: Bot) -> None:
    bot.telegram.faults.append(status(400, "Bad Request: wrong file_id"))
    with pytest.raises(ServiceRefused):
        await bot.platform.media.picture("nothing")


async def test_only_so_many_files_are_fetched_at_the_same_time(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[int] = []
    n_now = 0

    async def fetch(media: str, max_bytes: int) -> bytes:
        nonlocal n_now
        n_now += 1
        at_once.append(n_now)
        await asyncio.sleep(0)
        n_now -= 1
        return b"a photo"

    monkeypatch.setattr(bot.platform.client, "file", fetch)
    found: list[Any] = await asyncio.gather(*(bot.platform.media.picture(f"f{n}") for n in range(40)))
    assert len(found) == 40
    assert max(at_once) == MAX_AT_ONCE
