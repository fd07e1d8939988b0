"""`undertone chat`: the same conversation in a terminal, over the same websocket as the widget."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from undertone.chat_commands import Commands
from undertone.chat_view import JsonView, TerminalView
from undertone.errors import ConversationError

REPLY_WITHIN_S = 60.0
FAILED_TURN = frozenset({"bot_timeout", "bot_unavailable", "bot_failed"})
"""Errors of a turn that was taken: `done` follows."""

ServerMessage = dict[str, Any]


class Conversation:
    """One undertone.v1 session: send a line, read what comes until the turn is done."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.token = ""

    async def hello(
        self, locale: str, *, user: str | None = None, timezone: str | None = None
    ) -> list[ServerMessage]:
        """Open the session; returns the welcome and the notice that follows it.

        `user` is a signed identity, `timezone` an IANA name. Raises ConversationError when the gateway
        refuses.
        """
        hello = {"type": "hello", "protocol": "undertone.v1", "locale": locale}
        hello |= {"user": user} if user else {}
        await self._send(hello | ({"timezone": timezone} if timezone else {}))
        welcome = await self._receive()
        if welcome["type"] == "error":
            raise ConversationError(f"{welcome['code']}: {welcome['detail']}")
        self.token = welcome["token"]
        return [welcome, await self._receive()]

    async def post(self, text: str, message_id: str | None = None) -> str:
        """Send one utterance without waiting for anything; returns its message id."""
        message_id = message_id or uuid4().hex
        await self._send({"type": "text", "id": message_id, "text": text})
        return message_id

    async def say(self, text: str) -> AsyncIterator[ServerMessage]:
        """Send one utterance, more slowly where the gateway asks for it; yields every message up to `done`.

        An utterance that is refused ends with its `error`. Raises ConversationError when no answer comes.
        """
        message_id = await self.post(text)
        async for message in self.turn():
            refused = message["type"] == "error" and message["id"] in (message_id, None)
            if refused and message["code"] == "rate_limited":
                await asyncio.sleep(message["retry_after_ms"] / 1000)
                await self.post(text, message_id)
                continue
            yield message
            if refused and message["code"] not in FAILED_TURN:
                return

    async def turn(self) -> AsyncIterator[ServerMessage]:
        """Yield what the gateway sends until the turn under way is done, and acknowledge it.

        Raises ConversationError when nothing comes in time.
        """
        while True:
            message = await self._receive()
            yield message
            if message["type"] == "done":
                await self._send({"type": "ack", "seq": message["seq"]})
                return

    async def feedback(self, item: str, action: str) -> ServerMessage:
        """Say what was done with an item; its `ack` or `error`."""
        return await self._answer("ack", {"type": "feedback", "item": item, "action": action})

    async def correct(self, turn: str, label: str) -> ServerMessage:
        """Put the reading of a turn right; its corrected `emotion`, or an `error`."""
        return await self._answer("emotion", {"type": "correction", "turn": turn, "label": label})

    async def _answer(self, kind: str, message: dict[str, object]) -> ServerMessage:
        message_id = uuid4().hex
        await self._send(message | {"id": message_id})
        while True:
            answer = await self._receive()
            if answer["type"] == "error" and answer["id"] == message_id:
                if answer["code"] != "rate_limited":
                    return answer
                await asyncio.sleep(answer["retry_after_ms"] / 1000)
                await self._send(message | {"id": message_id})
            if answer["type"] == kind and answer.get("id", message_id) == message_id:
                return answer

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(message))

    async def _receive(self) -> ServerMessage:
        try:
            async with asyncio.timeout(REPLY_WITHIN_S):
                received: ServerMessage = json.loads(await self._socket.recv())
        except TimeoutError as error:
            raise ConversationError(f"no answer within {REPLY_WITHIN_S:.0f} s") from error
        if received["type"] == "forgotten":
            self.token = received["token"]
        return received


@asynccontextmanager
async def conversation(url: str) -> AsyncIterator[Conversation]:
    """Connect to the gateway whose page is at `url` (http…).

    Raises ConversationError when nothing answers there.
    """
    address = url.rstrip("/").replace("http", "ws", 1) + "/ws"
    try:
        async with connect(address, max_size=2**20) as socket:
            yield Conversation(socket)
    except (OSError, WebSocketException) as error:
        raise ConversationError(
            f"the conversation at {address} failed ({error}); is `make run` up on this port?"
        ) from error


def local_timezone(link: Path = Path("/etc/localtime")) -> str | None:
    """The IANA name of this machine's zone, or None where it does not say."""
    _, found, name = str(link.resolve()).partition("zoneinfo/")
    return name if found else None


async def chat(url: str, *, as_json: bool, locale: str, user: str | None = None) -> None:
    """Talk until standard input ends; lines that begin with a slash are commands.

    With `as_json`, every reply is one JSON line on standard output. `user` is a signed identity.
    """
    view = JsonView() if as_json else TerminalView()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no text must not end the conversation
    async with conversation(url) as talk, httpx.AsyncClient(base_url=url.rstrip("/")) as http:
        welcome, notice = await talk.hello(locale, user=user, timezone=local_timezone())
        view.message(notice)
        if welcome["known"]:
            view.note("Welcome back.")
        commands = Commands(talk, http, view)
        while (line := await asyncio.to_thread(view.ask)) is not None:
            if line.startswith("/"):
                await commands.run(line)
            elif line.strip():
                await commands.say(line)
