"""What begins with a slash in the terminal: feedback, the mood, the taste, an exercise that runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

import httpx

from gateway.vocabulary import LABELS
from undertone.chat_exercise import ExerciseRun
from undertone.chat_view import TerminalView, View

HELP = """\
/like  /dislike  /skip     about what was offered last; /skip brings something else
/why                       why this one
/start                     go through the exercise that was offered last
/preferences               what is known of your taste
/timeline                  your mood so far
/correct [NUMBER] LABEL    put the last reading right, or that of a number in /timeline
/help                      this list"""
FEEDBACK_WORDS = {"like": "Noted, you like it.", "dislike": "Noted, it will not come again."}
MAX_POINTS = 200


class Talk(Protocol):
    """What is needed of `undertone.chat.Conversation`."""

    token: str

    def say(self, text: str) -> AsyncIterator[dict[str, Any]]:
        """Send one utterance; every message up to `done`."""

    async def feedback(self, item: str, action: str) -> dict[str, Any]:
        """Say what was done with an item."""

    async def correct(self, turn: str, label: str) -> dict[str, Any]:
        """Put the reading of a turn right."""


class Commands:
    """Remembers what was offered and read last, and carries out what the visitor asks for."""

    def __init__(self, talk: Talk, http: httpx.AsyncClient, view: View) -> None:
        self._talk = talk
        self._http = http
        self._view = view
        self._offered: Mapping[str, Any] | None = None
        self._last_turn: str | None = None
        self._points: list[dict[str, Any]] = []
        self._known: dict[str, Callable[[list[str]], Awaitable[object]]] = {
            "/like": lambda _: self._feedback("like"),
            "/dislike": lambda _: self._feedback("dislike"),
            "/skip": lambda _: self._skip(),
            "/why": lambda _: self._why(),
            "/start": lambda _: self._start(),
            "/preferences": lambda _: self._taste(),
            "/timeline": lambda _: self._timeline(),
            "/correct": self._correct,
            "/help": lambda _: self._help(),
        }

    async def say(self, text: str) -> None:
        """One utterance and its answer."""
        async for message in self._talk.say(text):
            self._show(message)

    async def run(self, line: str) -> None:
        """One command; what is wrong with it is shown, and the conversation goes on."""
        name, *words = line.split()
        command = self._known.get(name)
        if command is None:
            self._refuse(f"there is no command {name}; there are {', '.join(self._known)}")
        else:
            await command(words)

    def _show(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "message" and (card := message["card"]) and card.get("id"):
            self._offered = card
        elif message["type"] == "emotion":
            self._last_turn = message["turn"]
        elif message["type"] == "forgotten":
            self._offered, self._last_turn, self._points = None, None, []
        self._view.message(message)

    def _refuse(self, detail: str) -> None:
        self._view.message(
            {"type": "error", "code": "invalid", "detail": detail, "id": None, "retry_after_ms": None}
        )

    async def _feedback(self, action: str) -> bool:
        if self._offered is None:
            self._refuse("nothing has been offered yet; ask for a song, an exercise or something to read")
            return False
        answer = await self._talk.feedback(self._offered["id"], action)
        self._view.message(answer)
        if answer["type"] == "error":
            return False
        if words := FEEDBACK_WORDS.get(action):
            self._view.note(words)
        return True

    async def _skip(self) -> None:
        if await self._feedback("skip"):
            await self.say("Something else")

    async def _why(self) -> None:
        if self._offered is None:
            self._refuse("nothing has been offered yet; ask for a song, an exercise or something to read")
        else:
            await self.say("Why this one?")

    async def _start(self) -> None:
        card = self._offered
        if card is None or card["kind"] != "exercise":
            self._refuse("no exercise was offered last; ask for one, such as “a short exercise”")
        elif isinstance(self._view, TerminalView) and self._view.interactive:
            await self._feedback("play")
            press = self._view.press
            run = ExerciseRun(self._view.console, lambda: asyncio.to_thread(press))
            if await run.run(card):
                await self._feedback("complete")
        else:
            self._view.message({"type": "message", "text": None, "card": card, "quick_replies": []})

    async def _taste(self) -> None:
        if (answer := await self._get("/v1/preferences")) is not None:
            self._view.taste(answer)

    async def _timeline(self) -> None:
        if (answer := await self._get("/v1/mood", limit=MAX_POINTS)) is not None:
            self._points = answer["points"]
            self._view.mood(self._points)

    async def _correct(self, words: list[str]) -> None:
        label = words[-1].lower() if words else ""
        if label not in LABELS or len(words) > 2:
            self._refuse(
                f"/correct takes one of {', '.join(LABELS)}, after a number of /timeline if you like"
            )
            return
        turn = self._last_turn if len(words) == 1 else self._turn_of(words[0])
        if turn is None:
            self._refuse("there is no such reading; /timeline shows and numbers them")
            return
        self._view.message(await self._talk.correct(turn, label))

    def _turn_of(self, number: str) -> str | None:
        in_range = number.isascii() and number.isdigit() and 0 < int(number) <= len(self._points)
        return str(self._points[int(number) - 1]["turn"]) if in_range else None

    async def _help(self) -> None:
        for line in HELP.splitlines():
            self._view.note(line)

    async def _get(self, path: str, **query: int) -> dict[str, Any] | None:
        try:
            answer = await self._http.get(
                path, params=query, headers={"Authorization": f"Bearer {self._talk.token}"}
            )
            body: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            self._refuse(f"{path} cannot be had now ({type(error).__name__}); try it again in a moment")
            return None
        if answer.is_error:
            self._refuse(str(body.get("detail", "that did not work")))
            return None
        return body
