"""A visitor who is seen and heard: microphone and camera open, their words from the browser's recognition.

A spoken turn is timed from the gateway's word that the utterance has ended, when the visitor's side sends its
words; so no recogniser stands between, and the silence that ends an utterance is not counted. A typed one is
timed from its text, the camera still open.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from gateway.voice.frames import AudioFrame, encode_frame
from perception.sound import RATE_HZ
from undertone.bench import camera_load
from undertone.bench.camera_load import Watched
from undertone.bench.senses import FRAME, figures, three_seconds
from undertone.bench.speech import SENTENCES, Pcm, room
from undertone.errors import ConversationError, MissingPartError

SPOKEN: Final = "spoken"
TYPED: Final = "typed"
SENSES_OF: Final = {SPOKEN: {"text", "voice", "face"}, TYPED: {"text", "face"}}
TIMES: Final = ("emotion", "reply", "done")
SOUND_STREAM: Final = 1
PAUSE_S: Final = 0.4
"""Between a turn and the next: the reading is written to the database meanwhile, pictures come."""

LOOKED_AT_S: Final = 2.0
"""The camera has been open so long before the first turn."""

WITHIN_S: Final = 30.0
PART_SECONDS: Final = "undertone_turn_part_seconds"
PARTS: Final = ("sense", "bot", "total")

Message = dict[str, Any]


@dataclass(frozen=True)
class TurnTimes:
    """One turn in milliseconds: to its fused reading, to the first message of the reply, to the end of the
    reply; and the senses that were read."""

    emotion: float
    reply: float
    done: float
    senses: frozenset[str]


def times_of(came: Sequence[tuple[float, Message]], began: float) -> TurnTimes:
    """The times of one turn from what came, each with when, in seconds. Raises ConversationError for a turn
    that failed or was not read."""
    found: dict[str, float] = {}
    senses: frozenset[str] = frozenset()
    for at, message in came:
        if message["type"] == "error":
            raise ConversationError(f"{message['code']}: {message['detail']}")
        if message.get("turn") is None or message.get("partial"):
            continue
        found.setdefault(message["type"], 1000.0 * (at - began))
        if message["type"] == "emotion":
            senses = frozenset(message["weights"])
    if "emotion" not in found:
        raise ConversationError("a turn was answered without a reading; docs/face.md says when none is made")
    done = found["done"]
    return TurnTimes(found["emotion"], found.get("message", done), done, senses)


def summary(kind: str, turns: Sequence[TurnTimes]) -> dict[str, Any]:
    """The figures of a kind's times, and in how many turns all of its senses were read."""
    return {
        "turns": len(turns),
        "with_all_senses": sum(one.senses >= SENSES_OF[kind] for one in turns),
        **{name: with_least([getattr(one, name) for one in turns]) for name in TIMES},
    }


def with_least(spent: Sequence[float]) -> dict[str, float]:
    """Least, median and 95th percentile: on a busy machine the least is nearest to what a quiet one takes."""
    return {"least": round(min(spent), 2), **figures(spent)}


class Microphone:
    """An open microphone: what is to be said, and a quiet room before, between and after."""

    def __init__(self) -> None:
        self._waiting = np.empty(0, np.int16)
        self._n_frames = 0

    @property
    def speaking(self) -> bool:
        """Whether something is still to be said."""
        return len(self._waiting) > 0

    def say(self, samples: Pcm) -> None:
        """Speak from the next frame on."""
        self._waiting = np.concatenate([self._waiting, samples])

    def frame(self) -> AudioFrame:
        """The next frame of the stream."""
        n, self._n_frames = self._n_frames, self._n_frames + 1
        part, self._waiting = self._waiting[:FRAME], self._waiting[FRAME:]
        quiet = room((FRAME - len(part)) / RATE_HZ, n)
        return AudioFrame(SOUND_STREAM, n, 1000 * n * FRAME // RATE_HZ, np.concatenate([part, quiet]))


class Visitor:
    """One session over its socket; what comes is noted with its time."""

    def __init__(self, socket: ClientConnection) -> None:
        self.microphone = Microphone()
        self.watched = Watched()
        self._socket = socket
        self._came: asyncio.Queue[tuple[float, Message]] = asyncio.Queue()
        self._n_sent = 0

    async def send(self, kind: str, **fields: Any) -> None:
        """Send a message with an id of its own."""
        self._n_sent += 1
        await self._socket.send(json.dumps({"type": kind, "id": f"m{self._n_sent}", **fields}))

    async def listen(self) -> None:
        """Note what comes, until the connection ends."""
        async for frame in self._socket:
            now = time.perf_counter()
            message = json.loads(frame)
            if message["type"] == "seeing":
                self.watched.paces.append(message["fps"])
            self._came.put_nowait((now, message))

    async def stream(self) -> None:
        """Send the microphone's frames, each when its last sample was spoken."""
        began, n_sent = time.perf_counter(), 0
        while True:
            n_sent += 1
            await asyncio.sleep(max(0.0, began + n_sent * FRAME / RATE_HZ - time.perf_counter()))
            await self._socket.send(encode_frame(self.microphone.frame()))

    async def until(self, last: Callable[[Message], bool]) -> list[tuple[float, Message]]:
        """What comes up to the message that is `last`, with the times. Raises ConversationError."""
        came: list[tuple[float, Message]] = []
        try:
            async with asyncio.timeout(WITHIN_S):
                while not (came and last(came[-1][1])):
                    came.append(await self._came.get())
        except TimeoutError as error:
            kinds = [message["type"] for _, message in came][-8:]
            raise ConversationError(
                f"a turn was not finished within {WITHIN_S:.0f} s; the last that came: {kinds}"
            ) from error
        return came

    async def speak(self, n: int) -> TurnTimes:
        """Three seconds of speech, then its words; the times of the turn."""
        self.microphone.say((three_seconds(n).samples * 32768.0).astype(np.int16))
        ended_at, _ = (await self.until(lambda m: m["type"] == "hearing" and m["state"] == "ended"))[-1]
        if self.microphone.speaking:
            raise ConversationError("an utterance was cut in two by a pause; the benchmark's speech has none")
        await self.send("utterance", stream=SOUND_STREAM, text=SENTENCES[n % len(SENTENCES)])
        return times_of(await self._answer(), ended_at)

    async def type(self, n: int) -> TurnTimes:
        """A text; the times of the turn."""
        began = time.perf_counter()
        await self.send("text", text=SENTENCES[n % len(SENTENCES)])
        return times_of(await self._answer(), began)

    async def _answer(self) -> list[tuple[float, Message]]:
        came = await self.until(lambda m: m["type"] == "done" or (m["type"] == "error" and m["id"]))
        await self._socket.send(json.dumps({"type": "ack", "seq": came[-1][1]["seq"]}))
        return came


async def visit(
    url: str, shown: Sequence[bytes], kind: str, n_turns: int, on_turn: Callable[[], None]
) -> list[TurnTimes]:
    """Turns of one `kind`, SPOKEN or TYPED, after one that does not count; `shown` are the camera's pictures.

    Raises ConversationError, MissingPartError.
    """
    found = []
    async with connect(f"{url.replace('http', 'ws', 1)}/ws", proxy=None, max_size=2**20) as socket:
        await socket.send(json.dumps({"type": "hello", "protocol": "undertone.v1", "locale": "en-US"}))
        welcome = json.loads(await socket.recv())
        for sense in ("voice", "face"):
            if welcome["senses"][sense] != "off":
                raise MissingPartError(
                    f"the {sense} sense is {welcome['senses'][sense]} here; models/{sense} holds its graph"
                )
        visitor = Visitor(socket)
        turn = visitor.speak if kind == SPOKEN else visitor.type
        pictures = camera_load.send(socket, shown, visitor.watched, float("inf"))
        async with beside(visitor.listen(), visitor.stream(), pictures):
            await open_all(visitor, microphone=kind == SPOKEN)
            for n in range(n_turns + 1):
                found.append(await turn(n))
                on_turn()
                await asyncio.sleep(PAUSE_S)
    return found[1:]


async def open_all(visitor: Visitor, *, microphone: bool) -> None:
    """Allow voice and face, open the camera and, where wanted, the microphone; let the camera look for a
    moment."""
    for sense in ("voice", "face"):
        await visitor.send("consent", sense=sense, granted=True)
    if microphone:
        start = {"rate_hz": RATE_HZ, "mode": "hands_free", "recognition": "browser"}
        await visitor.send("audio.start", stream=SOUND_STREAM, **start)
    await visitor.send("camera.start", stream=camera_load.STREAM, where="server", source="camera")
    await asyncio.sleep(LOOKED_AT_S)


@asynccontextmanager
async def beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let `work` go on until the context is left."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


Parts = dict[str, tuple[float, int]]


def gateway_parts(url: str) -> Parts:
    """The gateway's own times so far: of each part of a turn the seconds together, and how many."""
    return parts_of(httpx.get(f"{url}/metrics", timeout=10.0).text)


def parts_of(metrics: str) -> Parts:
    """The same from the text of `/metrics`."""
    lines = (line.rpartition(" ") for line in metrics.splitlines() if line.startswith(PART_SECONDS))
    values = {name: float(value) for name, _, value in lines}
    found = {}
    for part in PARTS:
        total, n = (values.get(f'{PART_SECONDS}_{of}{{part="{part}"}}', 0.0) for of in ("sum", "count"))
        found[part] = (total, int(n))
    return found


def mean_ms(before: Parts, after: Parts) -> dict[str, float]:
    """The mean of each part between two times, in milliseconds."""
    return {
        part: round(1000.0 * (seconds - before[part][0]) / max(1, n - before[part][1]), 2)
        for part, (seconds, n) in after.items()
    }
