"""The course of the mood: it grows, is walked through, put right, and read as a table."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.axe import faults
from tests.browser.conftest import Chat
from tests.browser.script import MANY_TURNS
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
    expect(sheet.get_by_role("status").filter(has_text="You told me: fear")).to_be_visible()


def table(sheet: Locator) -> Locator:
    return sheet.get_by_role("table", name="The course of the mood")


def test_it_is_a_table_for_those_who_do_not_see_it(chat: Chat, gateway: ScriptedGateway) -> None:
    sheet = after(chat, *THREE_TURNS)
    expect(table(sheet)).to_have_count(0)
    sheet.get_by_role("button", name="Show as table").click()
    expect(points(sheet)).to_have_count(0)
    expect(table(sheet).get_by_role("columnheader")).to_have_text(
        ["When", "It sounded like", "How sure", "Tone and energy", "What weighed", "What changed"]
    )
    rows = table(sheet).get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).get_by_role("rowheader")).to_have_text(re.compile("12:00$"))
    expect(rows.nth(1)).to_have_text(
        re.compile(r"sadness.*fairly sure, 70 %.*heavy 60 % · quiet 35 %.*words 100 %")
    )
    expect(rows.nth(3)).to_have_text(
        re.compile(r"joy.*light 55 %.*It sounded much lighter and livelier than before.*a turn in the mood")
    )
    rows.nth(1).get_by_role("button", name=re.compile("12:00: sadness. See more or put it right")).click()
    expect(sheet.get_by_role("heading", name="It sounded like sadness")).to_be_focused()
    sheet.get_by_role("button", name="trust", exact=True).click()
    expect(rows.nth(1)).to_have_text(re.compile("trust.*put right by you"))
    gateway.await_messages("correction", 1)


def test_the_table_tells_what_the_senses_did(chat: Chat) -> None:
    sheet = after(chat, *MANY_TURNS[:4])
    sheet.get_by_role("button", name="Show as table").click()
    rows = table(sheet).get_by_role("row")
    expect(rows.nth(3)).to_have_text(
        re.compile(r"words 60 %, voice 40 %Your voice sounded calmer than before")
    )
    expect(rows.nth(4)).to_have_text(re.compile("Your words and your voice said different things"))


def test_who_reads_the_table_finds_it_again(chat: Chat) -> None:
    sheet = after(chat, *THREE_TURNS)
    sheet.get_by_role("button", name="Show as table").click()
    chat.button("Back to the conversation").click()
    chat.mood.click()
    expect(table(sheet)).to_be_visible()
    sheet.get_by_role("button", name="Show as picture").click()
    expect(points(sheet)).to_have_count(3)
    expect(points(sheet).nth(2)).to_have_attribute("aria-pressed", "true")


def test_one_sentence_tells_the_whole_course(chat: Chat) -> None:
    sheet = after(chat, THREE_TURNS[0])
    expect(sheet.get_by_text(re.compile(r"^One turn so far, at .*12:00: sadness\.$"))).to_be_visible()
    chat.button("Back to the conversation").click()
    chat.write(THREE_TURNS[2])
    expect(chat.bot).to_have_count(3)
    chat.mood.click()
    whole = re.compile(
        r"^2 turns since .*12:00: from sadness to joy, lighter than at the start, and the mood turned once\.$"
    )
    expect(sheet.get_by_text(whole)).to_be_visible()


# --- one point at length ------------------------------------------------------------------------------------


def weighed(sheet: Locator) -> Locator:
    return sheet.get_by_role("list", name="What weighed how much").get_by_role("listitem")


def test_a_point_tells_what_weighed_what_each_sense_said_and_what_changed_it(chat: Chat) -> None:
    sheet = after(chat, *MANY_TURNS[:3])
    expect(sheet.get_by_role("heading", name="It sounds like fear")).to_be_visible()
    expect(sheet.get_by_text(re.compile("12:04 · fairly sure, 70 %$"))).to_be_visible()
    expect(sheet.get_by_text("Your voice sounded calmer than before.")).to_be_visible()
    expect(weighed(sheet)).to_have_text(
        ["Your wordsfear, fairly sure60 %", "Your voicesadness, rather a guess40 %"]
    )
    words, voice = (
        weighed(sheet)
        .locator(".weight-bar > span")
        .evaluate_all("(bars) => bars.map((bar) => bar.offsetWidth / bar.parentNode.offsetWidth)")
    )
    assert (round(words, 1), round(voice, 1)) == (0.6, 0.4)
    expect(sheet.get_by_text("I thought that some calm might help.")).to_be_visible()


def test_senses_that_contradict_each_other_are_told_plainly(chat: Chat) -> None:
    sheet = after(chat, *MANY_TURNS[:4])
    expect(sheet.get_by_role("status").filter(has_text="It sounds mixed, most like sadness")).to_be_visible()
    expect(points(sheet).nth(3)).to_have_accessible_name(re.compile("sadness · mixed$"))
    told = "Your words and your voice said different things: the words heavy, the voice light."
    expect(sheet.get_by_role("status").filter(has_text=told)).to_be_visible()
    points(sheet).nth(2).click()
    expect(sheet.get_by_text(told)).to_have_count(0)


def test_a_mixed_turn_is_a_quiet_sign_in_the_ring_and_a_word_in_its_name(chat: Chat) -> None:
    ring = chat.mood.locator(".ring")
    for n, text in enumerate(MANY_TURNS[:4], start=1):
        expect(ring).not_to_have_attribute("data-mixed", "")
        chat.write(text)
        expect(chat.bot).to_have_count(n + 1)
    expect(ring).to_have_attribute("data-mixed", "")
    expect(chat.mood).to_have_accessible_name(re.compile("It sounds mixed, most like sadness"))


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_an_older_point_is_opened_and_put_right_by_keys(
    chat: Chat, gateway: ScriptedGateway, key: str
) -> None:
    sheet = after(chat, *MANY_TURNS[:3])
    points(sheet).nth(2).focus()
    chat.page.keyboard.press("Home")
    expect(sheet.get_by_role("heading", name="It sounded like sadness")).to_be_visible()
    chat.page.keyboard.press(key)
    expect(points(sheet).nth(0)).to_be_focused()
    sheet.get_by_role("button", name="anger", exact=True).focus()
    chat.page.keyboard.press(key)
    expect(sheet.get_by_role("heading", name="You told me: anger")).to_be_visible()
    gateway.await_messages("correction", 1)


def test_a_gateway_that_tells_nothing_of_the_senses_still_has_a_course(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    chat = visit_of_somebody_known(context, gateway)
    sheet = after(chat, "hello")
    points(sheet).nth(1).click()
    expect(sheet.get_by_role("heading", name="It sounded like trust")).to_be_visible()
    expect(sheet.get_by_text("It sounded much lighter than before.")).to_be_visible()
    expect(sheet.get_by_role("heading", name="What I had to go by")).to_have_count(0)
    no_icon = "404 (Not Found)"
    assert [complaint for complaint in chat.unexpected() if no_icon not in complaint] == []


def test_a_saved_course_of_an_older_widget_is_still_shown(chat: Chat) -> None:
    after(chat, *MANY_TURNS[:3])
    chat.page.evaluate(
        """() => { const [key] = Object.keys(sessionStorage);
          const kept = JSON.parse(sessionStorage[key]);
          for (const point of kept.saved.points)
            for (const name of ["parts", "weights", "mixed", "need"]) delete point[name];
          sessionStorage[key] = JSON.stringify(kept); }"""
    )
    chat.page.reload()
    chat.mood.click()
    sheet = chat.page.get_by_role("dialog", name="How it sounds to me")
    expect(points(sheet)).to_have_count(3)
    points(sheet).nth(1).click()
    expect(sheet.get_by_text("It sounded much livelier than before.")).to_be_visible()
    assert chat.unexpected() == []


# --- a reload, a pause, earlier visits, long courses --------------------------------------------------------


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


def test_time_that_went_by_is_told(context: BrowserContext, gateway: ScriptedGateway) -> None:
    chat = visit_of_somebody_known(context, gateway)
    sheet = after(chat, "I feel better now")
    expect(points(sheet).nth(1)).to_have_accessible_name(re.compile("^24 hrs later · .*31 Dec.*trust"))
    assert sheet.locator(".rest").all_text_contents() == ["24 hrs later", "27 hrs later"]


def a_long_course(chat: Chat, gateway: ScriptedGateway, n: int) -> Locator:
    """`n` earlier turns, three minutes apart, and one now."""
    many: list[dict[str, Any]] = [
        EARLIER[k % 2]
        | {"turn": f"t{k}", "at": f"2025-12-{1 + k // 480:02}T{k // 20 % 24:02}:{k % 20 * 3:02}:00Z"}
        for k in range(n)
    ]
    chat.page.route("**/v1/mood?limit=500", lambda route: route.fulfill(json={"points": many}))
    gateway.known_users.add("signed")
    chat.page.evaluate("document.querySelector('undertone-chat').setUser('signed')")
    expect(chat.bot).to_have_count(1)
    return after(chat, "I feel better now")


def test_a_long_course_is_walked_sideways_and_ends_at_the_present(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    sheet = a_long_course(chat, gateway, 60)
    expect(points(sheet)).to_have_count(61)
    expect(points(sheet).last).to_be_in_viewport()
    expect(points(sheet).first).not_to_be_in_viewport()
    points(sheet).last.focus()
    chat.page.keyboard.press("PageUp")
    expect(points(sheet).nth(50)).to_be_focused()
    expect(points(sheet).nth(50)).to_be_in_viewport()
    chat.page.keyboard.press("Home")
    expect(points(sheet).first).to_be_in_viewport()


def test_all_of_a_very_long_course_is_there_at_a_glance_to_go_through(
    chat: Chat, gateway: ScriptedGateway, axe: str
) -> None:
    sheet = a_long_course(chat, gateway, 499)
    expect(points(sheet)).to_have_count(500)
    whole = sheet.get_by_role("slider", name="All of the course: go to a turn")
    box = whole.bounding_box()
    assert box is not None
    chat.page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    expect(points(sheet).first).to_be_in_viewport()
    expect(points(sheet).first).to_have_attribute("aria-pressed", "true")
    expect(sheet.get_by_role("heading", name="It sounded like anger")).to_be_visible()
    whole.focus()
    chat.page.keyboard.press("ArrowRight")
    expect(sheet.get_by_role("heading", name="It sounded like trust")).to_be_visible()
    expect(whole).to_have_attribute("aria-valuetext", re.compile("1 Dec.*00:03 · trust"))
    assert faults(chat, axe) == []
    sheet.get_by_role("button", name="Show as table").click()
    rows = table(sheet).get_by_role("row")
    expect(rows).to_have_count(51)
    sheet.get_by_role("button", name="Show 50 earlier turns").click()
    expect(rows).to_have_count(101)
    expect(rows.nth(50).get_by_role("button")).to_be_focused()


@pytest.mark.parametrize("n", [1, 2])
def test_a_short_course_needs_no_slider(chat: Chat, n: int) -> None:
    sheet = after(chat, *THREE_TURNS[:n])
    expect(points(sheet)).to_have_count(n)
    expect(sheet.get_by_role("slider")).to_have_count(0)
