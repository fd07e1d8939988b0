"""The songs of a conversation as a playlist of the visitor's own: connected, saved, taken back."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def keeper(chat: Chat, gateway: ScriptedGateway) -> Locator:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Your taste").click()
    return chat.page.get_by_role("region", name="Keep the songs")


def test_where_nobody_can_log_in_nothing_is_offered(chat: Chat, gateway: ScriptedGateway) -> None:
    section = keeper(chat, gateway)
    expect(chat.page.get_by_text("Nothing yet.")).to_be_visible()
    expect(section).to_have_count(0)


def test_a_visitor_connects_saves_what_they_liked_and_takes_it_back(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    gateway.account = {"available": True, "connected": False}
    section = keeper(chat, gateway)
    section.get_by_role("button", name="Connect Spotify").click()
    link = section.get_by_role("link", name="Log in at Spotify (opens a new tab)")
    expect(link).to_have_attribute("href", f"{gateway.url}/bare")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    digits = section.get_by_role("textbox", name="The six digits that you are shown then")
    digits.fill("000000")
    section.get_by_role("button", name="Connect", exact=True).click()
    expect(section.get_by_text("That did not fit")).to_be_visible()
    expect(digits).to_have_value("000000")
    digits.fill("123456")
    section.get_by_role("button", name="Connect", exact=True).click()
    section.get_by_role("button", name="Save what you liked").click()
    saved = section.get_by_role("link", name=re.compile("Saved: Undertone, today"))
    expect(saved).to_have_attribute("href", "https://open.spotify.com/playlist/1")
    expect(section.get_by_text("Not there: A Rare Song")).to_be_visible()
    assert gateway.playlists == ["liked"]
    section.get_by_role("button", name="Disconnect Spotify").click()
    expect(section.get_by_role("button", name="Connect Spotify")).to_be_visible()
    assert gateway.account["connected"] is False
    assert chat.violations() == []


def test_a_login_under_way_is_found_again_and_may_be_begun_anew(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.account = {"available": True, "connected": False}
    section = keeper(chat, gateway)
    section.get_by_role("button", name="Connect Spotify").click()
    section.get_by_role("link", name="Log in at Spotify").wait_for()
    gateway.account["url"] = None  # the visitor has come back from there meanwhile, and loads the page again
    chat.page.reload()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Your taste").click()
    digits = section.get_by_role("textbox", name="The six digits that you are shown then")
    digits.fill("000000")
    section.get_by_role("button", name="Connect", exact=True).click()
    expect(section.get_by_text("That did not fit")).to_be_visible()
    expect(section.get_by_role("link")).to_have_count(0)
    section.get_by_role("button", name="Begin again").click()
    expect(section.get_by_role("link", name="Log in at Spotify")).to_be_visible()
    digits.fill("123456")
    section.get_by_role("button", name="Connect", exact=True).click()
    expect(section.get_by_role("button", name="Save what you liked")).to_be_visible()


def test_access_that_was_taken_back_elsewhere_is_said(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.account = {"available": True, "connected": True}
    section = keeper(chat, gateway)
    save = section.get_by_role("button", name="Save what I offered")
    save.wait_for()
    gateway.account = {"available": True, "connected": False}
    save.click()
    expect(section.get_by_text("Spotify does not let me any more.")).to_be_visible()
    expect(section.get_by_role("button", name="Connect Spotify")).to_be_visible()
