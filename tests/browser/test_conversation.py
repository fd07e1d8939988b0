"""What a visitor does: write, be answered, choose, reload."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from gateway.notice import AI_NOTICE
from tests.browser.conftest import Chat
from tests.browser.script import emotion, say
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def test_the_first_thing_a_visitor_reads_is_that_this_is_an_ai(chat: Chat) -> None:
    expect(chat.bot.first).to_have_text(AI_NOTICE)


def test_a_visitor_writes_and_is_answered(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    expect(chat.visitor).to_have_text(["I feel so sad today"])
    expect(chat.bot.nth(1)).to_contain_text("I’m sorry that today is so heavy")
    expect(chat.field).to_have_value("")
    assert gateway.texts() == ["I feel so sad today"]


def test_a_quick_reply_is_said_by_the_visitor_and_then_gone(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    replies = chat.page.get_by_role("group", name="Suggested replies").get_by_role("button")
    expect(replies).to_have_text(["Just listen", "Some music", "A short exercise"])
    replies.nth(0).click()
    expect(chat.visitor.nth(1)).to_have_text("Just listen")
    expect(replies).to_have_count(0)
    expect(chat.field).to_be_focused()
    gateway.await_messages("text", 2)
    assert gateway.texts()[-1] == "Just listen"


def test_who_does_not_know_how_to_begin_is_offered_a_way(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.button("I had a hard day").click()
    expect(chat.visitor).to_have_text(["I had a hard day"])
    expect(chat.button("Play me something calm")).to_have_count(0)
    chat.bot.nth(1).wait_for()
    assert gateway.texts() == ["I had a hard day"]


def test_the_ring_follows_the_feeling_and_never_states_it_as_a_fact(chat: Chat) -> None:
    expect(chat.mood).to_have_accessible_name("Listening. See more or correct it")
    chat.write("I feel so sad today")
    expect(chat.mood).to_have_accessible_name(
        "It sounds like sadness, growing heavier. See more or correct it"
    )
    expect(chat.page.locator(".mood-button .ring")).to_have_attribute("data-mood", "sadness")
    chat.write("I feel better now")
    expect(chat.mood).to_have_accessible_name(re.compile("It sounds like joy, growing lighter"))
    expect(chat.page.locator(".mood-button .arc[data-shown]")).to_have_count(4)


def test_a_reading_is_opened_and_corrected_with_two_presses(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    chat.mood.click()
    sheet = chat.page.get_by_role("dialog", name="How it sounds to me")
    expect(sheet.get_by_role("img", name=re.compile("^Tone: heavy"))).to_be_visible()
    sheet.get_by_role("button", name="just tired").click()
    expect(sheet).to_be_hidden()
    expect(chat.visitor.last).to_have_text("I’m not sad, I’m just tired")
    gateway.await_messages("text", 2)
    assert gateway.texts()[-1] == "I’m not sad, I’m just tired"


def test_a_correction_in_own_words_begins_in_the_field(chat: Chat) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    chat.mood.click()
    chat.button("In my own words").click()
    expect(chat.field).to_be_focused()
    expect(chat.field).to_have_value("It’s more that I’m ")


def test_a_corrected_reading_is_shown_as_what_the_visitor_said(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.script = lambda text: [emotion("joy", 0.5, 0.1) | {"corrected": True}, say("Thank you.")]
    chat.write("I'm happy, really")
    expect(chat.mood).to_have_accessible_name(re.compile("You told me: joy"))


def test_a_reload_keeps_the_conversation_once_and_in_order(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    chat.write("Just listen")
    chat.bot.nth(2).wait_for()
    before = chat.page.locator(".row .bubble").all_text_contents()
    chat.page.reload()
    expect(chat.page.locator(".row .bubble")).to_have_text(before)
    expect(chat.mood).to_have_accessible_name(re.compile("sadness, growing lighter"))
    chat.write("still here")
    expect(chat.bot.last).to_have_text("You said: still here")
    assert len(gateway.of_type("hello")) == 2
    assert len(gateway.talks) == 1


def test_what_the_bot_said_during_a_reload_is_not_missed(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.hold_answers = True
    chat.write("Just listen")
    chat.page.get_by_role("status").filter(has_text="Undertone is writing").wait_for(state="attached")
    chat.page.goto("about:blank")
    gateway.release()
    chat.page.goto(gateway.url)
    expect(chat.bot).to_have_text([AI_NOTICE, "I’m here. Take your time."])


def test_nothing_is_stored_before_the_first_word(chat: Chat) -> None:
    kept = "() => sessionStorage.length + localStorage.length"
    assert chat.page.evaluate(kept) == 0
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    assert chat.page.evaluate("() => [sessionStorage.length, localStorage.length]") == [1, 0]


def test_a_long_text_is_counted_and_one_that_is_too_long_is_held_back(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    chat.field.fill("a" * 3_900)
    expect(chat.page.get_by_text("100 characters left")).to_be_visible()
    chat.field.fill("a" * 4_003)
    expect(chat.page.get_by_text("3 characters too many")).to_be_visible()
    chat.field.press("Enter")
    expect(chat.field).to_have_value("a" * 4_003)
    assert gateway.texts() == []


def test_lines_stay_lines_and_shift_enter_makes_one(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.field.type("one")
    chat.field.press("Shift+Enter")
    chat.field.type("two")
    chat.field.press("Enter")
    expect(chat.visitor).to_have_text(["one\ntwo"])
    chat.bot.nth(1).wait_for()
    assert gateway.texts() == ["one\ntwo"]


def test_a_refused_text_says_so_and_comes_back_to_be_edited(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.page.evaluate(
        """() => { const key = Object.keys(sessionStorage)[0];
          const kept = JSON.parse(sessionStorage[key]);
          kept.saved.entries.find((entry) => entry.kind === "visitor").failure = "text_too_long";
          sessionStorage[key] = JSON.stringify(kept); }"""
    )
    chat.page.reload()
    expect(chat.page.get_by_text("Too long to send")).to_be_visible()
    chat.button("Edit").click()
    expect(chat.field).to_have_value("hello")
    expect(chat.visitor).to_have_count(0)


def test_an_answer_that_failed_can_be_asked_for_again(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    [sent] = gateway.of_type("text")
    gateway.say(type="error", code="bot_failed", detail="I'm sorry.", id=sent["id"])
    expect(chat.page.get_by_text("No answer came to this")).to_be_visible()
    chat.button("Send again").click()
    expect(chat.bot).to_have_count(3)
    assert gateway.texts() == ["hello", "hello"]
    assert len({message["id"] for message in gateway.of_type("text")}) == 2


def test_one_script_tag_puts_a_button_in_the_corner(corner_chat: Chat, gateway: ScriptedGateway) -> None:
    corner_chat.button("Open the conversation").click()
    expect(corner_chat.field).to_be_focused()
    expect(corner_chat.bot.first).to_have_text(AI_NOTICE)
    corner_chat.write("hello")
    expect(corner_chat.bot.nth(1)).to_have_text("You said: hello")


def test_no_line_is_opened_before_the_visitor_opens_the_panel(
    corner_chat: Chat, gateway: ScriptedGateway
) -> None:
    expect(corner_chat.button("Open the conversation")).to_be_visible()
    assert gateway.received == []


def test_what_comes_while_the_panel_is_closed_is_counted_on_the_button(
    corner_chat: Chat, gateway: ScriptedGateway
) -> None:
    corner_chat.button("Open the conversation").click()
    corner_chat.bot.first.wait_for()
    corner_chat.button("Fold the conversation away").click()
    gateway.say(type="message", text="Still there?")
    expect(corner_chat.button("Open the conversation, 1 new")).to_be_visible()


def test_the_language_of_help_lines_travels_and_may_be_set(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    chat = Chat(context.new_page())
    chat.page.goto(gateway.url)
    chat.bot.first.wait_for()
    assert gateway.of_type("hello")[-1]["locale"] == "en-GB"
    chat.page.evaluate(
        """() => { const other = document.createElement("undertone-chat");
          other.setAttribute("mode", "inline"); other.setAttribute("locale", "en-IE");
          document.querySelector("undertone-chat").replaceWith(other); }"""
    )
    expect(chat.bot.first).to_be_visible()
    assert gateway.of_type("hello")[-1]["locale"] == "en-IE"
