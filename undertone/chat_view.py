"""How the terminal shows a conversation: for people, or as JSON lines for programs."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape

from undertone.chat_cards import draw_card
from undertone.chat_mood import MOOD_STYLES, draw_mood, draw_taste, mood_words
from undertone.cli_output import print_json

ServerMessage = Mapping[str, Any]


class View(Protocol):
    """What a conversation needs to be shown."""

    @property
    def interactive(self) -> bool:
        """Whether somebody sits there: keys can be waited for, and lines drawn over."""

    def ask(self) -> str | None:
        """The next line, or None at the end."""

    def message(self, message: ServerMessage) -> None:
        """Something the gateway sent."""

    def note(self, text: str) -> None:
        """A remark of the terminal itself."""

    def mood(self, points: Sequence[Mapping[str, Any]]) -> None:
        """The course of the mood, oldest first."""

    def taste(self, preferences: Mapping[str, Any]) -> None:
        """What is known of the visitor's taste."""


class JsonView:
    """Machine-readable: emotions and replies as the gateway sent them, one a line."""

    interactive = False

    def ask(self) -> str | None:
        """The next line."""
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    def message(self, message: ServerMessage) -> None:
        """One line; what only a program that draws needs is left out."""
        if message["type"] in {"message", "emotion", "error"}:
            print_json(message)

    def note(self, text: str) -> None:
        """Nothing: it is meant for people."""

    def mood(self, points: Sequence[Mapping[str, Any]]) -> None:
        """One line of type `mood`."""
        print_json({"type": "mood", "points": points})

    def taste(self, preferences: Mapping[str, Any]) -> None:
        """One line of type `preferences`."""
        print_json({"type": "preferences", **preferences})


class TerminalView:
    """For people; colours and links only where there is a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console()
        self.interactive = sys.stdin.isatty() and self.console.is_terminal
        self._prompt = "[bold]you[/]  " if sys.stdin.isatty() else ""

    def ask(self) -> str | None:
        """The next line."""
        return self._input(self._prompt)

    def press(self) -> str | None:
        """A line, or only Enter, in the middle of something."""
        return self._input("")

    def _input(self, prompt: str) -> str | None:
        try:
            return self.console.input(prompt)
        except (EOFError, KeyboardInterrupt):
            return None

    def note(self, text: str) -> None:
        """A dim line."""
        self.console.print(f"      [dim]{escape(text)}[/]")

    def mood(self, points: Sequence[Mapping[str, Any]]) -> None:
        """A line of blocks, and the same as a table."""
        draw_mood(points, self.console)

    def taste(self, preferences: Mapping[str, Any]) -> None:
        """A table."""
        draw_taste(preferences, self.console)

    def message(self, message: ServerMessage) -> None:
        """Words, cards, quick replies, moods, problems."""
        match message["type"]:
            case "emotion":
                self._show_emotion(message)
            case "message":
                self._show_reply(message)
            case "error":
                self.console.print(f"[red]{escape(message['detail'])}[/]")

    def _show_emotion(self, emotion: ServerMessage) -> None:
        style = MOOD_STYLES.get(emotion["label"], "white")
        if emotion["corrected"]:
            self.console.print(f"      [{style}]◐ {emotion['label']}, as you say[/]")
            return
        mood, *course = mood_words(emotion)
        self.console.print(f"      [{style}]◐ {mood}[/]" + "".join(f"[dim], {words}[/]" for words in course))

    def _show_reply(self, message: ServerMessage) -> None:
        if message.get("text"):
            self.console.print(f"[bold green]bot[/]  {escape(message['text'])}")
        if card := message.get("card"):
            draw_card(card, self.console)
        if replies := message.get("quick_replies"):
            self.console.print(
                "      [dim]" + escape("  ".join(f"‹{reply['title']}›" for reply in replies)) + "[/]"
            )
