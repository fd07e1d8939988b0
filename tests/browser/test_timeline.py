"""The course of the mood: it grows, is walked through, put right, and read as a table."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway
from tests.browser.test_keyboard import focused

pytestmark = pytest.mark.browser

THREE_TURNS = ("I feel so sad today", "Just listen", "I feel better now")
EARLIER = [
    {
        "turn": f"turn-before-{n}",
        "at": f"2025-12-3{n}T09:00:00Z",
        "label": label,
        "probabilities": {label: 1.0},
        "valence": valence,
        "arousal": 0.0,
        "confidence": 0.8,
        "change": 0.0,
        "trend": "steady",
        "shift": False,
        "corrected": False,
    }
    for n, (label, valence) in enumerate([("anger", -0.5), ("trust", 0.4)])
]


def after(chat: Chat, *texts: str) -> Locator:
    for n, text in enumerate(texts, start=1):
        chat.write(text)
        expect(chat.bot).to_have_count(n + 1)
    chat.mood.click()
    return chat.page.get_by_role("dialog", name="How it sounds to me")


def points(sheet: Locator) -> Locator:
    return sheet.get_by_role("group", name=re.compile("turn by turn")).get_by_role("button")


def test_it_grows_with_the_conversation_and_marks_the_turns_of_the_mood(chat: Chat) -> None:
    sheet = after(chat, *THREE_TURNS)
    expect(points(sheet)).to_have_count(3)
    expect(points(sheet).nth(0)).to_have_accessible_name(re.compile("12:00 · sadness$"))
    expect(points(sheet).nth(2)).to_have_accessible_name(re.compile("12:04 · joy · a turn in the mood"))
    heights = points(sheet).evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().y)")
    assert heights[0] > heights[1] > heights[2]
    colours = points(sheet).evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one, '::before').backgroundColor)"
    )
    assert colours[0] == colours[1] != colours[2]
    chat.button("Back to the conversation").click()
    line = chat.page.locator(".head-line").get_attribute("d") or ""
    assert line.count("C") == 2


def test_a_point_is_walked_to_and_put_right_by_keyboard(chat: Chat, gateway: ScriptedGateway) -> None:
    sheet = after(chat, *THREE_TURNS)
    points(sheet).nth(2).focus()
    chat.page.keyboard.press("ArrowLeft")
    chat.page.keyboard.press("ArrowLeft")
    assert "sadness" in focused(chat.page)
    expect(points(sheet).nth(0)).to_have_attribute("aria-pressed", "true")
    expect(sheet.get_by_role("heading", name="What was it, then?")).to_be_visible()
    expect(sheet.get_by_role("button", name="just tired")).to_be_hidden()
    for _ in range(9):
        chat.page.keyboard.press("Tab")
        if focused(chat.page) == "fear":
            break
    chat.page.keyboard.press("Enter")
    expect(points(sheet).nth(0)).to_have_accessible_name(re.compile("fear · put right by you"))
    expect(sheet.get_by_text("Thank you. I have put it right.")).to_be_visible()
    gateway.await_messages("correction", 1)
    [sent] = gateway.of_type("correction")
    [first, *_] = next(iter(gateway.talks.values())).readings
    assert (sent["turn"], sent["label"]) == (first, "fear")


def test_a_correction_of_an_earlier_turn_leaves_the_present_mood_alone(chat: Chat) -> None:
    sheet = after(chat, *THREE_TURNS)
    points(sheet).nth(0).click()
    sheet.get_by_role("button", name="anger", exact=True).click()
    expect(points(sheet).nth(0)).to_have_accessible_name(re.compile("anger · put right"))
    chat.button("Back to the conversation").click()
    expect(chat.mood).to_have_accessible_name(re.compile("It sounds like joy"))


def test_a_correction_of_the_last_turn_is_taken_up_by_the_ring(chat: Chat) -> None:
    sheet = after(chat, "I feel so sad today")
    sheet.get_by_role("button", name="fear", exact=True).click()
    expect(sheet.get_by_text("You told me: fear")).to_be_visible()


def test_it_is_a_table_for_those_who_do_not_see_it(chat: Chat, gateway: ScriptedGateway) -> None:
    sheet = after(chat, *THREE_TURNS)
    sheet.get_by_text("The same as a table").click()
    table = sheet.get_by_role("table", name="The course of the mood")
    expect(table.get_by_role("columnheader")).to_have_text(
        ["When", "It sounded like", "Tone", "Energy", "Mark"]
    )
    rows = table.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1)).to_have_text(re.compile(r"sadness.*heavy 60 %.*quiet 35 %"))
    expect(rows.nth(3)).to_have_text(re.compile(r"joy.*light 55 %.*a turn in the mood"))
    rows.nth(1).get_by_role("button", name=re.compile("^Put .*12:00 right")).click()
    expect(sheet.get_by_role("heading", name="What was it, then?")).to_be_focused()
    sheet.get_by_role("button", name="trust", exact=True).click()
    expect(rows.nth(1)).to_have_text(re.compile("trust.*put right by you"))
    gateway.await_messages("correction", 1)


def test_it_outlives_a_reload(chat: Chat) -> None:
    after(chat, *THREE_TURNS)
    chat.page.reload()
    chat.mood.click()
    sheet = chat.page.get_by_role("dialog", name="How it sounds to me")
    expect(points(sheet)).to_have_count(3)


def test_while_sensing_is_paused_it_is_not_shown(chat: Chat, gateway: ScriptedGateway) -> None:
    sheet = after(chat, *THREE_TURNS)
    gateway.say(type="sensing", paused=True)
    expect(points(sheet)).to_have_count(0)
    expect(sheet.get_by_role("button", name="joy", exact=True)).to_be_hidden()


def visit_of_somebody_known(context: BrowserContext, gateway: ScriptedGateway) -> Chat:
    gateway.known_users.add("signed")
    gateway.remembered = EARLIER
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.page.evaluate("document.querySelector('undertone-chat').setUser('signed')")
    chat.button("Open the conversation").click()
    chat.bot.first.wait_for()
    return chat


def test_who_comes_back_sees_the_course_of_earlier_visits(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    chat = visit_of_somebody_known(context, gateway)
    sheet = after(chat, "I feel better now")
    expect(points(sheet)).to_have_count(3)
    expect(points(sheet).nth(0)).to_have_accessible_name(re.compile("30 Dec.*anger"))
    points(sheet).nth(0).click()
    sheet.get_by_role("button", name="fear", exact=True).click()
    gateway.await_messages("correction", 1)
    assert gateway.of_type("correction")[0]["turn"] == "turn-before-0"


def test_a_long_course_is_walked_sideways_and_ends_at_the_present(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    many: list[dict[str, Any]] = [EARLIER[0] | {"turn": f"t{n}"} for n in range(60)]
    chat.page.route("**/v1/mood?limit=200", lambda route: route.fulfill(json={"points": many}))
    gateway.known_users.add("signed")
    chat.page.evaluate("document.querySelector('undertone-chat').setUser('signed')")
    expect(chat.bot).to_have_count(1)
    sheet = after(chat, "I feel better now")
    expect(points(sheet)).to_have_count(61)
    expect(points(sheet).last).to_be_in_viewport()
    expect(points(sheet).first).not_to_be_in_viewport()
