"""How a text is typed: measured where it is allowed, told in numbers, and never which keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.axe import faults
from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

BETWEEN_MS = 250


class Writer(Chat):
    """Somebody who types key by key, in a page whose clock stands until it is moved."""

    @property
    def switch(self) -> Locator:
        return self.page.get_by_role("switch", name="Sense the mood in how I type")

    def choose(self, *, on: bool) -> None:
        """Open the menu, press the switch, go back."""
        self.button("Menu").click()
        expect(self.switch).to_have_attribute("aria-checked", str(not on).lower())
        self.switch.click()
        expect(self.switch).to_have_attribute("aria-checked", str(on).lower())
        self.button("Back to the conversation").click()

    def wait(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    def press(self, *keys: str, every_ms: int = BETWEEN_MS) -> None:
        for key in keys:
            self.wait(every_ms)
            self.page.keyboard.press(key)

    def send(self, n_answers: int) -> None:
        """Send what is written, and wait for the answer."""
        self.page.keyboard.press("Enter")
        self.bot.nth(n_answers).wait_for()


@pytest.fixture
def writer(context: BrowserContext, gateway: ScriptedGateway) -> Iterator[Writer]:
    gateway.behaviour_sense = "off"
    page = context.new_page()
    page.clock.install(time=1_000)
    opened = Writer(page)
    page.goto(gateway.url)
    opened.bot.first.wait_for()
    page.clock.pause_at(2_000)
    yield opened
    assert (opened.violations(), opened.unexpected()) == ([], [])


def measured(gateway: ScriptedGateway) -> list[dict[str, Any] | None]:
    """What came with each text of how it was typed."""
    return [message.get("typing") for message in gateway.of_type("text")]


@pytest.fixture
def fetched(writer: Writer) -> list[str]:
    """The parts that are asked for from now on."""
    places: list[str] = []
    writer.page.on(
        "request", lambda request: places.append(request.url) if "part.js" in request.url else None
    )
    return places


def test_without_consent_nothing_is_measured_and_nothing_is_fetched_for_it(
    writer: Writer, gateway: ScriptedGateway, fetched: list[str]
) -> None:
    writer.field.click()
    writer.press(*"so tired")
    writer.send(1)
    assert measured(gateway) == [None]
    assert gateway.of_type("consent") == []
    assert fetched == []


def test_with_consent_keys_pauses_and_deletions_are_told_as_numbers(
    writer: Writer, gateway: ScriptedGateway
) -> None:
    writer.choose(on=True)
    gateway.await_messages("consent", 1)
    writer.field.click()
    writer.press(*"hello")
    writer.wait(4_000)
    writer.press(*"xy", "Backspace", "Backspace", *" there")
    writer.send(1)
    assert measured(gateway) == [
        {
            "duration_ms": 13 * BETWEEN_MS,
            "n_deletions": 2,
            "n_keys": 15,
            "n_pauses": 1,
            "longest_pause_ms": 4_000 + BETWEEN_MS,
        }
    ]
    [consent] = gateway.of_type("consent")
    assert (consent["sense"], consent["granted"]) == ("behaviour", True)


def test_the_delay_is_from_the_answer_to_the_first_key(writer: Writer, gateway: ScriptedGateway) -> None:
    writer.choose(on=True)
    writer.field.click()
    writer.press(*"hello there")
    writer.send(1)
    writer.wait(3_000)
    writer.press(*"and now", every_ms=100)
    writer.send(2)
    first, second = measured(gateway)
    assert first is not None
    assert second is not None
    assert "reply_delay_ms" not in first
    assert second["reply_delay_ms"] == 3_100


def test_words_that_no_key_wrote_are_not_measured(writer: Writer, gateway: ScriptedGateway) -> None:
    writer.choose(on=True)
    writer.field.click()
    session = writer.page.context.new_cdp_session(writer.page)
    composed = {"text": "こんにちは", "selectionStart": 5, "selectionEnd": 5}
    session.send("Input.imeSetComposition", composed)
    session.send("Input.insertText", {"text": "こんにちは"})
    writer.send(1)
    writer.write("put in at once")
    writer.bot.nth(2).wait_for()
    assert gateway.texts() == ["こんにちは", "put in at once"]
    assert measured(gateway) == [None, None]


def test_withdrawn_consent_ends_the_measuring_at_once(writer: Writer, gateway: ScriptedGateway) -> None:
    writer.choose(on=True)
    writer.field.click()
    writer.press(*"half of it")
    writer.choose(on=False)
    writer.field.click()
    writer.press(*" and the rest of it")
    writer.send(1)
    assert measured(gateway) == [None]
    assert [message["granted"] for message in gateway.of_type("consent")] == [True, False]


def test_paused_sensing_measures_nothing(writer: Writer, gateway: ScriptedGateway) -> None:
    writer.choose(on=True)
    writer.button("Menu").click()
    writer.page.get_by_role("switch", name="Sense the mood in my words").click()
    writer.button("Back to the conversation").click()
    writer.field.click()
    writer.press(*"hello there")
    writer.send(1)
    assert measured(gateway) == [None]


def test_consent_given_on_an_earlier_page_holds_and_fetches_what_measures(
    writer: Writer, gateway: ScriptedGateway
) -> None:
    writer.choose(on=True)
    writer.write("hello")
    writer.bot.nth(1).wait_for()
    with writer.page.expect_request("**/behaviour/part.js*"):
        writer.page.reload()


def test_the_choice_is_off_says_what_is_measured_and_is_not_there_where_it_is_not_offered(
    writer: Writer, gateway: ScriptedGateway, axe: str
) -> None:
    writer.page.clock.resume()  # what looks for faults waits for timers
    writer.button("Menu").click()
    expect(writer.switch).to_have_attribute("aria-checked", "false")
    expect(writer.switch).to_contain_text("never which letters")
    assert faults(writer, axe) == []
    gateway.behaviour_sense = "not_allowed"
    writer.page.reload()
    writer.button("Menu").click()
    expect(writer.page.get_by_role("switch", name="Sense the mood in my words")).to_be_visible()
    expect(writer.switch).to_be_hidden()
