"""A whole conversation without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Chat
from tests.browser.script import EXERCISE
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

FOCUSED = """() => { let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active.getAttribute("aria-label") || active.textContent.trim() || active.tagName; }"""


def focused(page: Page) -> str:
    name: str = page.evaluate(FOCUSED)
    return name


def tab_to(page: Page, name: str, *, backwards: bool = False) -> None:
    for _ in range(25):
        if focused(page).startswith(name):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{name!r} cannot be reached by Tab; the focus is on {focused(page)!r}")


def test_a_whole_conversation_by_keyboard_alone(corner_chat: Chat, gateway: ScriptedGateway) -> None:
    page = corner_chat.page
    tab_to(page, "Open the conversation")
    page.keyboard.press("Enter")
    expect(corner_chat.field).to_be_focused()
    corner_chat.bot.first.wait_for()
    page.keyboard.type("I feel so sad today")
    page.keyboard.press("Enter")
    corner_chat.button("A short exercise").wait_for()
    tab_to(page, "A short exercise", backwards=True)
    page.keyboard.press("Enter")
    corner_chat.button("Begin").wait_for()
    tab_to(page, "Begin", backwards=True)
    page.keyboard.press("Enter")
    expect(corner_chat.button("Next")).to_be_focused()
    for key in ("Enter", "Space", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Take this quiet with you.")).to_be_visible()
    tab_to(page, "I like it")
    page.keyboard.press("Space")
    expect(corner_chat.button("You like this")).to_be_focused()
    tab_to(page, "It sounds like sadness", backwards=True)
    page.keyboard.press("Enter")
    tab_to(page, "just tired")
    page.keyboard.press("Enter")
    expect(corner_chat.visitor.last).to_have_text("I’m not sad, I’m just tired")
    expect(corner_chat.bot.last).to_contain_text("You said: I’m not sad")
    page.keyboard.press("Escape")
    expect(corner_chat.button("Open the conversation")).to_be_focused()
    texts = ["I feel so sad today", "A short exercise", "I’m not sad, I’m just tired"]
    assert gateway.texts() == texts
    actions = [(sent["item"], sent["action"]) for sent in gateway.of_type("feedback")]
    assert actions == [(EXERCISE["id"], action) for action in ("play", "complete", "like")]


def test_escape_folds_the_sheet_first_and_then_the_panel(corner_chat: Chat) -> None:
    page = corner_chat.page
    corner_chat.button("Open the conversation").click()
    corner_chat.bot.first.wait_for()
    tab_to(page, "Menu", backwards=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="You decide")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="You decide")).to_be_hidden()
    expect(corner_chat.button("Menu")).to_be_focused()
    page.keyboard.press("Escape")
    expect(corner_chat.button("Open the conversation")).to_be_focused()


def test_while_a_sheet_is_open_the_conversation_behind_it_is_out_of_reach(chat: Chat) -> None:
    chat.open_sheet(chat.button("Menu"))
    names = set()
    for _ in range(9):
        chat.page.keyboard.press("Tab")
        names.add(focused(chat.page))
    assert "Your message" not in names
    assert "Menu" not in names
    assert any(name.startswith("Forget me") for name in names)


def test_the_focus_is_always_visible(chat: Chat) -> None:
    chat.write("I feel so sad today")
    chat.button("Some music").wait_for()
    chat.page.keyboard.press("Shift+Tab")
    outline = chat.button("A short exercise").evaluate("(node) => getComputedStyle(node).outlineStyle")
    assert outline == "solid"


def test_switches_and_forgetting_work_by_keyboard(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    tab_to(chat.page, "Menu", backwards=True)
    chat.page.keyboard.press("Enter")
    tab_to(chat.page, "Sense the mood")
    chat.page.keyboard.press("Space")
    switch = chat.page.get_by_role("switch", name="Sense the mood in my words")
    expect(switch).to_have_attribute("aria-checked", "false")
    tab_to(chat.page, "Forget me")
    chat.page.keyboard.press("Enter")
    tab_to(chat.page, "Forget everything")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_text("Everything about you is forgotten")).to_be_visible()
    expect(chat.button("Menu")).to_be_focused()
    assert gateway.forgotten == ["token-of-session-1"]
