"""The embedding page listens and speaks: the example page, and what a page is never told."""

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from gateway.notice import AI_NOTICE
from tests.browser.conftest import Chat
from tests.browser.script import READ, TRACK
from tests.browser.scripted_gateway import WIDGET, ScriptedGateway

pytestmark = pytest.mark.browser

LISTEN = """() => { window.heard = [];
  for (const name of ["message", "mood", "card", "identity"])
    document.addEventListener(`undertone:${name}`, ({ detail }) => window.heard.push([name, detail])); }"""
SIGNED = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.signature"
OTHER = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJiZW4ifQ.signature"


@pytest.fixture
def listening(context: BrowserContext, gateway: ScriptedGateway) -> Chat:
    """The example page, its conversation still folded."""
    opened = Chat(context.new_page())
    opened.page.goto(f"{gateway.url}/listening.html")
    opened.page.locator(".launcher").wait_for()
    return opened


def opened_by_the_page(chat: Chat) -> None:
    chat.page.locator("#open").click()
    chat.bot.first.wait_for()


def test_the_page_hears_the_mood_the_cards_and_the_words(listening: Chat) -> None:
    opened_by_the_page(listening)
    listening.write("I feel so sad today")
    expect(listening.page.locator("#mood")).to_have_text("It sounds like sadness, falling.")
    light = "(node) => getComputedStyle(node).getPropertyValue('--light')"
    assert float(listening.page.locator("#window").evaluate(light)) == pytest.approx(0.2)
    listening.write("Some music")
    expect(listening.page.locator("#offered li")).to_have_text([f"{TRACK['title']}: {TRACK['why']}"])
    expect(listening.page.locator("#said li")).to_have_text(
        [
            f"bot: {AI_NOTICE}",
            "visitor: I feel so sad today",
            re.compile("^bot: I’m sorry"),
            "visitor: Some music",
            re.compile("^bot: This one is quiet"),
        ]
    )
    assert (listening.violations(), listening.unexpected()) == ([], [])


def test_the_page_opens_speaks_and_folds(listening: Chat, gateway: ScriptedGateway) -> None:
    listening.page.locator("#calm").click()
    expect(listening.visitor).to_have_text(["Play me something calm"])
    gateway.await_messages("text", 1)
    listening.page.locator("#close").click()
    expect(listening.button("Open the conversation")).to_be_visible()


def test_the_focus_returns_to_the_pages_own_button(listening: Chat) -> None:
    listening.page.locator("#open").press("Enter")
    expect(listening.field).to_be_focused()
    listening.page.keyboard.press("Escape")
    expect(listening.page.locator("#open")).to_be_focused()


def test_what_comes_while_it_is_folded_is_counted_and_said(listening: Chat, gateway: ScriptedGateway) -> None:
    opened_by_the_page(listening)
    listening.button("Fold the conversation away").click()
    gateway.say(type="message", text="Still there?")
    gateway.say(type="message", text="I am here.")
    expect(listening.button("Open the conversation, 2 new")).to_be_visible()
    expect(listening.page.locator(".badge")).to_have_text("2")
    expect(listening.page.get_by_role("status").filter(has_text="2 new")).to_be_attached()
    listening.button("Open the conversation, 2 new").click()
    listening.button("Fold the conversation away").click()
    expect(listening.button("Open the conversation")).to_be_visible()


def test_a_signed_visitor_is_introduced_and_never_stored(listening: Chat, gateway: ScriptedGateway) -> None:
    gateway.known_users.add(SIGNED)
    listening.page.locator("#token").fill(SIGNED)
    listening.button("Sign in").click()
    opened_by_the_page(listening)
    expect(listening.page.locator("#identity")).to_have_text("Welcome back.")
    assert gateway.of_type("hello")[-1]["user"] == SIGNED
    listening.write("hello")
    listening.bot.nth(1).wait_for()
    assert "signature" not in listening.page.evaluate(
        "JSON.stringify([{...sessionStorage}, {...localStorage}])"
    )


def test_a_token_that_is_refused_costs_the_name_and_not_the_conversation(
    listening: Chat, gateway: ScriptedGateway
) -> None:
    gateway.refused_users.add(SIGNED)
    opened_by_the_page(listening)
    listening.page.locator("#token").fill(SIGNED)
    listening.button("Sign in").click()
    expect(listening.page.locator("#identity")).to_have_text("That token was not accepted: identity_invalid.")
    listening.write("hello")
    expect(listening.bot.nth(1)).to_have_text("You said: hello")
    expect(listening.page.locator(".status[data-kind]")).to_have_count(0)


def test_nobody_sees_the_conversation_of_who_was_signed_in_before(
    listening: Chat, gateway: ScriptedGateway
) -> None:
    listening.page.locator("#token").fill(SIGNED)
    listening.button("Sign in").click()
    opened_by_the_page(listening)
    listening.write("this is mine")
    listening.bot.nth(1).wait_for()
    listening.page.locator("#token").fill(OTHER)
    listening.button("Sign in").click()
    expect(listening.visitor).to_have_count(0)
    expect(listening.bot).to_have_count(1)
    assert "token" not in gateway.of_type("hello")[-1]
    listening.write("and this is mine")
    listening.bot.nth(1).wait_for()
    listening.button("Sign out").click()
    expect(listening.visitor).to_have_count(0)
    assert "mine" not in listening.page.evaluate("JSON.stringify({...sessionStorage})")


def test_without_the_attribute_the_page_is_told_nothing(chat: Chat) -> None:
    chat.page.evaluate(LISTEN)
    chat.write("I feel so sad today")
    chat.write("Some music")
    chat.page.get_by_role("article").wait_for()
    assert chat.page.evaluate("heard") == []
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="About What this is").click()
    expect(chat.page.get_by_text("follows along")).to_have_count(0)


def test_a_page_is_told_only_what_it_names_and_the_visitor_may_know_it(chat: Chat) -> None:
    chat.page.evaluate(LISTEN)
    chat.page.locator("undertone-chat").evaluate("(it) => it.setAttribute('share-events', 'card')")
    chat.write("I feel so sad today")
    chat.write("Something to read")
    chat.page.get_by_role("article").wait_for()
    assert [(name, detail["id"]) for name, detail in chat.page.evaluate("heard")] == [("card", READ["id"])]
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="About What this is").click()
    expect(chat.page.get_by_text("it is told what I offer.")).to_be_visible()


def test_help_lines_and_a_paused_mood_are_never_told(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.page.evaluate(LISTEN)
    chat.page.locator("undertone-chat").evaluate("(it) => it.setAttribute('share-events', 'card mood')")
    chat.button("Menu").click()
    chat.page.get_by_role("switch", name="Sense the mood in my words").click()
    gateway.await_messages("consent", 1)
    chat.page.keyboard.press("Escape")
    chat.write("I can't go on")
    chat.page.get_by_role("article").wait_for()
    assert chat.page.evaluate("heard") == []


def test_a_reload_tells_nothing_twice(listening: Chat) -> None:
    opened_by_the_page(listening)
    listening.write("I feel so sad today")
    listening.bot.nth(1).wait_for()
    listening.page.reload()
    listening.write("hello")
    expect(listening.page.locator("#said li")).to_have_text(["visitor: hello", "bot: You said: hello"])


def test_the_types_name_what_a_mood_has() -> None:
    types = (WIDGET / "element" / "undertone-chat.d.ts").read_text()
    source = (WIDGET / "element" / "chat-element.js").read_text()
    (typed,) = re.findall(r"interface MoodDetail \{\n(.+?)\n\}", types, flags=re.S)
    (told,) = re.findall(r"function moodOf\(\{ (.+?) \}\)", source)
    (documented,) = re.findall(
        r"\| `undertone:mood` \| (.+?) \|", (WIDGET.parent / "docs" / "widget.md").read_text()
    )
    assert (
        re.findall(r"^  (\w+):", typed, flags=re.M) == told.split(", ") == re.findall(r"`(\w+)`", documented)
    )


def test_the_types_name_what_the_element_has() -> None:
    types = (WIDGET / "element" / "undertone-chat.d.ts").read_text()
    source = (WIDGET / "element" / "chat-element.js").read_text()
    methods = set(re.findall(r"^  ([a-z]\w+)\(.*\) \{$", source, flags=re.M)) - {
        "connectedCallback",
        "disconnectedCallback",
    }
    typed = set(re.findall(r"^  (\w+)\([^)]*\): void;$", types, flags=re.M))
    known = {"open", "close", "silence", "send", "setUser"}
    assert methods == typed - {"addEventListener", "removeEventListener"} == known
    events = {"undertone-open", "undertone-close", "undertone:identity", "undertone:voice"}
    events |= {f"undertone:{name}" for name in ("message", "mood", "card")}
    assert set(re.findall(r'^  "([\w:-]+)": CustomEvent', types, flags=re.M)) == events
    assert set(re.findall(r'share\("(\w+)"', source)) == {"message", "mood", "card"}
    attributes = set(re.findall(r'this\.getAttribute\("([a-z-]+)"\)', source)) | {"theme", "palette"}
    assert attributes == set(re.findall(r"`([a-z-]+)` \(", types))
