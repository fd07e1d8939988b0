"""What was told and learned of the visitor's taste: seen, said, taken back."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

HIP_HOP = {"kind": "genre", "subject": "hip_hop", "spoken": "hip-hop", "polarity": "loved", "when": None}
DRUMS = {
    "kind": "trait",
    "subject": "drums",
    "spoken": "drums",
    "polarity": "rejected",
    "when": "night",
}


def opened(chat: Chat) -> Locator:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Your taste").click()
    return chat.page.get_by_role("dialog", name="Your taste")


def test_what_was_told_and_learned_is_shown_in_words(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.told = [HIP_HOP, DRUMS]
    gateway.learned = [{"genre": "ambient", "affinity": 0.6}, {"genre": "rock", "affinity": -0.4}]
    sheet = opened(chat)
    expect(sheet.get_by_text("You love hip-hop")).to_be_visible()
    expect(sheet.get_by_text("No drums, at night")).to_be_visible()
    expect(sheet.get_by_text("You seem to like ambient")).to_be_visible()
    expect(sheet.get_by_text("You seem not to like rock")).to_be_visible()


def test_each_can_be_taken_back(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.told = [HIP_HOP, DRUMS]
    gateway.learned = [{"genre": "rock", "affinity": -0.4}]
    asked: list[str] = []
    chat.page.on("request", lambda one: asked.append(one.url) if one.method == "DELETE" else None)
    sheet = opened(chat)
    sheet.get_by_role("button", name="Take back: No drums, at night").click()
    expect(sheet.get_by_text("No drums, at night")).to_have_count(0)
    expect(sheet.get_by_role("button", name="Take back: You love hip-hop")).to_be_focused()
    sheet.get_by_role("button", name="Take back: You seem not to like rock").click()
    expect(sheet.get_by_text("rock")).to_have_count(0)
    expect(sheet.get_by_text("You love hip-hop")).to_be_visible()
    assert [url.split("?")[1] for url in asked] == [
        "kind=trait&subject=drums&when=night",
        "kind=genre&subject=rock",
    ]


def test_more_can_be_told_by_a_form(chat: Chat, gateway: ScriptedGateway) -> None:
    sheet = opened(chat)
    expect(sheet.get_by_text("Nothing yet.")).to_be_visible()
    sheet.get_by_role("textbox", name="Such as jazz").fill("drums")
    sheet.get_by_role("combobox", name="What it is").select_option("trait")
    sheet.get_by_role("combobox", name="When it holds").select_option("night")
    sheet.get_by_role("button", name="Not for me").click()
    expect(sheet.get_by_text("No drums, at night")).to_be_visible()
    assert gateway.told == [DRUMS]
    expect(sheet.get_by_role("textbox")).to_have_value("")


def test_if_it_cannot_be_fetched_the_visitor_is_told_and_may_try_again(chat: Chat) -> None:
    chat.page.route("**/v1/preferences", lambda route: route.abort())
    sheet = opened(chat)
    expect(sheet.get_by_text("That did not work. Please try again.")).to_be_visible()
    chat.page.unroute("**/v1/preferences")
    sheet.get_by_role("button", name="Try again").click()
    expect(sheet.get_by_text("Nothing yet.")).to_be_visible()


def test_what_is_not_on_the_shelf_is_said_kindly_and_the_rest_stays(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    gateway.told = [HIP_HOP]
    sheet = opened(chat)
    sheet.get_by_role("textbox", name="Such as jazz").fill("no such thing")
    sheet.get_by_role("button", name="I love it").click()
    expect(sheet.get_by_text("I have no such music")).to_be_visible()
    expect(sheet.get_by_text("You love hip-hop")).to_be_visible()
    expect(sheet.get_by_role("button", name="Try again")).to_be_hidden()
