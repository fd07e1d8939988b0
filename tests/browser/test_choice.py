"""The visitor decides: pause, see, forget, remember."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

STORED = "() => [sessionStorage.length, localStorage.length]"


def test_sensing_is_paused_from_the_menu_and_nothing_is_guessed_any_more(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    switch = chat.page.get_by_role("switch", name="Sense the mood in my words")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    chat.button("Back to the conversation").click()
    expect(chat.mood).to_have_accessible_name("Not sensing. See more or correct it")
    expect(chat.page.get_by_text("I no longer sense the mood in your words.")).to_be_visible()
    chat.write("I feel better now")
    expect(chat.bot.last).to_have_text("That is good to hear.")
    expect(chat.mood).to_have_accessible_name("Not sensing. See more or correct it")
    [consent] = gateway.of_type("consent")
    assert (consent["sense"], consent["granted"]) == ("text", False)


def test_sensing_that_was_paused_by_a_word_shows_in_the_menu(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.say(type="sensing", paused=True)
    expect(chat.mood).to_have_accessible_name("Not sensing. See more or correct it")
    chat.button("Menu").click()
    expect(chat.page.get_by_role("switch", name="Sense the mood in my words")).to_have_attribute(
        "aria-checked", "false"
    )


def test_the_data_are_shown_and_taken_away(chat: Chat) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Show my data").click()
    sheet = chat.page.get_by_role("dialog", name="Your data")
    expect(sheet.get_by_text("Readings of your mood2 entries")).to_be_visible()
    sheet.get_by_text("The whole file").click()
    expect(sheet.get_by_text('"label": "sadness"')).to_be_visible()
    with chat.page.expect_download() as download:
        sheet.get_by_role("button", name="Download as a file").click()
    path = download.value.path()
    assert json.loads(Path(path).read_text())["user"] == "session-1"
    assert download.value.suggested_filename == "undertone-my-data.json"


def test_the_data_can_be_asked_for_in_the_conversation(chat: Chat) -> None:
    chat.write("show my data")
    chat.page.get_by_role("article").get_by_role("button", name="Show my data").click()
    expect(chat.page.get_by_role("dialog", name="Your data").get_by_text("2 entries")).to_be_visible()


def test_forget_me_asks_once_and_then_leaves_nothing(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Forget me").click()
    expect(chat.page.get_by_text("It cannot be undone.")).to_be_visible()
    chat.button("Forget everything").click()
    expect(chat.page.get_by_text("Everything about you is forgotten")).to_be_visible()
    expect(chat.visitor).to_have_count(0)
    expect(chat.mood).to_have_accessible_name("Listening. See more or correct it")
    assert gateway.forgotten == ["token-of-session-1"]
    assert chat.page.evaluate(STORED) == [0, 0]
    chat.page.reload()
    chat.bot.first.wait_for()
    expect(chat.visitor).to_have_count(0)
    assert "token" not in gateway.of_type("hello")[-1]


def test_being_forgotten_by_a_word_empties_the_browser_too(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    gateway.say(type="forgotten", token="token-of-session-1")
    gateway.say(type="message", text="Done. I know nothing of you now.")
    expect(chat.page.get_by_text("Everything about you is forgotten")).to_be_visible()
    expect(chat.bot).to_have_text(["Done. I know nothing of you now."])
    assert chat.page.evaluate(STORED) == [0, 0]


def test_forgetting_can_be_thought_better_of(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Forget me").click()
    chat.button("Keep it").click()
    expect(chat.visitor).to_have_text(["hello"])
    assert gateway.forgotten == []


def test_if_forgetting_fails_the_visitor_is_told(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.page.route("**/v1/forget", lambda route: route.abort())
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Forget me").click()
    chat.button("Forget everything").click()
    expect(chat.page.get_by_text("nothing is erased yet")).to_be_visible()
    expect(chat.visitor).to_have_count(1)


def test_only_the_visitors_choice_lets_the_conversation_outlive_the_tab(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    other = Chat(chat.page.context.new_page())
    other.page.goto(gateway.url)
    other.bot.first.wait_for()
    expect(other.visitor).to_have_count(0)
    chat.button("Menu").click()
    chat.page.get_by_role("switch", name="Remember me on this device").click()
    assert chat.page.evaluate(STORED) == [0, 1]
    third = Chat(chat.page.context.new_page())
    third.page.goto(gateway.url)
    expect(third.visitor).to_have_text(["hello"])


def test_the_about_page_says_what_this_is_and_is_not(chat: Chat) -> None:
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="About What this is").click()
    expect(chat.page.get_by_text("an AI, not to a person")).to_be_visible()
    expect(chat.page.get_by_text("It is no doctor")).to_be_visible()
