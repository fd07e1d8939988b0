"""An exercise that runs: its pace on a clock of the test's own, its private page, its end."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser.conftest import REPORT_VIOLATIONS, Chat
from tests.browser.script import EXERCISE, JOURNAL, say
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

FADE_PX = 0.7 * 16
"""At the end of the conversation; what lies there is half seen."""


@pytest.fixture(params=["no-preference", "reduce"])
def timed_context(browser: Browser, request: pytest.FixtureRequest) -> BrowserContext:
    made = browser.new_context(locale="en-GB", reduced_motion=request.param)
    made.add_init_script(REPORT_VIOLATIONS)
    request.addfinalizer(made.close)
    return made


@pytest.fixture
def timed_chat(timed_context: BrowserContext, gateway: ScriptedGateway) -> Chat:
    """The demo page, on a clock that goes when the test says so."""
    opened = Chat(timed_context.new_page())
    opened.page.clock.install(time=1_767_268_800)
    opened.page.goto(gateway.url)
    opened.bot.first.wait_for()
    return opened


def exercise(chat: Chat) -> Locator:
    chat.write("A short exercise")
    return chat.page.get_by_role("article", name=f"Exercise: {EXERCISE['title']}")


def actions(gateway: ScriptedGateway) -> list[tuple[str, str]]:
    return [(message["item"], message["action"]) for message in gateway.of_type("feedback")]


def test_it_runs_to_its_gentle_end_by_itself(timed_chat: Chat, gateway: ScriptedGateway) -> None:
    card = exercise(timed_chat)
    expect(card.get_by_text("Breathing · about a minute · 3 steps")).to_be_visible()
    card.get_by_role("button", name="Begin").click()
    expect(card.get_by_text("Step 1 of 3", exact=True)).to_be_visible()
    timed_chat.page.clock.run_for(60_000)
    expect(card.get_by_text("Step 1 of 3", exact=True)).to_be_visible()
    card.get_by_role("button", name="Next").click()
    expect(card.locator(".pace-phase")).to_have_text("In")
    timed_chat.page.clock.run_for(4_500)
    expect(card.locator(".pace-phase")).to_have_text("Out")
    timed_chat.page.clock.run_for(36_500)
    expect(card.get_by_text("Step 3 of 3", exact=True)).to_be_visible()
    timed_chat.page.clock.run_for(21_500)
    expect(card.locator(".step-words")).to_have_text("Take this quiet with you.")
    expect(card.get_by_role("button", name="Once more")).to_be_visible()
    gateway.await_messages("feedback", 2)
    assert actions(gateway) == [(EXERCISE["id"], "play"), (EXERCISE["id"], "complete")]
    assert timed_chat.violations() == []


@pytest.mark.parametrize("size", [(360, 640), (1180, 820)])
def test_all_of_it_is_seen_while_it_runs_and_nothing_is_offered_beside_it(
    browser: Browser, gateway: ScriptedGateway, size: tuple[int, int]
) -> None:
    gateway.script = lambda text: [say(text, "Why this one?", card=EXERCISE)]
    with browser.new_context(viewport={"width": size[0], "height": size[1]}) as context:
        chat = Chat(context.new_page())
        chat.page.goto(f"{gateway.url}/bare")
        chat.button("Open the conversation").click()
        card = exercise(chat)
        reply = chat.button("Why this one?")
        expect(reply).to_be_visible()
        card.get_by_role("button", name="Begin").click()
        card.get_by_role("button", name="Next").click()
        expect(card.locator(".pace")).to_be_visible()
        expect(reply).to_be_hidden()
        log, whole = chat.log.bounding_box(), card.bounding_box()
        assert log is not None
        assert whole is not None
        assert log["y"] <= whole["y"]
        assert whole["y"] + whole["height"] <= log["y"] + log["height"] - FADE_PX
        card.get_by_role("button", name="Stop").click()
        expect(reply).to_be_visible()


def test_the_circle_grows_with_the_breath_only_for_who_wants_motion(timed_chat: Chat) -> None:
    calm = timed_chat.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    card = exercise(timed_chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_role("button", name="Next").click()
    width = "(node) => node.getBoundingClientRect().width"
    orb = card.locator(".pace-orb")
    timed_chat.page.clock.run_for(500)
    small = orb.evaluate(width)
    timed_chat.page.clock.run_for(3_000)
    large = orb.evaluate(width)
    assert large == small if calm else large > 1.4 * small
    expect(card.locator(".pace-count")).to_have_text("1")


def test_the_pace_is_said_without_a_flood(timed_chat: Chat) -> None:
    card = exercise(timed_chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_text("Step 1 of 3", exact=True).wait_for()
    timed_chat.page.evaluate(
        """() => { window.said = []; const root = document.querySelector("undertone-chat").shadowRoot;
          const voice = root.querySelector(".stage [role=status]");
          new MutationObserver(() => window.said.push(voice.textContent))
            .observe(voice, { childList: true, characterData: true, subtree: true }); }"""
    )
    card.get_by_role("button", name="Next").click()
    timed_chat.page.clock.run_for(22_000)
    said = timed_chat.page.evaluate("window.said")
    assert said == ["Breathe in for 4", "Breathe out for 6", "In", "Out", "In"]
    expect(card.locator(".step")).to_have_attribute("aria-live", "polite")
    expect(card.locator(".pace")).to_have_attribute("aria-hidden", "true")
    expect(card.locator(".stage")).to_have_attribute("aria-live", "off")


def test_it_rests_while_paused_and_goes_on_where_it_was(timed_chat: Chat) -> None:
    card = exercise(timed_chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_role("button", name="Next").click()
    timed_chat.page.clock.run_for(5_000)
    card.get_by_role("button", name="Pause").click()
    before = card.locator(".pace-count").text_content()
    timed_chat.page.clock.run_for(120_000)
    expect(card.get_by_text("Step 2 of 3", exact=True)).to_be_visible()
    assert card.locator(".pace-count").text_content() == before
    card.get_by_role("button", name="Go on").click()
    timed_chat.page.clock.run_for(36_000)
    expect(card.get_by_text("Step 3 of 3", exact=True)).to_be_visible()


def test_it_goes_back_outlives_a_reload_at_rest_and_stops(timed_chat: Chat) -> None:
    card = exercise(timed_chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_role("button", name="Next").click()
    timed_chat.page.reload()
    expect(card.get_by_text("Step 2 of 3", exact=True)).to_be_visible()
    expect(card.get_by_role("button", name="Go on")).to_be_visible()
    card.get_by_role("button", name="Back").click()
    expect(card.get_by_text("Step 1 of 3", exact=True)).to_be_visible()
    card.get_by_role("button", name="Stop").click()
    expect(card.get_by_role("button", name="Begin")).to_be_focused()
    expect(card.get_by_text("Step 1 of 3", exact=True)).to_have_count(0)


def test_what_is_written_for_oneself_goes_nowhere_and_is_gone_at_the_end(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    secret = "what nobody else shall read"
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    chat.write("Let me write")
    card = chat.page.get_by_role("article", name=f"Exercise: {JOURNAL['title']}")
    card.get_by_role("button", name="Begin").click()
    field = card.get_by_role("textbox", name="Write for yourself")
    expect(field).to_have_attribute("spellcheck", "false")
    field.fill(secret)
    card.get_by_role("button", name="Next").click()
    expect(field).to_be_hidden()
    card.get_by_role("button", name="Back").click()
    expect(field).to_have_value(secret)
    stored = chat.page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    card.get_by_role("button", name="Next").click()
    card.get_by_role("button", name="Finish").click()
    expect(card.get_by_text("It is said. You may put it down now.")).to_be_visible()
    card.get_by_role("button", name="Once more").click()
    expect(field).to_have_value("")
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    everything = stored + str(gateway.received) + str(asked)
    assert not re.search("nobody else", everything)


def test_stopping_empties_the_private_page(chat: Chat) -> None:
    chat.write("Let me write")
    card = chat.page.get_by_role("article", name=f"Exercise: {JOURNAL['title']}")
    card.get_by_role("button", name="Begin").click()
    field = card.get_by_role("textbox", name="Write for yourself")
    field.fill("something")
    card.get_by_role("button", name="Stop").click()
    card.get_by_role("button", name="Begin").click()
    expect(field).to_have_value("")


def test_it_rests_while_the_panel_is_folded(timed_context: BrowserContext, gateway: ScriptedGateway) -> None:
    chat = Chat(timed_context.new_page())
    chat.page.clock.install(time=1_767_268_800)
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").click()
    chat.bot.first.wait_for()
    card = exercise(chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_role("button", name="Next").click()
    chat.button("Fold the conversation away").click()
    chat.page.clock.run_for(120_000)
    chat.button("Open the conversation").click()
    expect(card.get_by_text("Step 2 of 3", exact=True)).to_be_visible()
    expect(card.get_by_role("button", name="Go on")).to_be_visible()
