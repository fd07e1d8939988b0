"""Log lines hold no words of visitors."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from gateway import recorder
from gateway.logs import TALKATIVE, configure_logs
from tests.gateway.house import open_house


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs("debug")
    yield output
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.NOTSET)
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_line_is_one_json_object(lines: io.StringIO) -> None:
    structlog.get_logger("gateway.test").info("turn_ended", outcome="answered")
    logging.getLogger("uvicorn.error").warning("starting %s", "now")
    first, second = map(json.loads, lines.getvalue().splitlines())
    assert (first["event"], first["outcome"], first["level"]) == ("turn_ended", "answered", "info")
    assert second["event"] == "starting now"


@pytest.mark.anyio
async def test_no_word_of_a_visitor_reaches_the_log(
    tmp_path: Path, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "WRITTEN_WITHIN_S", 0.05)
    async with open_house(tmp_path) as house, house.visitor() as visitor:
        await visitor.hello(page="https://zanzibar.example")
        await visitor.ask("1", "zanzibar makes me sad")
        house.bot.script = lambda turn: [{"text": "zanzibar", "card": {"kind": "zanzibar"}}]
        await visitor.ask("2", "zanzibar again")
        house.bot.script = lambda turn: [{"error": "zanzibar"}]
        await visitor.ask("3", "zanzibar and again")
        await visitor.send("text", id="zanzibar", text=["zanzibar"])
        await visitor.send("zanzibar")
        await visitor.until("error")
        bearer = await house.bearer()
        house.memory.broken = True
        await house.http.post("/v1/turns", headers=bearer, json={"text": "zanzibar", "zanzibar": 1})
        await house.http.get("/v1/export", headers=bearer)
    assert "bot_link_up" in lines.getvalue()
    assert "zanzibar" not in lines.getvalue()
