"""`undertone chat`: the same conversation in a terminal, over the same websocket as the widget."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import TextIOWrapper
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.markup import escape
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from undertone.errors import ConversationError

REPLY_WITHIN_S = 60.0
FAILED_TURN = frozenset({"bot_timeout", "bot_unavailable", "bot_failed"})
"""Errors of a turn that was taken: `done` follows."""
MOOD_STYLES = {
    "joy": "yellow",
    "sadness": "blue",
    "surprise": "cyan",
    "fear": "green",
    "anger": "red",
    "disgust": "magenta",
    "anticipation": "dark_orange",
    "trust": "spring_green3",
    "neutral": "bright_black",
}

ServerMessage = dict[str, Any]


class Conversation:
    """One undertone.v1 session: send a line, read what comes until the turn is done."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def hello(self, locale: str) -> list[ServerMessage]:
        """Open the session; returns the welcome and the notice that follows it.

        Raises ConversationError when the gateway refuses.
        """
        await self._send({"type": "hello", "protocol": "undertone.v1", "locale": locale})
        welcome = await self._receive()
        if welcome["type"] == "error":
            raise ConversationError(f"{welcome['code']}: {welcome['detail']}")
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

    async def _send(self, message: dict[str, object]) -> None:
        await self._socket.send(json.dumps(message))

    async def _receive(self) -> ServerMessage:
        try:
            async with asyncio.timeout(REPLY_WITHIN_S):
                received: ServerMessage = json.loads(await self._socket.recv())
        except TimeoutError as error:
            raise ConversationError(f"no answer within {REPLY_WITHIN_S:.0f} s") from error
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


async def chat(url: str, *, as_json: bool, locale: str) -> None:
    """Talk until standard input ends. With `as_json`, every reply is one JSON line on standard output."""
    show = _JsonView() if as_json else _TerminalView()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # a byte that is no text must not end the conversation
    async with conversation(url) as talk:
        _, notice = await talk.hello(locale)
        show.message(notice)
        while (line := await asyncio.to_thread(show.ask)) is not None:
            if not line.strip():
                continue
            async for message in talk.say(line):
                show.message(message)


class _JsonView:
    """Machine-readable: emotions and replies as the gateway sent them, one a line."""

    def ask(self) -> str | None:
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    def message(self, message: ServerMessage) -> None:
        if message["type"] in {"message", "emotion", "error"}:
            sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")
            sys.stdout.flush()


class _TerminalView:
    def __init__(self) -> None:
        self._console = Console()
        self._prompt = "[bold]you[/]  " if sys.stdin.isatty() else ""

    def ask(self) -> str | None:
        try:
            return self._console.input(self._prompt)
        except (EOFError, KeyboardInterrupt):
            return None

    def message(self, message: ServerMessage) -> None:
        if message["type"] == "emotion":
            style = MOOD_STYLES.get(message["label"], "white")
            shift = ", a shift" if message["shift"] else ""
            self._console.print(
                f"      [{style}]◐ sounds like {message['label']}[/]"
                f" [dim]({message['confidence']:.0%} sure, {message['trend']}{shift})[/]"
            )
        elif message["type"] == "message":
            self._show_reply(message)
        elif message["type"] == "error":
            self._console.print(f"[red]{escape(message['detail'])}[/]")

    def _show_reply(self, message: ServerMessage) -> None:
        if message.get("text"):
            self._console.print(f"[bold green]bot[/]  {escape(message['text'])}")
        if card := message.get("card"):
            self._console.print(_card_text(card))
        if replies := message.get("quick_replies"):
            self._console.print(
                "      [dim]" + escape("  ".join(f"‹{reply['title']}›" for reply in replies)) + "[/]"
            )


def _card_text(card: dict[str, Any]) -> str:
    title = escape(str(card.get("title", "")))
    lines = [f"      [bold]♪ {title}[/]" if card["kind"] == "track" else f"      [bold]▸ {title}[/]"]
    if card.get("artist"):
        lines[0] += f" · {escape(card['artist'])} ({card.get('year', '')})"
    lines += [f"        {number}. {escape(step)}" for number, step in enumerate(card.get("steps", []), 1)]
    lines += [
        f"        {escape(row['name'])}: {escape(str(row.get('number') or row.get('url')))}"
        for row in card.get("lines", [])
    ]
    lines += [f"        {escape(str(card[part]))}" for part in ("body", "why", "url") if card.get(part)]
    return "\n".join(lines)
