"""Names, roles, contrast and size; axe-core's rules where npm can bring it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.axe import faults
from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def a_full_conversation(chat: Chat) -> None:
    for n, text in enumerate(
        [
            "I feel so sad today",
            "I feel better now",
            "Something to read",
            "I can't go on",
            "Let me write",
            "A short exercise",
            "Some music",
        ],
        start=1,
    ):
        chat.write(text)
        chat.page.locator(".row.bot").nth(n).wait_for()
    chat.button("Open in…").click()
    chat.button("Read").click()
    chat.button("Begin").first.click()
    chat.button("Begin").click()
    chat.button("Next").last.click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_a_full_conversation(chat: Chat, axe: str, scheme: Any) -> None:
    chat.page.emulate_media(color_scheme=scheme)
    a_full_conversation(chat)
    assert faults(chat, axe) == []
    chat.button("Next").last.click()
    chat.button("Finish").click()
    assert faults(chat, axe) == []


@pytest.mark.parametrize("palette", ["dusk", "ember"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_the_other_palettes(chat: Chat, axe: str, palette: str, scheme: Any) -> None:
    chat.page.emulate_media(color_scheme=scheme)
    chat.page.locator("undertone-chat").evaluate("(it, name) => it.setAttribute('palette', name)", palette)
    a_full_conversation(chat)
    assert faults(chat, axe) == []
    chat.open_sheet(chat.mood)
    assert faults(chat, axe) == []


def test_axe_finds_no_fault_on_the_page_that_listens(
    context: BrowserContext, gateway: ScriptedGateway, axe: str
) -> None:
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/listening.html")
    chat.page.locator("#open").click()
    chat.bot.first.wait_for()
    chat.write("Some music")
    chat.page.get_by_role("article").wait_for()
    assert faults(chat, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_in_any_sheet(chat: Chat, gateway: ScriptedGateway, axe: str, scheme: Any) -> None:
    gateway.told = [{"kind": "genre", "subject": "jazz", "spoken": "x", "polarity": "loved", "when": None}]
    gateway.learned = [{"genre": "rock", "affinity": -0.4}]
    chat.page.emulate_media(color_scheme=scheme)
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    for n, text in enumerate(("Maybe that I miss how it was", "I feel better now"), start=2):
        chat.write(text)
        chat.bot.nth(n).wait_for()
    chat.open_sheet(chat.mood)
    assert faults(chat, axe) == []
    chat.page.locator(".bead").nth(1).click()
    assert faults(chat, axe) == []
    chat.page.get_by_role("button", name="Show as table").click()
    assert faults(chat, axe) == []
    chat.page.keyboard.press("Escape")
    for name in ("", "Your taste", "Show my data", "Forget me", "About What this is"):
        chat.open_sheet(chat.button("Menu"))
        if name:
            chat.page.get_by_role("button", name=name).click()
        assert faults(chat, axe) == [], name
        chat.page.keyboard.press("Escape")


def test_axe_finds_no_fault_on_a_broken_line_or_on_a_bare_page(
    corner_chat: Chat, axe: str, gateway: ScriptedGateway
) -> None:
    assert faults(corner_chat, axe) == []
    corner_chat.button("Open the conversation").click()
    corner_chat.bot.first.wait_for()
    gateway.cut()
    corner_chat.write("hello")
    corner_chat.page.get_by_text("Waiting to be sent").wait_for()
    assert faults(corner_chat, axe) == []


def test_the_conversation_is_a_polite_log_with_speakers_named(chat: Chat) -> None:
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.log).to_have_accessible_name("Conversation")
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    assert re.search(r"You:\s*hello\s*Undertone:\s*You said: hello", chat.log.text_content() or "")


def test_every_control_has_a_name(chat: Chat) -> None:
    a_full_conversation(chat)
    unnamed = chat.page.locator(
        "undertone-chat button, undertone-chat a, undertone-chat textarea"
    ).evaluate_all(
        """(nodes) => nodes.filter((node) =>
          !(node.getAttribute("aria-label") || node.textContent).trim()).length"""
    )
    assert unnamed == 0


def test_words_grow_with_the_reader_and_nothing_is_cut_off(
    browser: Browser, gateway: ScriptedGateway
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 700}, reduced_motion="reduce")
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.page.evaluate("document.documentElement.style.fontSize = '200%'")
    chat.button("Open the conversation").click()
    chat.bot.first.wait_for()
    size = chat.bot.first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert size > 28
    chat.write("I feel so sad today")
    chat.button("Some music").wait_for()
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    inside = """(node) => { const box = node.getBoundingClientRect();
      return box.left >= 0 && box.right <= innerWidth; }"""
    for control in (
        chat.field,
        chat.button("Menu"),
        chat.button("Fold the conversation away"),
        chat.button("Some music"),
    ):
        assert control.evaluate(inside)
    chat.write("A short exercise")
    chat.button("Begin").click()
    chat.button("Next").click()
    for control in (chat.button("Stop"), chat.button("Pause"), chat.button("Next")):
        assert control.evaluate(inside)
    chat.open_sheet(chat.mood)
    for control in (chat.button("Back to the conversation"), chat.button("anticipation")):
        assert control.evaluate(inside)
    context.close()


def test_on_a_small_screen_the_conversation_takes_it_all(browser: Browser, gateway: ScriptedGateway) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").tap()
    box = chat.page.locator(".panel").bounding_box()
    assert box is not None
    chat.page.wait_for_function(
        """() => { const panel = document.querySelector("undertone-chat").shadowRoot.querySelector(".panel");
          const box = panel.getBoundingClientRect();
          return box.x === 0 && box.y === 0 && box.width === innerWidth && box.height === innerHeight; }"""
    )
    context.close()


def test_those_who_want_no_motion_get_none(chat: Chat) -> None:
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    names = chat.page.locator("undertone-chat").evaluate(
        """(chat) => [...chat.shadowRoot.querySelectorAll("*")]
          .map((node) => getComputedStyle(node).animationName)"""
    )
    assert set(names) == {"none"}


def test_the_conversation_says_its_language(chat: Chat) -> None:
    expect(chat.page.locator("undertone-chat .root")).to_have_attribute("lang", "en")
