"""Scripted visitors: the same utterances to Undertone's websocket and to stock Rasa's REST channel."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Protocol
from uuid import uuid4

import httpx
import numpy as np

from undertone.chat import Conversation, conversation
from undertone.errors import ConversationError

SCRIPT = (
    "hello there",
    "I failed my exam and I feel awful",
    "play me something calm",
    "why this one?",
    "something else please",
    "I like it",
    "I'm a bit anxious about tomorrow",
    "give me a breathing exercise",
    "thanks a lot",
    "actually I feel quite happy now",
)


class Visitor(Protocol):
    """One conversation with one of the systems."""

    async def turn(self, text: str) -> None:
        """Send an utterance and wait until its whole answer is there. Raises ConversationError."""

    async def burst(self, texts: Sequence[str]) -> None:
        """Send all utterances at once and wait until each has its answer. Raises ConversationError."""


@dataclass(frozen=True)
class UndertoneVisitor:
    """A visitor on the public websocket: session, senses, Rasa, actions and database are all on the way."""

    talk: Conversation

    async def turn(self, text: str) -> None:
        """One turn, until the gateway's `done`."""
        await self.burst([text])

    async def burst(self, texts: Sequence[str]) -> None:
        """All utterances on the wire before the first answer is read."""
        for text in texts:
            await self.talk.post(text)
        for _ in texts:
            async for message in self.talk.turn():
                if message["type"] == "error":
                    raise ConversationError(f"{message['code']}: {message['detail']}")


@dataclass(frozen=True)
class StockVisitor:
    """A visitor on stock Rasa's REST channel; the answer to the POST is the whole reply."""

    client: httpx.AsyncClient
    sender: str

    async def turn(self, text: str) -> None:
        """One POST to the REST channel."""
        answer = await self.client.post(
            "/webhooks/rest/webhook", json={"sender": self.sender, "message": text}
        )
        if answer.status_code != httpx.codes.OK:
            raise ConversationError(f"stock Rasa answered {answer.status_code}: {answer.text[:200]}")

    async def burst(self, texts: Sequence[str]) -> None:
        """One POST per utterance, all at once."""
        await asyncio.gather(*(self.turn(text) for text in texts))


Enter = Callable[[AsyncExitStack], Awaitable[Visitor]]


def undertone_door(url: str) -> Enter:
    """How a visitor enters Undertone at `url`."""

    async def enter(stack: AsyncExitStack) -> Visitor:
        talk = await stack.enter_async_context(conversation(url))
        await talk.hello("en-US")
        return UndertoneVisitor(talk)

    return enter


def stock_door(url: str) -> Enter:
    """How a visitor enters stock Rasa at `url`, with a connection of their own."""

    async def enter(stack: AsyncExitStack) -> Visitor:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=60.0))
        return StockVisitor(client, uuid4().hex)

    return enter


@dataclass(frozen=True)
class Load:
    """Latencies in seconds, per visitor in the order of the turns, and the wall time of all together."""

    latencies_s: list[list[float]]
    wall_s: float

    @property
    def p50_ms(self) -> float:
        """Median latency of all turns."""
        return self._percentile_ms(50)

    @property
    def p95_ms(self) -> float:
        """95th percentile of the latency of all turns."""
        return self._percentile_ms(95)

    @property
    def per_s(self) -> float:
        """Turns finished per second of wall time."""
        return sum(map(len, self.latencies_s)) / self.wall_s

    def as_dict(self) -> dict[str, float]:
        """JSON-ready, in the field names of every benchmark."""
        return {
            "p50_ms": round(self.p50_ms, 2),
            "p95_ms": round(self.p95_ms, 2),
            "per_s": round(self.per_s, 1),
        }

    def _percentile_ms(self, q: float) -> float:
        return float(np.percentile(np.concatenate([np.asarray(row) for row in self.latencies_s]), q)) * 1000


async def converse(
    enter: Enter, n_visitors: int, n_turns: int, on_turn: Callable[[], None], script: Sequence[str] = SCRIPT
) -> Load:
    """Let `n_visitors` talk side by side, each `n_turns` one after the other, after one warm-up turn each."""
    async with AsyncExitStack() as stack:
        visitors = [await enter(stack) for _ in range(n_visitors)]
        await asyncio.gather(*(visitor.turn(script[0]) for visitor in visitors))
        start = time.perf_counter()
        latencies = await asyncio.gather(*(_talk(visitor, n_turns, on_turn, script) for visitor in visitors))
        return Load(list(latencies), time.perf_counter() - start)


async def _talk(
    visitor: Visitor, n_turns: int, on_turn: Callable[[], None], script: Sequence[str]
) -> list[float]:
    latencies = []
    for text in islice(cycle(script), n_turns):
        start = time.perf_counter()
        await visitor.turn(text)
        latencies.append(time.perf_counter() - start)
        on_turn()
    return latencies


async def burst_s(enter: Enter, n_messages: int, script: Sequence[str] = SCRIPT) -> float:
    """Seconds until one visitor has the answers to `n_messages` sent at once."""
    async with AsyncExitStack() as stack:
        visitor = await enter(stack)
        await visitor.turn(script[0])
        start = time.perf_counter()
        await visitor.burst(list(islice(cycle(script), n_messages)))
        return time.perf_counter() - start
