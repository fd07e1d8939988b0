"""A quick reply is sent as if the visitor had typed it, so the dialogue must have been taught it."""

import re
from pathlib import Path

import pytest

from actions.bootstrap import ACTIONS
from tests.actions.conftest import Ask

TAUGHT = Path(__file__).resolve().parents[2] / "bot" / "data" / "nlu"

UNDERSTOOD = [{"entity": "genre", "value": "jazz"}, {"entity": "corrected_mood", "value": "fear"}]


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.casefold()).strip()


@pytest.mark.skipif(not TAUGHT.is_dir(), reason="the dialogue's training data is not here")
def test_every_quick_reply_is_among_what_the_dialogue_was_taught(ask: Ask) -> None:
    examples = {
        plain(line.strip()[2:])
        for file in TAUGHT.glob("*.yml")
        for line in file.read_text().splitlines()
        if line.strip().startswith("- ")
    }
    offered = [
        button["payload"]
        for _ in range(2)
        for kind in ACTIONS
        for response in ask(kind.action_name, entities=UNDERSTOOD)
        for button in response["buttons"]
    ]
    assert offered
    assert {payload for payload in offered if plain(payload) not in examples} == set()
