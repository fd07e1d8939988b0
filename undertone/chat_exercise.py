"""An exercise in a terminal: step by step, with a breathing pace."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.text import Text

from undertone.chat_cards import INDENT, step_text

PHASES = (("in_s", "breathe in"), ("hold_s", "hold"), ("out_s", "breathe out"), ("rest_s", "rest"))
WIDTH = 20
TICK_S = 0.25
STOP = "q"

Sleep = Callable[[float], Awaitable[object]]
Press = Callable[[], Awaitable[str | None]]


def frames(breath: Mapping[str, Any], tick_s: float = TICK_S) -> Iterator[tuple[str, float]]:
    """What a paced breath shows at each tick: the word for the phase, and how full the lungs are, 0 to 1."""
    for _ in range(breath["rounds"]):
        for key, word in PHASES:
            n_ticks = math.ceil(breath[key] / tick_s)
            for tick in range(1, n_ticks + 1):
                share = tick / n_ticks
                fullness = {"in_s": share, "hold_s": 1.0, "out_s": 1.0 - share, "rest_s": 0.0}[key]
                yield word, fullness


class ExerciseRun:
    """Goes through an exercise's steps. `press` waits for a line, `sleep` for a time in seconds."""

    def __init__(self, console: Console, press: Press, sleep: Sleep = asyncio.sleep) -> None:
        self._console = console
        self._press = press
        self._sleep = sleep

    async def run(self, card: Mapping[str, Any]) -> bool:
        """Whether it was done to its end; `q` and Enter stop it."""
        for number, step in enumerate(card["steps"], 1):
            self._say(f"{number}. {step_text(step)}", "bold")
            if not await self._do(step):
                self._say("All right, that was enough.", "italic")
                return False
        self._say(card["ending"], "italic")
        return True

    async def _do(self, step: Mapping[str, Any]) -> bool:
        if step["breath"]:
            await self._breathe(step["breath"])
            return True
        if step["write"]:
            self._say("Write as long as you like; it is neither kept nor sent. An empty line goes on.", "dim")
            while (line := await self._press()) not in ("", None):
                if line == STOP:
                    return False
            return line is not None
        if step["duration_s"]:
            await self._wait(step["duration_s"])
            return True
        self._say("Enter goes on, q stops.", "dim")
        return (await self._press()) not in (STOP, None)

    async def _breathe(self, breath: Mapping[str, Any]) -> None:
        with Live(console=self._console, auto_refresh=False, transient=True) as live:
            for word, fullness in frames(breath):
                full = round(WIDTH * fullness)
                bar = Text.assemble(
                    (f"{word:<12}", "bold"), ("●" * full, "cyan"), ("·" * (WIDTH - full), "dim")
                )
                live.update(Padding(bar, (0, 0, 0, INDENT), expand=False), refresh=True)
                await self._sleep(TICK_S)

    async def _wait(self, duration_s: float) -> None:
        with Live(console=self._console, auto_refresh=False, transient=True) as live:
            for left in range(math.ceil(duration_s), 0, -1):
                live.update(
                    Padding(Text(f"{left} s", style="dim"), (0, 0, 0, INDENT), expand=False), refresh=True
                )
                await self._sleep(1.0)

    def _say(self, text: str, style: str) -> None:
        self._console.print(Padding(Text(text, style=style), (0, 0, 0, INDENT), expand=False))
