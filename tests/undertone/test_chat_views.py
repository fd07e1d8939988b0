"""What is drawn in a terminal: cards, the mood, an exercise that runs."""

import asyncio
import io
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from tests.gateway.messages import CARDS
from undertone.chat_cards import draw_card, duration
from undertone.chat_exercise import ExerciseRun, frames
from undertone.chat_mood import LONGEST_LINE, UNSURE_BELOW, block_of, draw_mood, sparkline
from undertone.chat_view import TerminalView

POINT: dict[str, Any] = {
    "turn": "s.1", "at": "2026-11-20T10:00:00+00:00", "label": "joy", "valence": 0.5, "arousal": 0.1,
    "confidence": 0.7, "change": 0.0, "trend": "steady", "shift": False, "corrected": False,
}  # fmt: skip


def console() -> Console:
    """A terminal of colours and links."""
    return Console(file=io.StringIO(), force_terminal=True, width=100, color_system="standard")


def shown(on: Console) -> str:
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


@pytest.mark.parametrize("kind", CARDS)
def test_every_card_shows_its_title_and_reason(kind: str) -> None:
    on = console()
    draw_card(CARDS[kind], on)
    assert str(CARDS[kind]["title"]) in shown(on)
    assert str(CARDS[kind]["why"]) in shown(on)


def test_a_song_has_links_that_can_be_followed_and_its_mood_as_a_bar() -> None:
    on = console()
    draw_card(CARDS["track"], on)
    assert "https://www.deezer.com/search/A%20Slow%20Morning" in shown(on)
    assert "Deezer" in shown(on)
    assert "▇" in shown(on)


def test_what_a_card_says_is_never_taken_for_markup() -> None:
    on = Console(file=io.StringIO(), width=100)
    draw_card(CARDS["read"] | {"title": "[red]no[/red]", "body": "a [link=x]b[/link]"}, on)
    assert "[red]no[/red]" in shown(on)
    assert "a [link=x]b[/link]" in shown(on)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0, ""), (40.0, "40 s"), (66, "about a minute"), (71.0, "about a minute"), (120.0, "2 min")],
)
def test_durations_are_said_in_words(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"label": "neutral", "confidence": 0.93}, "◐ sounds fairly even"),
        ({"label": "sadness", "trend": "falling"}, "◐ sounds like sadness, growing heavier"),
        ({"trend": "rising", "shift": True}, "◐ sounds like joy, growing lighter, a turn in the mood"),
        ({"confidence": 0.3, "shift": True}, "◐ not sure how this sounds"),
        ({"corrected": True}, "◐ joy, as you say"),
    ],
)
def test_a_reading_is_said_as_the_widget_says_it(reading: dict[str, Any], words: str) -> None:
    on = Console(file=io.StringIO(), width=100)
    TerminalView(on).message(POINT | {"type": "emotion"} | reading)
    assert shown(on).strip() == words


def test_the_terminal_and_the_widget_are_unsure_at_the_same_confidence() -> None:
    module = Path(__file__).resolve().parents[2] / "web_widget" / "element" / "emotions.js"
    assert f"UNSURE_BELOW = {UNSURE_BELOW};" in module.read_text()


def test_the_line_rises_with_valence_and_shows_the_newest() -> None:
    assert [block_of(v) for v in (-1.0, -0.99, 0.0, 0.99, 1.0)] == ["▁", "▁", "▅", "█", "█"]
    points = [POINT | {"valence": -1.0}] * 10 + [POINT | {"valence": 1.0}] * LONGEST_LINE
    assert sparkline(points).plain == "█" * LONGEST_LINE


def test_the_table_says_what_the_line_shows() -> None:
    on = console()
    draw_mood([POINT, POINT | {"shift": True, "trend": "rising", "corrected": True}], on)
    assert "joy" in shown(on)
    assert "+0.50" in shown(on)
    assert "↗ shift" in shown(on)
    assert "as you say" in shown(on)


# --- an exercise that runs --------------------------------------------------------------------------------

BREATH = {"in_s": 1.0, "hold_s": 0.5, "out_s": 2.0, "rest_s": 0.0, "rounds": 2}


def test_a_breath_fills_holds_and_empties_as_often_as_it_says() -> None:
    seen = list(frames(BREATH, tick_s=0.5))
    assert [word for word, _ in groupby(word for word, _ in seen)] == [
        "breathe in", "hold", "breathe out", "breathe in", "hold", "breathe out",
    ]  # fmt: skip
    assert [fullness for _, fullness in seen[:7]] == [0.5, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0]
    assert len(seen) == 14


class Script:
    """A visitor who presses what is written, and time that only counts."""

    def __init__(self, *pressed: str | None) -> None:
        self._pressed = list(pressed)
        self.slept_s = 0.0

    async def press(self) -> str | None:
        return self._pressed.pop(0)

    async def sleep(self, seconds: float) -> None:
        self.slept_s += seconds


def run(script: Script, card: Any) -> tuple[bool, str]:
    on = console()
    done = asyncio.run(ExerciseRun(on, script.press, script.sleep).run(card))
    return done, shown(on)


def test_an_exercise_goes_through_its_steps_at_their_pace_to_its_end() -> None:
    script = Script("a word of mine", "")
    done, on = run(script, CARDS["exercise"])
    assert done
    assert "That was enough for now." in on
    assert script.slept_s == 20 + 6 * (4 + 6)


def test_a_step_without_a_time_waits_for_enter_and_q_stops() -> None:
    card = CARDS["exercise"] | {
        "steps": [{"text": "Look.", "duration_s": None, "breath": None, "write": False}]
    }
    assert run(Script(""), card)[0]
    for stopped in ("q", None):
        done, on = run(Script(stopped), card)
        assert not done
        assert "That was enough for now." not in on
