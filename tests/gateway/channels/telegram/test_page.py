"""docs/telegram.md says what the code does."""

import re
from pathlib import Path

import pytest

from gateway.channels.commands import command_of
from gateway.channels.telegram.config import WEBHOOK_PATH
from gateway.channels.telegram.platform import MENU
from gateway.channels.telegram.render import NOT_SO, RATING_TITLES, RATINGS
from gateway.channels.telegram.updates import ALLOWED_UPDATES, MAX_NOTE_S
from tests.fakes.telegram_platform import SECRET_HEADER
from undertone.settings import Settings

PAGE = (Path(__file__).parents[4] / "docs" / "telegram.md").read_text()


def test_every_command_of_the_menu_and_of_the_page_is_one() -> None:
    on_the_page = set(re.findall(r"`(/[a-z]+(?: (?:voice|face))?)`", PAGE))
    assert {f"/{name}" for name, _ in MENU} <= on_the_page
    commands = {command for command in on_the_page if command != "/newbot"}
    assert [command for command in commands if command_of(command) is None] == []


@pytest.mark.parametrize("command", [name for name, _ in MENU])
def test_the_menu_says_what_a_command_does(command: str) -> None:
    assert command_of(f"/{command}") is not None
    assert 3 <= len(dict(MENU)[command]) <= 256


def test_settings_addresses_and_limits_are_those_of_the_code() -> None:
    named = {name.lower() for name in re.findall(r"UNDERTONE_(TELEGRAM_[A-Z]+)", PAGE)}
    assert named == {"telegram_token", "telegram_mode", "telegram_secret", "telegram_url"}
    assert named <= set(Settings.model_fields)
    assert f"https://chat.example.org{WEBHOOK_PATH}" in PAGE
    assert SECRET_HEADER in PAGE
    assert f"up to {MAX_NOTE_S:g} seconds" in PAGE
    assert all(f'"{kind}"' in PAGE for kind in ALLOWED_UPDATES)


def test_buttons_are_named_as_they_read() -> None:
    shown = {RATING_TITLES[action] for actions in RATINGS.values() for action in actions}
    titles = [title.lstrip("👍👎✓ ") for title in shown]  # without their pictures
    assert all(title in PAGE for title in (NOT_SO, *titles))
