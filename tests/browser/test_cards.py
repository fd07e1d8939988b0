"""Songs, exercises, reads and help lines: used as a visitor uses them."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Chat
from tests.browser.script import EXERCISE, READ, TRACK
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser


def track(chat: Chat) -> Locator:
    chat.write("Some music")
    return chat.page.get_by_role("article", name=f"Song: {TRACK['title']}")


def exercise(chat: Chat) -> Locator:
    chat.write("A short exercise")
    return chat.page.get_by_role("article", name=f"Exercise: {EXERCISE['title']}")


def actions(gateway: ScriptedGateway) -> list[tuple[str, str]]:
    return [(message["item"], message["action"]) for message in gateway.of_type("feedback")]


def test_a_song_says_who_when_and_why(chat: Chat) -> None:
    card = track(chat)
    for words in (TRACK["artist"], "2014", TRACK["why"]):
        expect(card.get_by_text(str(words))).to_be_visible()
    link = card.get_by_role("link")
    expect(link).to_have_attribute("href", str(TRACK["url"]))
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_liking_a_song_is_told_and_remembered(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    card.get_by_role("button", name="I like it").click()
    expect(card.get_by_role("button", name="You like this")).to_have_attribute("aria-pressed", "true")
    gateway.await_messages("feedback", 1)
    chat.page.reload()
    expect(card.get_by_role("button", name="You like this")).to_have_attribute("aria-pressed", "true")
    assert actions(gateway) == [(TRACK["id"], "like")]


def test_a_change_of_mind_about_a_song_is_told_too(chat: Chat, gateway: ScriptedGateway) -> None:
    card = track(chat)
    card.get_by_role("button", name="I like it").click()
    card.get_by_role("button", name="Not for me").click()
    expect(card.get_by_role("button", name="I like it")).to_have_attribute("aria-pressed", "false")
    expect(card.get_by_role("button", name="Not for you")).to_have_attribute("aria-pressed", "true")
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    assert actions(gateway) == [(TRACK["id"], "like"), (TRACK["id"], "dislike")]


def test_an_exercise_is_walked_through_step_by_step(chat: Chat, gateway: ScriptedGateway) -> None:
    card = exercise(chat)
    expect(card.get_by_text("60 s · 3 steps")).to_be_visible()
    card.get_by_role("button", name="Begin").click()
    for number, step in enumerate(EXERCISE["steps"], start=1):
        expect(card.get_by_text(f"Step {number} of 3")).to_be_visible()
        expect(card.get_by_text(str(step))).to_be_visible()
        card.get_by_role("button", name="Finish" if number == 3 else "Next").click()
    expect(card.get_by_text("Well done.")).to_be_visible()
    expect(card.get_by_role("button", name="Once more")).to_be_focused()
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    assert actions(gateway) == [(EXERCISE["id"], "play"), (EXERCISE["id"], "complete")]


def test_an_exercise_goes_back_stops_and_outlives_a_reload(chat: Chat) -> None:
    card = exercise(chat)
    card.get_by_role("button", name="Begin").click()
    card.get_by_role("button", name="Next").click()
    chat.page.reload()
    expect(card.get_by_text("Step 2 of 3")).to_be_visible()
    card.get_by_role("button", name="Back").click()
    card.get_by_role("button", name="Stop").click()
    expect(card.get_by_role("button", name="Begin")).to_be_focused()
    expect(card.get_by_text("Step 1 of 3")).to_have_count(0)


def test_a_read_unfolds_and_folds(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("Something to read")
    card = chat.page.get_by_role("article", name=f"Something to read: {READ['title']}")
    words = card.get_by_text("They do not ask to be solved.")
    expect(words).to_be_hidden()
    card.get_by_role("button", name="Read").click()
    expect(words).to_be_visible()
    card.get_by_role("button", name="Fold").click()
    expect(words).to_be_hidden()
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    assert actions(gateway) == [(READ["id"], "play")]


def test_help_lines_can_be_called_and_opened(chat: Chat) -> None:
    chat.write("I can't go on")
    card = chat.page.get_by_role("article", name="People who can help: Someone is there, right now")
    expect(card.get_by_role("link", name="Call 116 123, Samaritans, any time, free")).to_have_attribute(
        "href", "tel:116123"
    )
    expect(card.get_by_role("link", name="findahelpline.com")).to_be_visible()


def test_a_kind_of_card_that_is_not_known_still_shows_its_words(chat: Chat) -> None:
    chat.page.evaluate(
        """async () => { const { card } = await import("/element/view/cards/index.js");
          const { languageFor } = await import("/element/lang/index.js");
          const { say } = languageFor("en");
          const drawn = card({ kind: "hologram", title: "A thing", why: "Because." }, { say, request() {} });
          document.body.append(drawn.node); }"""
    )
    expect(chat.page.get_by_role("article", name="For you: A thing")).to_contain_text("A thingBecause.")
