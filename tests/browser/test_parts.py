"""What is fetched only when a visitor needs it: not before, once, visibly, and again if it failed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.axe import faults
from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import VOICE, ScriptedGateway
from tests.browser.talking import Talk, talking
from tests.browser.voices import silence, write_wav

pytestmark = pytest.mark.browser

FIRST = ["lang/en.js", "lang/index.js", "undertone-chat.js"]
MISSING_VOICE = "What I hear and speak with could not be fetched"
MISSING_SHEET = "This could not be fetched just now"


@dataclass
class Fetched:
    """The widget's files that a page asked for, without what follows a `?`."""

    places: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        if found := re.search(r"/element/([^?]+)", request.url):
            self.places.append(found[1])

    def parts(self) -> list[str]:
        return [place for place in self.places if place.endswith("part.js")]


@dataclass
class Line:
    """Parts that are kept back, or lost on the way, until the test lets them come."""

    page: Page
    held: list[Route] = field(default_factory=list)

    def hold(self) -> None:
        self.page.route("**/part.js*", lambda route: self.held.append(route))

    def let_come(self) -> None:
        for route in self.held:
            route.continue_()
        self.held.clear()
        self.page.unroute("**/part.js*")

    def lose(self) -> None:
        self.page.route("**/part.js*", lambda route: route.abort())

    def mend(self) -> None:
        self.page.unroute("**/part.js*")


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    return write_wav(tmp_path / "quiet.wav", silence(20))


@pytest.fixture
def talk(browser: Browser, gateway: ScriptedGateway, quiet: Path) -> Iterator[Talk]:
    with talking(browser, gateway.url, quiet) as opened:
        yield opened


@pytest.fixture
def fetched(talk: Talk) -> Fetched:
    """What is asked for from now on."""
    noted = Fetched()
    talk.page.on("request", noted.note)
    return noted


def announced(chat: Chat, words: str) -> None:
    expect(chat.page.get_by_role("status").filter(has_text=words)).to_have_count(1)


def test_a_conversation_with_an_exercise_and_a_read_fetches_no_part(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    noted = Fetched()
    chat = Chat(context.new_page())
    chat.page.on("request", noted.note)
    chat.page.goto(gateway.url)
    for n, text in enumerate(("I feel so sad today", "Something to read", "A short exercise"), start=1):
        chat.write(text)
        chat.page.locator(".row.bot").nth(n).wait_for()
    expect(chat.button("Begin")).to_be_visible()
    assert sorted(noted.places) == FIRST


def test_two_quick_presses_of_the_microphone_fetch_its_part_once(talk: Talk, fetched: Fetched) -> None:
    talk.microphone.dblclick()
    expect(talk.button("Words only")).to_have_count(1)
    talk.button("Words only").click()
    talk.await_state("on")
    assert fetched.parts() == ["voice/part.js"]
    assert talk.violations() == []
    assert talk.unexpected() == []


def test_while_it_comes_the_button_is_busy_it_is_announced_and_typing_goes_on(
    talk: Talk, gateway: ScriptedGateway, axe: str
) -> None:
    line = Line(talk.page)
    line.hold()
    talk.button("Speak").click()
    expect(talk.microphone).to_have_attribute("aria-busy", "true")
    talk.await_state("coming")
    announced(talk, "One moment…")
    assert faults(talk, axe) == []
    talk.field.click()
    talk.page.keyboard.type("I would ra")
    line.let_come()
    expect(talk.button("Words only")).to_be_visible()
    talk.page.keyboard.type("ther write")
    expect(talk.field).to_have_value("I would rather write")
    expect(talk.field).to_be_focused()
    expect(talk.microphone).not_to_have_attribute("aria-busy", "true")
    assert gateway.of_type("audio.start") == []


def test_who_writes_while_it_comes_no_longer_waits_to_speak(talk: Talk) -> None:
    line = Line(talk.page)
    line.hold()
    talk.button("Speak").click()
    talk.await_state("coming")
    talk.write("hello")
    expect(talk.bot.nth(1)).to_have_text("You said: hello")
    line.let_come()
    talk.await_state("off")
    expect(talk.button("Words only")).to_have_count(0)


@pytest.mark.parametrize("again", ["Try again", "Speak"])
def test_a_part_that_does_not_come_is_told_and_a_second_press_fetches_it(
    talk: Talk, fetched: Fetched, axe: str, again: str
) -> None:
    line = Line(talk.page)
    line.lose()
    talk.button("Speak").click()
    announced(talk, MISSING_VOICE)
    talk.await_state("off")
    expect(talk.button("Speak")).to_be_focused()
    assert faults(talk, axe) == []
    line.mend()
    talk.button(again).focus()
    talk.page.keyboard.press("Enter")
    expect(talk.button("Words only")).to_be_visible()
    expect(talk.page.get_by_text(MISSING_VOICE)).to_have_count(0)
    talk.button("Words only").click()
    talk.await_state("on")
    assert fetched.parts() == ["voice/part.js", "voice/part.js"]


def test_without_the_part_the_conversation_goes_on(talk: Talk) -> None:
    Line(talk.page).lose()
    talk.button("Speak").click()
    announced(talk, MISSING_VOICE)
    talk.write("hello")
    expect(talk.bot.nth(1)).to_have_text("You said: hello")
    expect(talk.page.get_by_text(MISSING_VOICE)).to_have_count(0)


def come_back(talk: Talk, line: Line) -> None:
    """A visitor who has allowed to be heard loads the page anew; from then on parts are kept back."""
    talk.begin()
    talk.button("Stop listening").click()
    talk.await_state("off")
    talk.page.reload()
    talk.button("Speak").wait_for()
    line.hold()


def test_who_comes_back_and_presses_is_heard_as_soon_as_the_part_is_there(
    talk: Talk, gateway: ScriptedGateway
) -> None:
    line = Line(talk.page)
    come_back(talk, line)
    talk.button("Speak").click()
    talk.await_state("coming")
    line.let_come()
    talk.await_state("on")
    gateway.await_messages("audio.start", 2)
    assert talk.live_tracks() == 1


def test_who_lets_go_before_the_part_is_there_is_not_listened_to(
    talk: Talk, gateway: ScriptedGateway
) -> None:
    line = Line(talk.page)
    come_back(talk, line)
    talk.microphone.focus()
    talk.page.keyboard.down("Space")
    talk.await_state("coming")
    talk.page.keyboard.up("Space")
    line.let_come()
    announced(talk, "hold again and speak")
    talk.await_state("off")
    assert talk.page.evaluate("window.line.tracks.length") == 0
    assert len(gateway.of_type("audio.start")) == 1


def test_a_page_that_is_left_while_the_part_comes_is_not_listened_to(talk: Talk) -> None:
    line = Line(talk.page)
    come_back(talk, line)
    talk.button("Speak").click()
    talk.await_state("coming")
    talk.page.evaluate(
        """Object.defineProperty(document, "hidden", { configurable: true, value: true });
          document.dispatchEvent(new Event("visibilitychange"))"""
    )
    line.let_come()
    talk.await_state("off")
    assert talk.page.evaluate("window.line.tracks.length") == 0


def test_an_answer_after_a_reload_is_read_aloud_by_a_part_that_comes_for_it(
    talk: Talk, fetched: Fetched
) -> None:
    talk.begin()
    talk.button("Stop listening").click()
    talk.await_state("off")
    talk.page.reload()
    talk.button("Speak").wait_for()
    fetched.places.clear()
    talk.write("hello")
    said = talk.await_aloud(1)
    assert said[0]["text"] == "You said: hello"
    assert fetched.parts() == ["voice/part.js"]


def test_reading_aloud_is_switched_on_in_the_menu_and_fetched_with_it(talk: Talk, fetched: Fetched) -> None:
    talk.button("Menu").click()
    talk.page.get_by_role("switch", name="Read answers aloud").click()
    talk.button("Back to the conversation").click()
    talk.write("hello")
    talk.await_aloud(1)
    assert fetched.parts() == ["view/sheets/part.js", "voice/part.js"]


def test_unsure_words_of_an_earlier_page_are_still_asked_about(
    talk: Talk, gateway: ScriptedGateway, fetched: Fetched
) -> None:
    talk.begin()
    gateway.say(
        type="transcript",
        utterance="u1",
        text="i feel sat",
        final=True,
        confidence=0.4,
        confirm=True,
        words=[],
    )
    talk.button("Yes").wait_for()
    talk.page.reload()
    talk.bot.first.wait_for()
    talk.button("Yes").click()
    expect(talk.visitor).to_have_text(["i feel sat"])
    gateway.await_messages("confirm", 1)


def test_two_conversations_on_one_page_share_a_part(talk: Talk, fetched: Fetched) -> None:
    talk.page.evaluate(
        """() => { const other = document.createElement("undertone-chat");
          other.setAttribute("mode", "inline"); document.body.append(other); }"""
    )
    for n in (0, 1):
        one = talk.page.locator("undertone-chat").nth(n)
        one.get_by_role("button", name="Menu", exact=True).click()
        expect(one.get_by_role("dialog", name="You decide")).to_be_visible()
        one.get_by_role("button", name="Back to the conversation").click()
    assert fetched.parts() == ["view/sheets/part.js"]


# --- what lies over the conversation, and exercises ---------------------------------------------------------


def test_a_sheet_that_is_on_its_way_says_so_and_then_takes_the_focus(talk: Talk, axe: str) -> None:
    line = Line(talk.page)
    line.hold()
    talk.button("Menu").click()
    waiting = talk.page.get_by_role("dialog", name="One moment…")
    expect(waiting).to_be_visible()
    expect(talk.button("Back to the conversation")).to_be_focused()
    assert faults(talk, axe) == []
    line.let_come()
    expect(talk.page.get_by_role("heading", name="You decide")).to_be_focused()


def test_a_sheet_that_is_on_its_way_can_be_folded_away(talk: Talk) -> None:
    line = Line(talk.page)
    line.hold()
    talk.button("Menu").click()
    talk.page.keyboard.press("Escape")
    expect(talk.page.get_by_role("dialog", name="One moment…")).to_have_count(0)
    expect(talk.button("Menu")).to_be_focused()
    line.let_come()
    talk.mood.click()
    expect(talk.page.get_by_role("dialog", name="How it sounds to me")).to_be_visible()


def test_a_sheet_that_does_not_come_says_so_and_is_fetched_again(talk: Talk, axe: str) -> None:
    line = Line(talk.page)
    line.lose()
    talk.button("Menu").click()
    expect(talk.page.get_by_role("dialog", name="Not here yet")).to_contain_text(MISSING_SHEET)
    assert faults(talk, axe) == []
    line.mend()
    talk.button("Try again").click()
    expect(talk.page.get_by_role("heading", name="You decide")).to_be_focused()


def test_an_exercise_that_does_not_come_is_told_and_begun_again(talk: Talk, gateway: ScriptedGateway) -> None:
    line = Line(talk.page)
    talk.write("A short exercise")
    line.lose()
    talk.button("Begin").click()
    announced(talk, "The exercise could not be fetched just now")
    line.mend()
    line.hold()
    talk.button("Begin").focus()
    talk.page.keyboard.press("Enter")
    expect(talk.button("One moment…")).to_have_attribute("aria-busy", "true")
    talk.page.keyboard.press("Enter")
    line.let_come()
    expect(talk.page.get_by_text("Step 1 of 3", exact=True)).to_be_visible()
    expect(talk.button("Next")).to_be_focused()
    gateway.await_messages("feedback", 1)
    assert [message["action"] for message in gateway.of_type("feedback")] == ["play"]


# --- modules one by one -------------------------------------------------------------------------------------


@contextmanager
def single_modules(browser: Browser, gateway: ScriptedGateway, quiet: Path) -> Iterator[Talk]:
    gateway.bundled = False
    with talking(browser, gateway.url, quiet) as talk:
        yield talk


def test_the_same_parts_come_where_modules_are_served_one_by_one(
    browser: Browser, gateway: ScriptedGateway, quiet: Path
) -> None:
    with single_modules(browser, gateway, quiet) as talk:
        noted = Fetched()
        talk.page.on("request", noted.note)
        talk.write("A short exercise")
        talk.button("Begin").click()
        expect(talk.page.get_by_text("Step 1 of 3", exact=True)).to_be_visible()
        assert "view/exercise/player.js" in noted.places
        assert "voice/voice.js" not in noted.places
        talk.begin()
        gateway.await_frames(2)
        talk.button("Menu").click()
        expect(talk.page.get_by_role("dialog", name="You decide")).to_be_visible()
        assert len(set(noted.places)) == len(noted.places)
        assert (talk.violations(), talk.unexpected()) == ([], [])


def test_a_single_module_that_does_not_come_is_told_too(
    browser: Browser, gateway: ScriptedGateway, quiet: Path
) -> None:
    with single_modules(browser, gateway, quiet) as talk:
        Line(talk.page).lose()
        talk.button("Speak").click()
        announced(talk, MISSING_VOICE)
        talk.await_state("off")


# --- where the gateway has no sense of the voice ------------------------------------------------------------

RECOGNISES = """
window.recognised = [];
window.SpeechRecognition = class {
  start() { window.recognised.push("start"); }
  stop() { window.recognised.push("stop"); }
  abort() { window.recognised.push("abort"); }
};
"""


def test_without_a_sense_of_the_voice_only_the_browser_s_recognition_is_asked_about(
    browser: Browser, gateway: ScriptedGateway, quiet: Path, axe: str
) -> None:
    gateway.voice = VOICE | {"recognition": "off"}
    gateway.voice_sense = "not_available"
    with talking(browser, gateway.url, quiet, before=RECOGNISES) as talk:
        talk.button("Speak").click()
        asking = talk.page.get_by_role("group", name="Before I listen, one thing to know.")
        expect(asking).to_contain_text("Your words are recognised by your browser")
        expect(asking).not_to_contain_text("may I also hear how you sound")
        expect(asking.get_by_text("A voice tells me more")).to_be_hidden()
        expect(asking.get_by_role("button")).to_have_text(["Words only", "Not now"])
        expect(talk.button("Words only")).to_be_focused()
        assert faults(talk, axe) == []
        assert talk.page.evaluate("window.recognised") == []
        talk.button("Words only").click()
        talk.await_state("on")
        expect(talk.page.get_by_text("I listen to your words only.")).to_be_visible()
        assert talk.page.evaluate("window.recognised") == ["start"]
        assert talk.live_tracks() == 0
        talk.button("Stop listening").click()
        talk.await_state("off")
        talk.button("Speak").click()
        talk.await_state("on")
        expect(asking).to_have_count(0)
        assert [message["type"] for message in gateway.received if message["type"] != "ack"] == ["hello"]
