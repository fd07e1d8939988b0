"""What begins with a slash, over a gateway with scripted neighbours: as JSON lines and as people see it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.effects import RecordCorrection, RecordFeedback
from tests.gateway.house import House, open_house
from tests.gateway.test_identity import SECRET, signed
from undertone.chat import chat, local_timezone
from undertone.errors import ConversationError

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The gateway runs on asyncio only."""
    return "asyncio"


class Terminal:
    """Types lines into `chat`, gives what it prints."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    async def lines(self, house: House, *typed: str, **given: Any) -> list[dict[str, Any]]:
        """What `chat --json` prints, but for the notice."""
        out = await self.text(house, *typed, as_json=True, **given)
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")][1:]

    async def text(self, house: House, *typed: str, as_json: bool = False, **given: Any) -> str:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(typed)))
        self._monkeypatch.setenv("COLUMNS", "200")
        self._capsys.readouterr()
        await chat(f"http://127.0.0.1:{house.port}", as_json=as_json, locale="en-GB", **given)
        return self._capsys.readouterr().out


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


def feedbacks(house: House) -> list[tuple[str, str]]:
    return [(fact.item, fact.action) for fact in house.memory.facts if isinstance(fact, RecordFeedback)]


async def test_feedback_is_about_what_was_offered_last(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        await terminal.text(house, "music", "/like", "an exercise", "/dislike")
        await house.until(lambda: len(feedbacks(house)) == 2)
        assert feedbacks(house) == [("song-1", "like"), ("breath-1", "dislike")]


async def test_skip_brings_something_else(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        said = await terminal.lines(house, "music", "/skip")
        await house.until(lambda: feedbacks(house) == [("song-1", "skip")])
        assert [turn["text"] for turn in house.bot.turns] == ["music", "Something else"]
        assert said[-1]["card"]["kind"] == "track"


@pytest.mark.parametrize("command", ["/like", "/dislike", "/skip", "/why", "/start"])
async def test_where_nothing_was_offered_that_is_said_and_the_talk_goes_on(
    tmp_path: Path, terminal: Terminal, command: str
) -> None:
    async with open_house(tmp_path) as house:
        said = await terminal.lines(house, command, "hello")
        assert [message["type"] for message in said] == ["error", "emotion", "message"]
        assert len(house.bot.turns) == 1


async def test_why_asks_the_bot(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        await terminal.text(house, "music", "/why")
        assert house.bot.turns[-1]["text"] == "Why this one?"


async def test_the_last_reading_and_an_earlier_one_are_put_right(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        said = await terminal.lines(
            house, "I am sad", "I am angry", "/correct Trust", "/timeline", "/correct 1 joy"
        )
        put_right = [m for m in said if m["type"] == "emotion" and m["corrected"]]
        turns = [m["turn"] for m in said if m["type"] == "emotion" and not m["corrected"]]
        assert [(m["turn"], m["label"]) for m in put_right] == [(turns[1], "trust"), (turns[0], "joy")]
        (mood,) = [message for message in said if message["type"] == "mood"]
        assert [point["turn"] for point in mood["points"]] == turns
        await house.until(lambda: sum(isinstance(fact, RecordCorrection) for fact in house.memory.facts) == 2)


@pytest.mark.parametrize(
    "command",
    ["/correct", "/correct peckish", "/correct joy", "/correct 7 joy", "/correct 1 2 joy", "/correct ² joy"],
)
async def test_a_correction_that_means_nothing_is_refused(
    tmp_path: Path, terminal: Terminal, command: str
) -> None:
    async with open_house(tmp_path) as house:
        (error,) = await terminal.lines(house, command)
        assert (error["type"], error["code"]) == ("error", "invalid")


async def test_an_unknown_command_lists_the_known_ones(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        (error,) = await terminal.lines(house, "/dance")
        assert "/timeline" in error["detail"]
        help_text = await terminal.text(house, "/help")
        assert all(command in help_text for command in ("/like", "/correct", "/preferences", "/start"))
        assert house.bot.turns == []


async def test_the_taste_is_shown(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        assert "Nothing yet" in await terminal.text(house, "/preferences", user=signed())
        await terminal.text(house, "hello", user=signed())
        user = house.bot.turns[-1]["metadata"]["user"]
        drums = {"kind": "trait", "subject": "drums", "polarity": "rejected", "when": "night"}
        house.memory.tell(user, drums, 0.0)
        shown = await terminal.text(house, "/preferences", user=signed())
        assert "rejected" in shown
        assert "at night" in shown
        (document,) = await terminal.lines(house, "/preferences", user=signed())
        assert (document["type"], document["told"][0]["subject"]) == ("preferences", "drums")


async def test_the_mood_is_a_line_of_blocks_and_a_table(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        shown = await terminal.text(house, "/timeline", "I am sad", "I am happy", "/timeline")
        assert "nothing to show" in shown
        assert "▂█" in shown or "▂▇" in shown
        rows = [line.split() for line in shown.splitlines() if line.strip()[:2] in ("1 ", "2 ")]
        assert ["sadness" in rows[0], "joy" in rows[1]] == [True, True]


async def test_a_database_that_is_away_is_one_sentence(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        house.memory.broken = True
        said = await terminal.lines(house, "/preferences", "hello")
        assert [message["type"] for message in said] == ["error", "emotion", "message"]


async def test_a_signed_visitor_is_welcomed_back(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path, identity_secret=SECRET) as house:
        assert "Welcome back" not in await terminal.text(house, "hello", user=signed())
        await house.until(lambda: house.memory.knows(house.bot.turns[0]["metadata"]["user"]))
        assert "Welcome back" in await terminal.text(house, "hello", user=signed())
        with pytest.raises(ConversationError, match="identity_invalid"):
            await terminal.text(house, "hello", user="forged")


async def test_cards_are_drawn_as_plain_text_where_there_is_no_terminal(
    tmp_path: Path, terminal: Terminal
) -> None:
    async with open_house(tmp_path) as house:
        shown = await terminal.text(house, "music", "exercise", "/start", "read", "help")
    for words in (
        "♪ A Slow Morning · The Example Band (1999)",
        "Spotify: https://open.spotify.com/search/A%20Slow%20Morning",
        "2. Breathe with the circle. (in 4 s, out 6 s, 4 times)",
        "1. Sit as you like. (5 s)",
        "Stay as long as you like.",
        "Look at something far away.",
        "988 Suicide & Crisis Lifeline: 988",
    ):
        assert words in shown
    assert "\x1b" not in shown


async def test_after_forgetting_the_new_token_is_used(tmp_path: Path, terminal: Terminal) -> None:
    async with open_house(tmp_path) as house:
        said = await terminal.lines(house, "I am sad", "forget me", "/timeline", "/correct joy")
        assert [m["points"] for m in said if m["type"] == "mood"] == [[]]
        assert said[-1]["type"] == "error"


def test_the_zone_of_this_machine_is_read_from_its_link(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "Europe" / "Dublin"
    zone.parent.mkdir(parents=True)
    zone.touch()
    (tmp_path / "localtime").symlink_to(zone)
    assert local_timezone(tmp_path / "localtime") == "Europe/Dublin"
    assert local_timezone(tmp_path / "nothing") is None
