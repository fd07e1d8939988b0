"""The same visits against the real gateway: with a scripted bot, and with the whole system behind it."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import jwt
import pytest
from playwright.sync_api import BrowserContext, Locator, WebSocketRoute, expect

from tests.browser.conftest import Chat
from tests.browser.gateway_thread import IDENTITY_SECRET, GatewayThread
from tests.conftest import RunningUndertone

pytestmark = pytest.mark.browser

STORED = "() => [sessionStorage.length, localStorage.length]"
ANSWER_MS = 20_000


@pytest.fixture(scope="module")
def gateway_thread() -> Iterator[GatewayThread]:
    running = GatewayThread()
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=["scripted bot", pytest.param("whole system", marks=pytest.mark.journey)])
def url(request: pytest.FixtureRequest) -> str:
    name = "gateway_thread" if request.param == "scripted bot" else "running_undertone"
    return str(request.getfixturevalue(name).url)


@dataclass
class Visit(Chat):
    """A visit whose line the test can cut."""

    lines: list[WebSocketRoute] = field(default_factory=list)

    def cut(self) -> None:
        self.lines[-1].close(code=1012)

    def answered(self, n: int) -> None:
        """Wait until the `n`-th answer (the notice is the first) and for the end of its turn."""
        expect(self.page.locator(".row.bot").nth(n - 1)).to_be_visible(timeout=ANSWER_MS)
        expect(self.page.locator(".typing")).to_be_hidden(timeout=ANSWER_MS)

    def ask(self, text: str) -> None:
        """Write, and wait until the turn is answered."""
        before = self.page.locator(".row.bot").count()
        self.write(text)
        self.answered(before + 1)

    def card(self, kind: str) -> Locator:
        return self.page.get_by_role("article", name=re.compile(f"^{kind}: ")).last


def visit(context: BrowserContext, url: str) -> Visit:
    made = Visit(context.new_page())

    def connect(line: WebSocketRoute) -> None:
        line.connect_to_server()
        made.lines.append(line)

    made.page.route_web_socket(re.compile("/ws$"), connect)
    made.page.goto(url)
    made.bot.first.wait_for()
    return made


@pytest.fixture
def live(context: BrowserContext, url: str) -> Visit:
    return visit(context, url)


def test_a_visitor_is_told_what_this_is_writes_and_is_understood(live: Visit) -> None:
    expect(live.bot.first).to_contain_text("AI")
    live.ask("I feel so sad and lonely today")
    expect(live.mood).to_have_accessible_name(re.compile("It sounds like sadness"))
    expect(live.field).to_have_value("")


def test_a_song_is_asked_for_liked_and_remembered_over_a_reload(live: Visit) -> None:
    live.ask("play me some music")
    card = live.card("Song")
    expect(card).to_be_visible(timeout=ANSWER_MS)
    card.get_by_role("button", name="I like it").click()
    live.page.reload()
    expect(live.card("Song").get_by_role("button", name="You like this")).to_be_visible()
    live.ask("thank you")
    live.button("Menu").click()
    live.page.get_by_role("button", name="Show my data").click()
    expect(live.page.get_by_text("This is everything that is kept about you.")).to_be_visible()


def test_an_exercise_is_done_to_its_end(live: Visit) -> None:
    live.ask("can we do a short exercise?")
    card = live.card("Exercise")
    card.get_by_role("button", name="Begin").click()
    expect(card.get_by_text(re.compile("^Step 1 of "))).to_be_visible()
    while card.get_by_role("button", name="Next").is_visible():
        card.get_by_role("button", name="Next").click()
    card.get_by_role("button", name="Finish").click()
    expect(card.get_by_role("button", name="Once more")).to_be_visible()
    assert live.unexpected() == []


def test_a_reload_brings_back_the_conversation_once_and_in_order(live: Visit) -> None:
    live.ask("I feel so sad today")
    live.ask("tell me more")
    before = live.page.locator(".row .bubble").all_text_contents()
    live.page.reload()
    expect(live.page.locator(".row .bubble")).to_have_text(before)
    live.ask("thank you")
    expect(live.visitor).to_have_text(["I feel so sad today", "tell me more", "thank you"])
    expect(live.page.locator(".row.note")).to_have_count(0)


def test_a_burst_on_a_line_that_breaks_is_answered_once_each(live: Visit) -> None:
    live.ask("hello")
    live.cut()
    for text in ("I feel sad", "play me some music", "thank you"):
        live.write(text)
    expect(live.page.get_by_text("Waiting to be sent")).to_have_count(0, timeout=ANSWER_MS)
    expect(live.visitor).to_have_text(["hello", "I feel sad", "play me some music", "thank you"])
    live.ask("goodbye")
    bubbles = live.page.locator(".row.bot").all_text_contents()
    assert sum("AI, not a person" in bubble for bubble in bubbles) == 1
    expect(live.page.locator(".row.note")).to_have_count(0)
    expect(live.card("Song")).to_be_visible()


def test_pausing_by_a_word_stops_the_guessing_and_the_menu_knows(live: Visit) -> None:
    live.ask("I feel sad")
    live.ask("pause sensing")
    expect(live.mood).to_have_accessible_name(re.compile("Not sensing"), timeout=ANSWER_MS)
    live.button("Menu").click()
    switch = live.page.get_by_role("switch", name="Sense the mood in my words")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    live.button("Back to the conversation").click()
    live.ask("I feel sad")
    expect(live.mood).to_have_accessible_name(re.compile("It sounds like sadness"))


def test_correcting_the_reading_is_taken_up(live: Visit) -> None:
    live.ask("I feel sad")
    live.mood.click()
    live.button("just tired").click()
    expect(live.visitor.last).to_have_text("I’m not sad, I’m just tired")
    live.answered(3)


@pytest.mark.journey
def test_words_of_self_harm_bring_people_who_help_and_no_music_and_no_guess(
    context: BrowserContext, running_undertone: RunningUndertone
) -> None:
    live = visit(context, running_undertone.url)
    live.ask("I want to kill myself")
    card = live.card("People who can help")
    expect(card.get_by_role("link", name=re.compile("^Call 116 123"))).to_be_visible(timeout=ANSWER_MS)
    expect(live.mood).to_have_accessible_name("Listening. See more or correct it")
    expect(live.page.get_by_role("article", name=re.compile("^Song: "))).to_have_count(0)


def test_forget_me_leaves_nothing_in_the_browser_and_a_stranger_at_the_door(live: Visit) -> None:
    live.ask("I feel sad")
    live.button("Menu").click()
    live.page.get_by_role("button", name="Forget me").click()
    live.button("Forget everything").click()
    expect(live.page.get_by_text("Everything about you is forgotten")).to_be_visible(timeout=ANSWER_MS)
    expect(live.visitor).to_have_count(0)
    assert live.page.evaluate(STORED) == [0, 0]
    live.ask("hello")
    expect(live.visitor).to_have_text(["hello"])


def test_a_whole_visit_breaks_no_rule_of_the_gateways_own_policy(live: Visit) -> None:
    for text in ("I feel so sad today", "play me some music", "show my data"):
        live.ask(text)
    live.mood.click()
    live.page.keyboard.press("Escape")
    live.button("Menu").click()
    live.page.keyboard.press("Escape")
    assert (live.violations(), live.unexpected()) == ([], [])


def test_a_conversation_in_two_tabs_goes_on_in_one_and_comes_back_when_asked(live: Visit, url: str) -> None:
    live.ask("hello")
    live.button("Menu").click()
    live.page.get_by_role("switch", name="Remember me on this device").click()
    live.page.keyboard.press("Escape")
    other = visit(live.page.context, url)
    expect(other.visitor).to_have_text(["hello"])
    expect(live.page.get_by_text("This conversation goes on in another tab.")).to_be_visible()
    other.ask("I am here now")
    live.button("Continue here").click()
    expect(live.page.get_by_text("This conversation goes on in another tab.")).to_have_count(0)
    expect(other.page.get_by_text("This conversation goes on in another tab.")).to_be_visible()


def test_a_gateway_that_restarts_costs_the_visitor_a_moment(context: BrowserContext) -> None:
    gateway = GatewayThread()
    gateway.start()
    try:
        live = visit(context, gateway.url)
        live.ask("hello")
        gateway.stop()
        expect(live.page.get_by_text("The line is interrupted.")).to_be_visible()
        live.write("are you there?")
        gateway.start()
        expect(live.page.get_by_text("Waiting to be sent")).to_have_count(0, timeout=ANSWER_MS)
        expect(live.page.get_by_text("A new conversation begins here.")).to_be_visible()
        live.ask("good")
        expect(live.visitor).to_have_text(["hello", "are you there?", "good"])
    finally:
        gateway.stop()


def test_a_point_of_the_course_is_put_right(live: Visit) -> None:
    live.ask("I feel so sad and lonely today")
    live.ask("thank you")
    live.mood.click()
    course = live.page.get_by_role("group", name=re.compile("turn by turn"))
    course.get_by_role("button").first.click()
    live.button("fear").click()
    expect(course.get_by_role("button").first).to_have_accessible_name(re.compile("fear · put right by you"))
    live.page.get_by_text("Thank you. I have put it right.").wait_for()
    assert live.unexpected() == []


def test_taste_is_told_shown_and_taken_back(live: Visit) -> None:
    live.ask("hello")
    live.button("Menu").click()
    live.page.get_by_role("button", name="Your taste").click()
    live.page.get_by_role("textbox", name="Such as jazz").fill("jazz")
    live.button("I love it").click()
    live.page.get_by_text("You love jazz").wait_for(timeout=ANSWER_MS)
    live.button("Take back: You love jazz").click()
    live.page.get_by_text("Nothing yet.").wait_for(timeout=ANSWER_MS)
    assert live.unexpected() == []


def test_a_signed_visitor_is_accepted_and_a_forged_name_refused(
    context: BrowserContext, gateway_thread: GatewayThread
) -> None:
    claims = {"sub": "ada", "aud": "undertone", "exp": int(time.time()) + 600}
    token = jwt.encode(claims, IDENTITY_SECRET, "HS256")
    signing = (
        "(chat, token) => { chat.heard = []; chat.addEventListener('undertone:identity', ({ detail }) =>\
      chat.heard.push(detail)); chat.setUser(token); }"
    )
    heard = "() => document.querySelector('undertone-chat').heard?.length"
    first = visit(context, gateway_thread.url)
    first.ask("hello")
    first.page.locator("undertone-chat").evaluate(signing, token)
    first.page.wait_for_function(heard)
    first.ask("I feel so sad today")
    assert first.page.locator("undertone-chat").evaluate("(chat) => chat.heard[0].accepted") is True
    first.page.locator("undertone-chat").evaluate(signing, "forged.by.somebody")
    first.page.wait_for_function(heard)
    refused = first.page.locator("undertone-chat").evaluate("(chat) => chat.heard[0]")
    assert refused == {"accepted": False, "code": "identity_invalid"}
    first.ask("hello")
