"""The pictures of the documentation, taken from the widget itself when UNDERTONE_WRITE_SCREENSHOTS=1."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Chat, KeepPicture, writes_pictures
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

STILL = """(chat) => new Promise((settled) => {
  const running = () => chat.shadowRoot.getAnimations().filter(
    (animation) => animation.playState === "running" && animation.effect.getTiming().iterations !== Infinity
      && animation.animationName !== "pace");
  const look = () => (running().length ? requestAnimationFrame(look) : settled());
  look(); })"""


@pytest.fixture(params=["light", "dark"] if writes_pictures() else ["light"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def moving_chat(browser: Browser, gateway: ScriptedGateway, scheme: str) -> Iterator[Chat]:
    """The demo page with its motion, at twice the pixels."""
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": 1180, "height": 800},
        device_scale_factor=2,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    chat = Chat(context.new_page())
    chat.page.goto(gateway.url)
    chat.bot.first.wait_for()
    yield chat
    context.close()


def settle(chat: Chat) -> None:
    """Wait until everything that moves to an end has arrived."""
    chat.page.mouse.move(5, 5)
    chat.page.locator("undertone-chat").evaluate(STILL)


def test_the_demo_page_with_a_song(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    moving_chat.write("I feel so sad today")
    moving_chat.button("Some music").click()
    expect(moving_chat.button("Something else")).to_be_visible()
    settle(moving_chat)
    keep_picture(moving_chat.page, f"demo-{scheme}")
    keep_picture(moving_chat.page.locator("undertone-chat"), f"song-{scheme}")


def test_an_exercise_on_its_second_step(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    moving_chat.write("A short exercise")
    moving_chat.button("Begin").click()
    moving_chat.button("Next").click()
    settle(moving_chat)
    keep_picture(moving_chat.page.locator("undertone-chat"), f"exercise-{scheme}")


def test_the_mood_over_some_turns(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    for n, text in enumerate(["I feel so sad today", "Just listen", "hm", "I feel better now"], start=1):
        moving_chat.write(text)
        expect(moving_chat.bot).to_have_count(n + 1)
    moving_chat.mood.click()
    settle(moving_chat)
    keep_picture(moving_chat.page.locator("undertone-chat"), f"mood-{scheme}")


def test_the_menu_and_the_data(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    moving_chat.write("hello")
    expect(moving_chat.bot).to_have_count(2)
    moving_chat.button("Menu").click()
    settle(moving_chat)
    keep_picture(moving_chat.page.locator("undertone-chat"), f"menu-{scheme}")
    moving_chat.page.get_by_role("button", name="Show my data").click()
    moving_chat.page.get_by_text("2 entries").wait_for()
    settle(moving_chat)
    keep_picture(moving_chat.page.locator("undertone-chat"), f"data-{scheme}")


def test_a_phone_with_help_lines_and_a_broken_line(
    browser: Browser, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": 390, "height": 800},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    keep_picture(chat.page, f"launcher-{scheme}")
    chat.button("Open the conversation").tap()
    chat.bot.first.wait_for()
    chat.write("I can't go on")
    chat.page.get_by_role("article").wait_for()
    settle(chat)
    keep_picture(chat.page, f"phone-help-{scheme}")
    chat.write("Something to read")
    chat.button("Read").tap()
    gateway.cut()
    chat.write("are you there?")
    chat.page.get_by_text("Waiting to be sent").wait_for()
    settle(chat)
    keep_picture(chat.page, f"phone-waiting-{scheme}")
    context.close()
