"""One visitor's conversation over the real websocket, written as a sequence of utterances."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from undertone.chat import Conversation, conversation

Message = dict[str, Any]


@dataclass
class Answer:
    """Everything that came back for one utterance."""

    messages: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(m["text"] for m in self.messages if m["type"] == "message" and m["text"])

    @property
    def cards(self) -> list[Message]:
        return [m["card"] for m in self.messages if m["type"] == "message" and m.get("card")]

    @property
    def kinds_of_card(self) -> list[str]:
        return [card["kind"] for card in self.cards]

    @property
    def emotion(self) -> Message | None:
        return next((m for m in self.messages if m["type"] == "emotion"), None)

    def of_type(self, kind: str) -> list[Message]:
        return [m for m in self.messages if m["type"] == kind]


@dataclass
class Visit:
    """A whole visit: what opened it, and the answer to each utterance."""

    welcome: Message
    notice: Message
    answers: list[Answer]

    @property
    def token(self) -> str:
        return str(self.welcome["token"])

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


async def say(talk: Conversation, utterance: str) -> Answer:
    return Answer([message async for message in talk.say(utterance)])


async def visit_async(
    url: str, *utterances: str, locale: str = "en-US", user: str | None = None, timezone: str | None = None
) -> Visit:
    async with conversation(url) as talk:
        welcome, notice = await talk.hello(locale, user=user, timezone=timezone)
        return Visit(welcome, notice, [await say(talk, utterance) for utterance in utterances])


def visit(url: str, *utterances: str, **hello: Any) -> Visit:
    """Say everything in order, each after the answer to the one before; `hello` as `visit_async` takes it."""
    return asyncio.run(visit_async(url, *utterances, **hello))
