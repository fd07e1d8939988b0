"""A bot that answers from a script, over a real websocket on loopback."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Reply = dict[str, Any]
Script = Callable[[dict[str, Any]], list[Reply]]


def words(text: str, **more: Any) -> Reply:
    return {"text": text, "quick_replies": [], "card": None, "control": None, **more}


TRACK = {
    "kind": "track", "id": "song-1", "title": "A Slow Morning", "artist": "The Example Band", "year": 1999,
    "genres": ["folk", "acoustic"], "valence": 0.3, "arousal": -0.5, "feelings": {"joy": 0.2, "trust": 0.7},
    "links": [
        {"service": "spotify", "url": "https://open.spotify.com/search/A%20Slow%20Morning"},
        {"service": "deezer", "url": "https://www.deezer.com/search/A%20Slow%20Morning"},
    ],
    "why": "It is calm, and you asked for calm.", "mood": "trust",
}  # fmt: skip
EXERCISE = {
    "kind": "exercise", "id": "breath-1", "title": "Four slow breaths", "practice": "breathing",
    "steps": [
        {"text": "Sit as you like.", "duration_s": 5.0, "breath": None, "write": False},
        {
            "text": "Breathe with the circle.", "duration_s": None, "write": False,
            "breath": {"in_s": 4.0, "hold_s": 0.0, "out_s": 6.0, "rest_s": 0.0, "rounds": 4},
        },
        {"text": "Write down one word.", "duration_s": None, "breath": None, "write": True},
    ],
    "ending": "Stay as long as you like.", "duration_s": 60.0,
    "why": "Slow breathing helps the body to calm down.",
}  # fmt: skip
READ = {
    "kind": "read", "id": "read-1", "title": "A walk", "form": "reflection",
    "body": "Go outside.\n\nLook at something far away.", "duration_s": 30.0, "why": "It is short.",
}  # fmt: skip
RESOURCE = {
    "kind": "resource", "title": "People who listen",
    "lines": [{"name": "988 Suicide & Crisis Lifeline", "number": "988", "url": "https://988lifeline.org"}],
    "why": "You do not have to be alone with this.",
}  # fmt: skip
EXPORT = {"kind": "export", "title": "Your data", "why": "You asked for it."}


def demo_script(turn: dict[str, Any]) -> list[Reply]:
    """Enough for the widget: music, exercise, read, data, help, pause, resume, tired, forget."""
    text = turn["text"].lower()
    buttons = [{"title": "Something else", "text": "something else"}, {"title": "Why this?", "text": "why"}]
    if "forget" in text:
        return [words("I have forgotten everything about you.", control={"forgotten": True})]
    if "pause" in text:
        return [words("I no longer estimate how you feel.", control={"pause_sensing": True})]
    if "resume" in text:
        return [words("I listen for how you feel again.", control={"pause_sensing": False})]
    if "tired" in text:
        return [words("Thank you for putting that right.", control={"correction": {"label": "neutral"}})]
    for word, card in (
        ("music", TRACK),
        ("else", TRACK),
        ("exercise", EXERCISE),
        ("read", READ),
        ("data", EXPORT),
    ):
        if word in text:
            return [words("Here is something.", card=card, quick_replies=buttons)]
    if "help" in text:
        return [words("I am glad that you said it."), words("", card=RESOURCE)]
    emotion = (turn["metadata"].get("emotion") or {}).get("label")
    heard = f"It sounds like {emotion}." if emotion else "I hear you."
    offer = [{"title": "Play music", "text": "play music"}, {"title": "An exercise", "text": "an exercise"}]
    return [words(f"{heard} Tell me more?", quick_replies=offer)]


class ScriptedBot:
    """Serves the turn wire. `turns` are those received; turns wait for `go_on` to be answered, and for
    `finish` to be done."""

    def __init__(self, script: Script = demo_script, secret: str = "") -> None:
        self.turns: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.script = script
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.finish = asyncio.Event()
        self.finish.set()
        self.received = asyncio.Queue[dict[str, Any]]()
        self._secret = secret
        self._server: Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> int:
        """Listen; the port."""
        self._server = await serve(self._serve, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Go away, as a process that dies does."""
        if self._server is not None:
            self._server.close(close_connections=True)
            await self._server.wait_closed()
        for task in self._tasks:
            task.cancel()

    async def _serve(self, connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self._hear(connection)

    async def _hear(self, connection: ServerConnection) -> None:
        async for frame in connection:
            data = json.loads(frame)
            if "turn" in data:
                task = asyncio.create_task(self._answer(connection, data))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            elif data["op"] == "hello" and data["secret"] != self._secret:
                await connection.close(4401, "wrong secret")
            elif data["op"] == "ping":
                await connection.send('{"op":"pong"}')
            elif data["op"] == "forget":
                self.forgotten.append(data["sender"])
                await connection.send(json.dumps({"op": "forgotten", "sender": data["sender"]}))

    async def _answer(self, connection: ServerConnection, turn: dict[str, Any]) -> None:
        self.turns.append(turn)
        self.received.put_nowait(turn)
        await self.go_on.wait()
        for message in self.script(turn):
            if "error" in message:
                await connection.send(
                    json.dumps({"turn": turn["turn"], "kind": "error", "detail": message["error"]})
                )
                return
            await connection.send(json.dumps({"turn": turn["turn"], "kind": "message", "message": message}))
        await self.finish.wait()
        await connection.send(json.dumps({"turn": turn["turn"], "kind": "done"}))
