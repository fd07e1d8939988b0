"""docs/slack.md says what the code does, and its manifest asks for no more than is used."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.channels.commands import command_of
from gateway.channels.slack import routes
from gateway.channels.slack.events import incoming
from gateway.channels.slack.words import SLASH_COMMAND
from gateway.channels.visits import POST_RULES
from tests.fakes.slack_platform import SlackPlatform
from undertone.settings import Settings

PAGE = (Path(__file__).parents[4] / "docs" / "slack.md").read_text()
NEEDED_BY_EVENT = {"message.im": "im:history", "app_mention": "app_mentions:read"}
HOST = "https://undertone.example.org"


def block(kind: str) -> dict[str, Any]:
    """The YAML of this kind on the page."""
    (text,) = re.findall(rf"^```yaml {kind}\n(.*?)^```$", PAGE, flags=re.M | re.S)
    parsed: dict[str, Any] = yaml.safe_load(text)
    return parsed


MANIFEST = block("manifest")


def test_the_manifest_names_the_routes_as_the_code_has_them() -> None:
    settings = MANIFEST["settings"]
    (command,) = MANIFEST["features"]["slash_commands"]
    assert settings["event_subscriptions"]["request_url"] == HOST + routes.EVENTS
    assert settings["interactivity"] == {"is_enabled": True, "request_url": HOST + routes.ACTIONS}
    assert (command["command"], command["url"]) == (SLASH_COMMAND, HOST + routes.COMMANDS)


def test_the_manifest_asks_for_the_scopes_that_are_used_and_no_other() -> None:
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    needed = {NEEDED_BY_EVENT[event] for event in events} | {"chat:write", "commands"}
    assert MANIFEST["oauth_config"] == {"scopes": {"bot": sorted(needed)}}


def test_the_events_of_the_manifest_are_those_that_are_read() -> None:
    slack = SlackPlatform(lambda: 0.0)
    told = {"message.im": slack.message("hi"), "app_mention": slack.mention("hi")}
    assert sorted(told) == sorted(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert all(incoming(one, 0.0) for one in told.values())


def test_the_manifest_keeps_to_slacks_lengths() -> None:
    shown = MANIFEST["display_information"]
    (command,) = MANIFEST["features"]["slash_commands"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert len(command["usage_hint"]) <= 1000
    assert len(command["description"]) <= 2000
    assert MANIFEST["features"]["app_home"]["messages_tab_enabled"]


def test_socket_mode_is_a_change_of_the_manifest() -> None:
    assert block("socket-mode")["settings"].keys() <= MANIFEST["settings"].keys()


def test_the_settings_on_the_page_are_settings() -> None:
    named = set(re.findall(r"UNDERTONE_(SLACK_\w+)", PAGE))
    assert named == {name.upper() for name in Settings.model_fields if name.startswith("slack_")}


@pytest.mark.parametrize("word", sorted(set(re.findall(r"`/undertone (\w+)`", PAGE))))
def test_the_commands_on_the_page_are_commands(word: str) -> None:
    assert command_of(f"/{word}") is not None


def test_the_hint_of_the_command_names_those_on_the_page() -> None:
    hint = MANIFEST["features"]["slash_commands"][0]["usage_hint"]
    named = set(re.findall(r"\w+", hint))
    assert named - {"help"} == set(re.findall(r"`/undertone (\w+)`", PAGE)) - {"notice"}


def test_how_long_an_answer_is_kept_is_on_the_page() -> None:
    assert POST_RULES.keep_s == 900.0
    assert "for fifteen minutes" in PAGE
