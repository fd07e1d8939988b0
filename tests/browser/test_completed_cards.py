"""A song that is found after its card was shown: completed in place, and played only when asked for."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Route, expect

from tests.browser.conftest import Chat
from tests.browser.script import TRACK, say
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

ID = "4uLU6hMCjMI75M1A2tKUQC"
PAGE, PLAYER = f"https://open.spotify.com/track/{ID}", f"https://open.spotify.com/embed/track/{ID}"
FOUND = {"service": "spotify", "url": PAGE, "embed": PLAYER}
LINKS: list[dict[str, str]] = [dict(link) for link in TRACK["links"]]  # type: ignore[attr-defined]
COMPLETED = TRACK | {"found": FOUND, "links": [{"service": "spotify", "url": PAGE}, *LINKS[1:]]}
OUTSIDE = re.compile(r"https://open\.spotify\.com/")


def offered(chat: Chat) -> Locator:
    chat.write("Some music")
    card = chat.page.get_by_role("article", name=f"Song: {TRACK['title']}")
    card.wait_for()
    return card


def stand_in(chat: Chat) -> list[str]:
    """Answers for Spotify's player; what was asked of it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body="<!doctype html><title>Player</title><p>Playing</p>")

    chat.page.context.route(OUTSIDE, answer)
    return asked


def test_a_card_is_completed_in_place_and_asks_nothing_of_the_service_before_a_press(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    asked = stand_in(chat)
    card = offered(chat)
    expect(card.get_by_role("button", name="Listen here")).to_have_count(0)
    gateway.complete(COMPLETED)
    listen = card.get_by_role("button", name="Listen here")
    expect(listen).to_be_visible()
    expect(listen).to_have_accessible_description(re.compile("comes from Spotify, which then knows"))
    expect(chat.page.get_by_role("article")).to_have_count(1)
    assert asked == []
    assert chat.page.locator("iframe").count() == 0
    listen.click()
    player = card.locator("iframe")
    expect(player).to_have_attribute("src", PLAYER)
    expect(player).to_have_attribute("referrerpolicy", "no-referrer")
    expect(player).to_have_attribute("title", f"{TRACK['title']}, player of Spotify")
    expect(card.frame_locator("iframe").get_by_text("Playing")).to_be_visible()
    assert asked == [PLAYER]
    gateway.await_messages("feedback", 1)
    assert gateway.of_type("feedback")[-1]["action"] == "play"
    assert chat.violations() == []


def test_the_link_then_leads_to_the_song_itself(chat: Chat, gateway: ScriptedGateway) -> None:
    card = offered(chat)
    gateway.complete(COMPLETED)
    card.get_by_role("button", name="Listen here").wait_for()
    card.get_by_role("button", name="Open in…").click()
    expect(card.get_by_role("link").first).to_have_attribute("href", PAGE)


def test_a_completed_card_is_complete_after_a_reload(chat: Chat, gateway: ScriptedGateway) -> None:
    card = offered(chat)
    gateway.complete(COMPLETED)
    card.get_by_role("button", name="Listen here").wait_for()
    chat.page.reload()
    expect(card.get_by_role("button", name="Listen here")).to_be_visible()


def test_what_was_completed_while_the_line_was_down_comes_with_it(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    card = offered(chat)
    gateway.cut()
    gateway.complete(COMPLETED)
    gateway.mend()
    expect(card.get_by_role("button", name="Listen here")).to_be_visible(timeout=15_000)


def test_who_is_choosing_a_service_is_not_interrupted(chat: Chat, gateway: ScriptedGateway) -> None:
    card = offered(chat)
    card.get_by_role("button", name="Open in…").click()
    link = card.get_by_role("link").nth(1)
    link.focus()
    gateway.complete(COMPLETED)
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    expect(card.get_by_role("link")).to_have_count(4)


def test_a_card_in_use_is_completed_once_it_is_left(chat: Chat, gateway: ScriptedGateway) -> None:
    card = offered(chat)
    unfold = card.get_by_role("button", name="Open in…")
    unfold.click()
    gateway.complete(COMPLETED)
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    expect(card.get_by_role("button", name="Listen here")).to_have_count(0)
    unfold.click()
    chat.write("well")
    expect(card.get_by_role("button", name="Listen here")).to_be_visible()


def test_a_song_that_is_offered_twice_has_a_hint_in_each_card(chat: Chat, gateway: ScriptedGateway) -> None:
    for n in range(2):
        chat.write("Some music")
        card = chat.page.get_by_role("article", name=f"Song: {TRACK['title']}").nth(n)
        card.wait_for()
        gateway.complete(COMPLETED)
        card.get_by_role("button", name="Listen here").wait_for()
    ids = chat.page.locator(".player-words").evaluate_all("hints => hints.map((hint) => hint.id)")
    assert len(ids) == len(set(ids)) == 2


def test_a_card_of_an_earlier_message_of_the_same_number_stays_as_it_is(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    card = offered(chat)
    gateway.complete(COMPLETED, message=1)
    chat.write("bye")
    chat.bot.last.get_by_text("You said: bye").wait_for()
    expect(card.get_by_role("button", name="Listen here")).to_have_count(0)


@pytest.mark.parametrize(
    "embed",
    [
        "https://evil.example/embed/track/4uLU6hMCjMI75M1A2tKUQC",
        "https://open.spotify.com.evil.example/embed/track/4uLU6hMCjMI75M1A2tKUQC",
        "javascript:alert(1)",
        "https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC?utm=who",
    ],
)
def test_a_player_from_anywhere_else_is_not_shown(chat: Chat, gateway: ScriptedGateway, embed: str) -> None:
    gateway.script = lambda text: [say(text, card=TRACK | {"found": FOUND | {"embed": embed}})]
    card = offered(chat)
    expect(card.get_by_role("button", name="Open in…")).to_be_visible()
    expect(card.get_by_role("button", name="Listen here")).to_have_count(0)


def test_a_page_that_lets_no_player_in_offers_the_link_instead(
    context: BrowserContext, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.browser.scripted_gateway.STRICT_POLICY", "default-src 'self'")
    gateway.script = lambda text: [say(text, card=COMPLETED)]
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").click()
    card = offered(chat)
    card.get_by_role("button", name="Listen here").click()
    expect(card.get_by_text("This page does not let the player in.")).to_be_visible()
    expect(card.get_by_role("link", name=re.compile("Spotify")).last).to_have_attribute("href", PAGE)
    assert card.locator("iframe").count() == 0


def test_the_preferred_service_opens_with_one_press_and_the_others_stand_behind(
    chat: Chat, gateway: ScriptedGateway
) -> None:
    links = [LINKS[3], *LINKS[:3]]
    gateway.script = lambda text: [say(text, card=TRACK | {"preferred": "deezer", "links": links})]
    card = offered(chat)
    link = card.get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_have_text("Deezer")
    expect(link).to_have_accessible_name(f"{TRACK['title']} on Deezer (opens a new tab)")
    expect(link).to_have_attribute("href", LINKS[3]["url"])
    card.get_by_role("button", name="Open in…").click()
    expect(card.get_by_role("link")).to_have_text(["Deezer", "Spotify", "YouTube Music", "Apple Music"])


def test_where_a_visitor_listens_is_a_setting_of_theirs(chat: Chat, gateway: ScriptedGateway) -> None:
    chat.write("hello")
    chat.bot.nth(1).wait_for()
    chat.button("Menu").click()
    chat.page.get_by_role("button", name="Your taste").click()
    pick = chat.page.get_by_role("combobox", name="Where you listen")
    expect(pick).to_have_value("")
    pick.select_option(label="Apple Music")
    expect(pick).to_be_enabled()
    expect(pick).to_have_value("apple-music")
    assert gateway.service == "apple-music"
    pick.select_option(label="Nowhere in particular")
    expect(pick).to_be_enabled()
    expect(pick).to_have_value("")
    assert gateway.service is None
