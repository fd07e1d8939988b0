"""Speaking with the real processes: real sound, the real recogniser, the real dialogue."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect

from gateway.voice.frames import AudioFrame, encode_frame
from perception.hearing.transcriber import PcmSamples
from tests.conftest import RunningUndertone
from tests.perception.hearing.sounds import noise, spoken

pytestmark = pytest.mark.journey
FRAME = 2048


@dataclass
class Speaker:
    """One visitor with a microphone."""

    socket: ClientConnection
    n_frames: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, kind: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": kind, **fields}))

    async def until(self, kind: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
            self.heard.append(message)
            if message["type"] == kind:
                return message

    async def say(self, samples: PcmSamples) -> dict[str, Any]:
        """Speak, then be quiet; the final transcript."""
        sound = np.concatenate([noise(0.4, 0.001), samples, noise(1.2, 0.001)])
        for first in range(0, len(sound), FRAME):
            frame = AudioFrame(1, self.n_frames, self.n_frames * 128, sound[first : first + FRAME])
            await self.socket.send(encode_frame(frame))
            self.n_frames += 1
        while not (words := await self.until("transcript"))["final"]:
            pass
        return words


@asynccontextmanager
async def speaker(running: RunningUndertone) -> AsyncIterator[Speaker]:
    async with connect(running.url.replace("http", "ws", 1) + "/ws", proxy=None) as socket:
        visitor = Speaker(socket)
        await visitor.send("hello", protocol="undertone.v1", locale="en-US")
        welcome = await visitor.until("welcome")
        assert welcome["voice"]["recognition"] == "pocketsphinx"
        if welcome["senses"]["voice"] == "off":
            await visitor.send("consent", id="voice", sense="voice", granted=True)
        await visitor.send(
            "audio.start", id="mic", stream=1, rate_hz=16_000, mode="hands_free", recognition="server"
        )
        await visitor.until("hearing")
        yield visitor


def test_spoken_words_are_recognised_confirmed_where_they_are_unsure_and_answered_in_a_fitting_tone(
    running_undertone: RunningUndertone,
) -> None:
    async def journey() -> None:
        async with speaker(running_undertone) as visitor:
            words = await visitor.say(spoken("I feel really sad today"))
            assert "sad" in words["text"] or "really" in words["text"]
            assert 0.0 < words["confidence"] <= 1.0
            if words["confirm"]:
                await visitor.send(
                    "confirm", id="yes", utterance=words["utterance"], text="I feel really sad today"
                )
            await visitor.until("done")
            emotion = next(m for m in visitor.heard if m["type"] == "emotion" and not m["partial"])
            assert emotion["utterance"] == words["utterance"]
            said = [m for m in visitor.heard if m["type"] == "message" and m["turn"]]
            assert said
            if emotion["label"] == "sadness":
                assert said[0]["delivery"]["rate"] < 1.0

    asyncio.run(journey())


def test_words_of_self_harm_that_are_spoken_lead_to_help_without_a_question(
    running_undertone: RunningUndertone,
) -> None:
    async def journey() -> None:
        async with speaker(running_undertone) as visitor:
            words = await visitor.say(spoken("I want to kill myself", voice="en-gb+f3"))
            assert not words["confirm"], words
            assert words["turn"], words
            await visitor.until("done")
            cards = [m["card"]["kind"] for m in visitor.heard if m["type"] == "message" and m["card"]]
            assert cards == ["resource"]

    asyncio.run(journey())


def test_asked_what_it_said_after_an_interruption_the_bot_says_what_it_had_left(
    running_undertone: RunningUndertone,
) -> None:
    async def journey() -> None:
        async with speaker(running_undertone) as visitor:
            await visitor.send("text", id="t1", text="I feel so sad today")
            turn = (await visitor.until("done"))["turn"]
            answer = next(m["text"] for m in visitor.heard if m["type"] == "message" and m["turn"] == turn)
            first, rest = answer.split(maxsplit=1)
            await visitor.send("interrupt", id="i", turn=turn, spoken_chars=len(first))
            await visitor.send("text", id="t2", text="what did you say")
            again = (await visitor.until("done"))["turn"]
            said = next(m["text"] for m in visitor.heard if m["type"] == "message" and m["turn"] == again)
            assert said.endswith(rest)

    asyncio.run(journey())


def test_a_cough_is_no_turn(running_undertone: RunningUndertone) -> None:
    async def journey() -> None:
        async with speaker(running_undertone) as visitor:
            sound = np.concatenate([noise(0.5, 0.001), noise(0.2, 0.2), noise(1.0, 0.001)])
            for first in range(0, len(sound), FRAME):
                frame = AudioFrame(1, visitor.n_frames, visitor.n_frames * 128, sound[first : first + FRAME])
                await visitor.socket.send(encode_frame(frame))
                visitor.n_frames += 1
            await visitor.send("text", id="t", text="hello")
            await visitor.until("done")
            assert not [m for m in visitor.heard if m["type"] == "transcript" and m.get("turn")]

    asyncio.run(journey())
