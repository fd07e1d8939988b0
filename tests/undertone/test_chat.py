"""The conversation in a terminal, over a gateway with scripted neighbours."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.house import Clock, House, open_house
from undertone.chat import chat, conversation
from undertone.errors import ConversationError

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The gateway runs on asyncio only."""
    return "asyncio"


async def spoken(house: House, capsys: pytest.CaptureFixture[str], path: str = "") -> list[dict[str, Any]]:
    """What `chat --json` prints."""
    capsys.readouterr()
    await chat(f"http://127.0.0.1:{house.port}{path}", as_json=True, locale="en-GB")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


async def test_a_script_that_is_faster_than_the_limit_is_slowed_down_and_not_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def tick(clock: Clock) -> float:
        clock.now += 0.001
        return clock.now

    monkeypatch.setattr(Clock, "__call__", tick)
    monkeypatch.setattr(sys, "stdin", io.StringIO("hello\n" * 8))
    async with open_house(tmp_path, messages_per_s=100.0, burst=2) as house:
        assert types(await spoken(house, capsys)) == ["message", *["emotion", "message"] * 8]


async def test_a_line_that_is_refused_is_said_and_the_next_one_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("x" * 5000 + "\nhello"))
    async with open_house(tmp_path) as house:
        said = await spoken(house, capsys, path="/")
    assert types(said) == ["message", "error", "emotion", "message"]
    assert said[1]["code"] == "text_too_long"


async def test_bytes_that_are_no_text_do_not_end_the_conversation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = io.TextIOWrapper(io.BytesIO(b"caf\xe9\nhello\n"), errors="surrogateescape")
    monkeypatch.setattr(sys, "stdin", raw)
    async with open_house(tmp_path) as house:
        assert types(await spoken(house, capsys)) == ["message", *["emotion", "message"] * 2]


async def test_a_hello_that_is_refused_says_why_at_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, conversation(f"http://127.0.0.1:{house.port}") as talk:
        with pytest.raises(ConversationError, match="locale"):
            await talk.hello("no locale")
