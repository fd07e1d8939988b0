"""One person on the page and in a chat elsewhere: a code, what is linked, parting again."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def section(chat: Chat) -> Locator:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Show my data").click()
    chat.page.get_by_role("button", name="Download").first.wait_for()
    return chat.page.get_by_role("region", name="In a chat elsewhere")


def test_where_no_chat_elsewhere_is_on_none_is_named(chat: Chat, gateway: ScriptedGateway) -> None:
    expect(section(chat)).to_have_count(0)


def test_a_visitor_gets_a_code_for_each_chat(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.links["channels"] = ["slack", "telegram"]
    elsewhere = section(chat)
    expect(elsewhere).to_contain_text("here and in Slack, Telegram")
    elsewhere.get_by_role("button", name="Get a code").click()
    expect(elsewhere).to_contain_text("Slack: /undertone link ABCD-EFGH")
    expect(elsewhere).to_contain_text("Telegram: /link ABCD-EFGH")
    expect(elsewhere).to_contain_text("Give it to nobody")
    expect(elsewhere.get_by_role("button", name="Get another code")).to_be_focused()


def test_what_is_linked_is_told_and_parted(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.links |= {"channels": ["telegram"], "links": [{"channel": "telegram", "linked_at": "2026-11-22"}]}
    elsewhere = section(chat)
    expect(elsewhere).to_contain_text("You are the same person here and in Telegram.")
    elsewhere.get_by_role("button", name="Part again").click()
    expect(elsewhere.get_by_text("You are the same person here")).to_have_count(0)
    assert gateway.links["links"] == []
