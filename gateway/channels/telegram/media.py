"""Voice notes and photos, fetched into memory and nowhere else; see `gateway.channels.channel.MediaDesk`."""

import asyncio
from typing import Final

from gateway.channels.telegram.client import TelegramClient
from gateway.channels.telegram.updates import MAX_FILE_BYTES, MAX_NOTE_S
from gateway.errors import Refusal
from perception.errors import InputError
from perception.sound import Sound
from perception.voice.decode import Limits, decoded

NOTE_LIMITS: Final = Limits(max_bytes=MAX_FILE_BYTES, max_duration_s=MAX_NOTE_S + 1.0)
"""A second more than is said: the duration that Telegram gives is rounded."""


MAX_AT_ONCE: Final = 8
"""Files that are fetched at the same time; others wait: memory is bounded however many speak."""


class TelegramMedia:
    """Called only after the visitor has allowed it."""

    def __init__(self, client: TelegramClient) -> None:
        self._client = client
        self._room = asyncio.Semaphore(MAX_AT_ONCE)

    async def sound(self, media: str) -> Sound:
        """See the contract."""
        try:
            async with self._room:
                content = await self._client.file(media, MAX_FILE_BYTES)
                return await asyncio.to_thread(decoded, content, NOTE_LIMITS)
        except InputError:  # its words are made for those who send files, and name the file
            raise Refusal(
                "not_available",
                f"I cannot hear that voice note; one of at most {MAX_NOTE_S:g} seconds, recorded here, I can",
            ) from None

    async def picture(self, media: str) -> bytes:
        """See the contract."""
        async with self._room:
            return await self._client.file(media, MAX_FILE_BYTES)
