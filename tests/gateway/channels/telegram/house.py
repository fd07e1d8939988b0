"""A whole gateway whose bot stands before the stand-in of Telegram; only the dialogue and the senses play a
script, unless others are brought. Waiting takes no time: the clock is set on instead."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from pydantic import SecretStr

from gateway.bootstrap import assemble
from gateway.channels.telegram.config import WEBHOOK_PATH
from gateway.channels.telegram.platform import TelegramPlatform
from gateway.channels.visits import ChatVisits
from gateway.companion_memory import CompanionMemory
from gateway.config import GatewayConfig
from gateway.ports import Senses
from gateway.services import Services
from perception.hearing.transcriber import PcmSamples, Transcriber
from personalization.companion import Companion
from personalization.links import LinkKeeper
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from tests.fakes.telegram_platform import SECRET, TOKEN, Person, TelegramStandIn, telegram
from tests.gateway.house import Clock, House, open_house
from tests.gateway.scripted.senses import ScriptedSenses
from tests.gateway.scripted.sound import LoudIsSpeech

WITHIN_S = 20.0


@dataclass
class TelegramHouse:
    """`waited_s` are the pauses that were asked for."""

    house: House
    telegram: TelegramStandIn
    senses: Any
    clock: Clock
    waited_s: list[float]

    @property
    def visits(self) -> ChatVisits:
        assert self.house.services.chats is not None
        return self.house.services.chats.visits

    @property
    def platform(self) -> TelegramPlatform:
        assert self.house.services.chats is not None
        (platform,) = self.house.services.chats.platforms
        assert isinstance(platform, TelegramPlatform)
        return platform

    async def settled(self) -> None:
        """Everything so far is answered."""
        async with asyncio.timeout(WITHIN_S):
            await self.platform.intake(self.visits).settled()
            await self.visits.settled()

    async def does(self, update: dict[str, Any]) -> list[str]:
        """Somebody does something; what is said in their chat, answered in full."""
        n_before = len(self.telegram.sent)
        assert await self.telegram.happen(update) in (0, 200)
        await self.settled()
        return [message.text for message in self.telegram.sent[n_before:]]

    async def shows(self, update: dict[str, Any]) -> str:
        """Somebody sends a photo without a caption; what is said of it, which comes when it was read."""
        n_before = len(self.telegram.sent)
        await self.does(update)
        await self.house.until(lambda: len(self.telegram.sent) > n_before)
        return self.telegram.sent[-1].text

    async def says(self, person: Person, text: str) -> list[str]:
        return await self.does(person.words(text))

    async def presses(self, person: Person, title: str) -> list[str]:
        """Under the newest message that has such a button."""
        message = next(m for m in reversed(self.telegram.sent) if title in m.titles)
        return await self.does(person.press(message, title))


@contextlib.asynccontextmanager
async def telegram_house(
    folder: Path,
    *,
    senses: Senses | None = None,
    transcriber: Transcriber | None = None,
    real_ears: bool = False,
    **settings: Any,
) -> AsyncIterator[TelegramHouse]:
    """One gateway; the next one on the same folder is the same after a restart."""
    store = Store(f"sqlite:///{folder}/people.db")
    store.migrate()
    clock, waited_s = Clock(), list[float]()
    given = senses or ScriptedSenses(hears_voices=True, sees_faces=True)

    async def wait(seconds: float) -> None:
        waited_s.append(seconds)
        clock.now += seconds
        await asyncio.sleep(0)

    def build(config: GatewayConfig) -> Services:
        memory = CompanionMemory(Companion(store, PersonalRecommender()), retention_days=30)
        more: dict[str, Any] = {} if real_ears else {"make_activity": LoudIsSpeech}
        services = assemble(
            config, given, memory, clock, transcriber, links=LinkKeeper(store, "one process"), **more
        )
        assert services.chats is not None
        object.__setattr__(services.chats.visits._desk, "sleep", wait)
        for outlet in services.chats.visits._outlets.values():
            outlet.postbox._sleep = wait
        return services

    async with telegram() as stand_in:
        fields: dict[str, Any] = {
            "telegram_token": SecretStr(TOKEN), "telegram_secret": SecretStr(SECRET),
            "telegram_mode": "webhook", "telegram_api_url": stand_in.url, "recognition": "pocketsphinx",
        } | settings  # fmt: skip
        async with open_house(folder, build=build, **fields) as house:
            if fields["telegram_mode"] == "webhook":
                stand_in.webhook_to = f"http://127.0.0.1:{house.port}{WEBHOOK_PATH}"
            it = TelegramHouse(house, stand_in, given, clock, waited_s)
            await house.until(lambda: stand_in.commands)
            yield it


def ogg(samples: PcmSamples, rate_hz: int = 16_000) -> bytes:
    """The sound as Telegram's apps record it: Opus in Ogg, mono, 48 kHz inside."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000)
        stream.layout = "mono"
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None, :]), format="s16", layout="mono"
        )
        frame.rate = rate_hz
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return buffer.getvalue()
