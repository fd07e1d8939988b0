"""The line breaks, comes back, and nothing is lost or said twice."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from gateway.notice import AI_NOTICE
from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def mend(chat: Chat, gateway: ScriptedGateway) -> None:
    """Let the widget come back by itself, which it tries at once and then less and less often."""
    gateway.mend()
    expect(chat.page.get_by_text("The line is interrupted.")).to_have_count(0, timeout=20_000)


def test_texts_written_on_a_broken_line_arrive_once_and_in_order(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    gateway.cut()
    expect(chat.page.get_by_text("The line is interrupted.")).to_be_visible()
    for text in ("one", "two", "three"):
        chat.write(text)
    expect(chat.page.get_by_text("Waiting to be sent")).to_have_count(3)
    mend(chat, gateway)
    expect(chat.bot).to_have_text([AI_NOTICE, "You said: one", "You said: two", "You said: three"])
    expect(chat.page.get_by_text("Waiting to be sent")).to_have_count(0)
    expect(chat.page.get_by_text("The line is interrupted.")).to_have_count(0)
    assert gateway.texts() == ["one", "two", "three"]
    assert len(gateway.talks) == 1


def test_the_line_comes_back_by_itself(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.cut()
    expect(chat.page.get_by_text("The line is interrupted.")).to_be_visible()
    mend(chat, gateway)
    chat.write("hello")
    expect(chat.bot.last).to_have_text("You said: hello")


def test_who_does_not_want_to_wait_for_the_line_tries_now(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.page.clock.install()
    chat.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=60))  # nothing comes back by itself
    gateway.cut()
    expect(chat.page.get_by_text("The line is interrupted.")).to_be_visible()
    gateway.mend()
    chat.button("Try now").click()
    expect(chat.page.get_by_text("The line is interrupted.")).to_have_count(0)


def test_what_the_bot_said_meanwhile_is_caught_up_once(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    gateway.cut()
    chat.page.get_by_text("The line is interrupted.").wait_for()
    gateway.say(type="message", text="I thought of something.")
    gateway.say(type="message", text="Never mind.")
    mend(chat, gateway)
    expect(chat.bot).to_have_text([AI_NOTICE, "You said: hello", "I thought of something.", "Never mind."])


def test_an_answer_that_was_under_way_when_the_line_broke_arrives(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    gateway.hold_answers = True
    chat.write("Just listen")
    chat.page.locator(".typing").wait_for()
    gateway.cut()
    expect(chat.page.locator(".typing")).to_be_hidden()
    gateway.release()
    mend(chat, gateway)
    expect(chat.bot).to_have_text([AI_NOTICE, "I’m here. Take your time."])
    assert gateway.texts() == ["Just listen"]


def test_a_reload_on_a_broken_line_still_sends_what_waited(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    gateway.cut()
    chat.write("are you there?")
    expect(chat.page.get_by_text("Waiting to be sent")).to_be_visible()
    chat.page.reload()
    expect(chat.page.get_by_text("Waiting to be sent")).to_be_visible()
    mend(chat, gateway)
    expect(chat.bot.last).to_have_text("You said: are you there?")
    assert gateway.texts() == ["hello", "are you there?"]


def test_lost_history_is_said_gently_and_the_conversation_goes_on(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    gateway.cut()
    gateway.say(type="message", text="This will be lost.")
    gateway.lose_memory()
    mend(chat, gateway)
    expect(chat.page.get_by_text("could not be brought back")).to_be_visible()
    chat.write("well then")
    expect(chat.bot.last).to_have_text("You said: well then")
    expect(chat.bot).to_have_count(3)


def test_a_gateway_that_no_longer_knows_the_session_begins_a_new_one(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    gateway.cut()
    gateway.talks.clear()
    mend(chat, gateway)
    expect(chat.page.get_by_text("A new conversation begins here.")).to_be_visible()
    chat.write("again")
    expect(chat.bot.last).to_have_text("You said: again")
    expect(chat.visitor).to_have_text(["hello", "again"])
