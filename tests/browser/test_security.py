"""A strict policy, hostile words, and other people's sites."""

import pytest
from playwright.sync_api import BrowserContext, expect
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.browser.conftest import Chat
from tests.browser.script import ATTACK
from tests.browser.scripted_gateway import ScriptedGateway, serving

pytestmark = pytest.mark.browser

EVERYTHING = [
    "I feel so sad today",
    "Some music",
    "A short exercise",
    "Something to read",
    "I can't go on",
    "show my data",
]


def test_a_whole_visit_breaks_no_rule_of_a_strict_policy(chat: Chat) -> None:
    for n, text in enumerate(EVERYTHING, start=1):
        chat.write(text)
        chat.page.locator(".row.bot").nth(n).wait_for()
    chat.button("Begin").click()
    chat.button("Read").click()
    for sheet in ("Show my data", "Forget me", "About What this is"):
        chat.button("Menu").click()
        chat.page.locator(".sheet").get_by_role("button", name=sheet).click()
        chat.page.keyboard.press("Escape")
    chat.open_sheet(chat.mood)
    chat.page.keyboard.press("Escape")
    for place in ("In the corner", "In the page"):
        chat.page.get_by_label(place).check()
    assert chat.violations() == []
    assert chat.unexpected() == []


def test_hostile_words_of_the_bot_are_shown_as_words(chat: Chat) -> None:
    chat.write("attack")
    expect(chat.bot.nth(1)).to_have_text(ATTACK)
    card = chat.page.get_by_role("article")
    expect(card.locator(".card-title")).to_have_text(ATTACK)
    expect(card.get_by_role("link")).to_have_count(0)
    hrefs = chat.page.locator(".log a").evaluate_all("(links) => links.map((link) => link.href)")
    assert hrefs == ["https://example.org/a?b=1"]
    assert chat.page.locator(".log img, .log script, .log iframe").count() == 0
    assert chat.page.evaluate("window.attacked") is None


def test_hostile_words_of_the_visitor_are_shown_as_words(chat: Chat) -> None:
    chat.write(ATTACK)
    expect(chat.visitor).to_have_text([ATTACK])
    chat.bot.nth(1).wait_for()
    chat.page.reload()
    expect(chat.visitor).to_have_text([ATTACK])
    assert chat.page.evaluate("window.attacked") is None


def test_any_other_site_embeds_it_by_one_tag_and_names_one_host_in_its_policy(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    socket = gateway.url.replace("http", "ws")
    policy = f"default-src 'none'; script-src {gateway.url}; connect-src {gateway.url} {socket}"
    page = f"""<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>
      <script type="module" src="{gateway.url}/element/undertone-chat.js"></script></html>"""
    site = Starlette(
        routes=[Route("/", lambda _: HTMLResponse(page, headers={"content-security-policy": policy}))]
    )
    with serving(site) as url:
        chat = Chat(context.new_page())
        chat.page.goto(url.replace("127.0.0.1", "localhost"))
        chat.button("Open the conversation").click()
        chat.write("hello")
        expect(chat.bot.nth(1)).to_have_text("You said: hello")
        chat.button("Menu").click()
        chat.page.get_by_role("button", name="Show my data").click()
        expect(chat.page.get_by_role("dialog", name="Your data").get_by_text("2 entries")).to_be_visible()
        complaints = [complaint for complaint in chat.unexpected() if "favicon" not in complaint]
        assert (chat.violations(), complaints) == ([], [])


def test_the_styles_of_the_page_do_not_reach_into_the_conversation(
    corner_chat: Chat, gateway: ScriptedGateway
) -> None:
    corner_chat.button("Open the conversation").click()
    corner_chat.bot.first.wait_for()
    colour = "(node) => getComputedStyle(node).color"
    before = corner_chat.bot.first.evaluate(colour)
    corner_chat.page.evaluate(
        """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync("* { color: red; }");
          document.adoptedStyleSheets = [sheet]; }"""
    )
    assert corner_chat.bot.first.evaluate(colour) == before


def test_the_page_is_not_told_what_the_visitor_says_or_how_it_sounds(chat: Chat) -> None:
    chat.page.evaluate(
        """() => { window.heard = []; const chat = document.querySelector("undertone-chat");
          const dispatch = chat.dispatchEvent.bind(chat);
          chat.dispatchEvent = (event) => { window.heard.push(event.type); return dispatch(event); }; }"""
    )
    chat.write("I feel so sad today")
    chat.bot.nth(1).wait_for()
    assert chat.page.evaluate("window.heard") == []
