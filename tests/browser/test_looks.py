"""The pictures of the documentation, taken from the widget itself when UNDERTONE_WRITE_SCREENSHOTS=1."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser.conftest import DOCUMENTED, IMAGES, Chat, KeepPicture, writes_pictures
from tests.browser.script import BRIGHT_TRACK, MANY_TURNS
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

MOST_BYTES = 3_200_000
"""Twenty-six pictures of the conversation and four of the voice."""
STILL = """(chat) => new Promise((settled) => {
  const running = () => chat.shadowRoot.getAnimations().filter(
    (animation) => animation.playState === "running" && animation.effect.getTiming().iterations !== Infinity);
  let calm = 0;
  const look = () => {
    const log = chat.shadowRoot.querySelector(".log");
    calm = running().length || "gliding" in log.dataset ? 0 : calm + 1;
    return calm > 3 || log.clientHeight === 0 ? settled() : requestAnimationFrame(look);
  };
  look(); })"""
THREE = """async () => {
  const stage = document.createElement("div");
  document.body.replaceChildren(stage);
  document.body.classList.add("three");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.three > div { display: flex; gap: 1.5rem; padding: 1.5rem; block-size: 100vh; }
    .three undertone-chat { flex: 1; border-radius: 1.25rem; box-shadow: 0 10px 40px rgb(0 0 0 / 0.12); }`);
  document.adoptedStyleSheets = [sheet];
  for (const palette of ["pine", "dusk", "ember"]) {
    const chat = document.createElement("undertone-chat");
    chat.setAttribute("mode", "inline");
    chat.setAttribute("palette", palette);
    chat.setAttribute("heading", palette[0].toUpperCase() + palette.slice(1));
    stage.append(chat);
  }
}"""

COVERS = """async () => {
  const { card } = await import("/element/view/cards/index.js");
  const { languageFor } = await import("/element/lang/index.js");
  const { styleSheets } = await import("/element/view/styles/index.js");
  const places = { joy: [0.8, 0.5], trust: [0.5, -0.4], fear: [-0.6, 0.5], surprise: [0.3, 0.7],
    sadness: [-0.7, -0.6], disgust: [-0.6, 0.1], anger: [-0.5, 0.8], anticipation: [0.4, 0.4] };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.wall { display: grid; gap: 0.9em; padding: 0.9em;
      grid-template-columns: repeat(4, 1fr); }
    .rates { display: none !important; }`);
  const wall = document.createElement("div");
  wall.className = "wall";
  const host = document.createElement("div");
  host.id = "covers";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [...styleSheets(), sheet];
  const labels = Object.keys(places);
  for (const [n, label] of labels.entries()) {
    for (const k of [0, 1]) {
      const other = labels[(n + 3 + k * 2) % labels.length];
      const [valence, arousal] = places[label];
      const drawn = card({ kind: "track", id: `${label}-${k}`, title: `${label}, ${other}`, valence,
        arousal: arousal - k * 0.5, feelings: { [label]: 0.7, [other]: 0.3 }, links: [] },
        { say: languageFor("en").say, request() {} });
      wall.append(drawn.node);
    }
  }
  root.append(wall);
  document.body.replaceChildren(host);
}"""


@pytest.fixture(params=["light", "dark"] if writes_pictures() else ["light"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def context_for(browser: Browser, scheme: str, **given: Any) -> BrowserContext:
    """A browser with its motion, at twice the pixels."""
    return browser.new_context(
        locale="en-GB",
        timezone_id="UTC",
        color_scheme="dark" if scheme == "dark" else "light",
        **{"device_scale_factor": 2, **given},
    )


@pytest.fixture
def moving_chat(browser: Browser, gateway: ScriptedGateway, scheme: str) -> Iterator[Chat]:
    """The demo page on a desktop."""
    context = context_for(browser, scheme, viewport={"width": 1180, "height": 860})
    chat = Chat(context.new_page())
    chat.page.goto(gateway.url)
    chat.bot.first.wait_for()
    yield chat
    context.close()


@pytest.fixture
def phone_chat(browser: Browser, gateway: ScriptedGateway, scheme: str) -> Iterator[Chat]:
    """A page with nothing but the script tag, on a phone; the panel is open."""
    context = context_for(
        browser, scheme, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").tap()
    chat.bot.first.wait_for()
    yield chat
    context.close()


def settle(chat: Chat) -> None:
    """Wait until everything that moves to an end has arrived."""
    chat.page.mouse.move(5, 5)
    chat.page.locator("undertone-chat").evaluate(STILL)


def panel(chat: Chat) -> Locator:
    return chat.page.locator("undertone-chat")


def say(chat: Chat, *texts: str) -> None:
    """Write one text after the other, each answered before the next."""
    for text in texts:
        before = chat.page.locator(".row.bot").count()
        chat.write(text)
        chat.page.locator(".row.bot").nth(before).wait_for()
    expect(chat.page.locator(".typing")).to_be_hidden()


def test_the_demo_page_with_a_song(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    say(moving_chat, "I feel so sad today", "Some music")
    settle(moving_chat)
    keep_picture(moving_chat.page, f"demo-{scheme}")
    keep_picture(panel(moving_chat), f"song-{scheme}")
    moving_chat.button("Open in…").click()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"services-{scheme}")


def test_covers_of_sixteen_moods(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    moving_chat.page.evaluate(COVERS)
    expect(moving_chat.page.locator("#covers .cover")).to_have_count(16)
    keep_picture(moving_chat.page.locator("#covers"), f"covers-{scheme}")


def test_an_exercise_that_runs(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    moving_chat.page.clock.install(time=1_767_268_800)
    moving_chat.page.reload()
    say(moving_chat, "A short exercise")
    moving_chat.button("Begin").click()
    moving_chat.button("Next").click()
    moving_chat.page.clock.run_for(3_000)
    expect(moving_chat.page.locator(".pace-phase")).to_have_text("In")
    keep_picture(panel(moving_chat), f"breathing-{scheme}")
    moving_chat.button("Next").click()
    moving_chat.button("Finish").click()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"ending-{scheme}")


def test_a_page_of_ones_own(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    say(moving_chat, "Let me write")
    moving_chat.button("Begin").click()
    field = moving_chat.page.get_by_role("textbox", name="Write for yourself")
    field.fill("The meeting. And that nobody asked.")
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"journal-{scheme}")


def test_something_to_read(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    say(moving_chat, "Something to read")
    moving_chat.button("Read").click()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"read-{scheme}")


def test_help_lines(moving_chat: Chat, scheme: str, keep_picture: KeepPicture) -> None:
    say(moving_chat, "I can't go on")
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"help-{scheme}")


def test_a_long_conversation_and_its_course(
    moving_chat: Chat, scheme: str, keep_picture: KeepPicture
) -> None:
    say(moving_chat, *MANY_TURNS)
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"long-{scheme}")
    moving_chat.open_sheet(moving_chat.mood)
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"mood-{scheme}")
    moving_chat.page.locator(".bead").nth(3).click()
    moving_chat.page.locator(".point").evaluate("(node) => node.scrollIntoView()")
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"point-{scheme}")
    moving_chat.page.get_by_role("button", name="Show as table").click()
    moving_chat.page.locator(".course").evaluate("(node) => node.scrollIntoView()")
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"table-{scheme}")


def test_the_menu_and_the_taste(
    moving_chat: Chat, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    gateway.told = [
        {"kind": "genre", "subject": "jazz", "spoken": "jazz", "polarity": "loved", "when": None},
        {
            "kind": "trait",
            "subject": "drums",
            "spoken": "drums",
            "polarity": "rejected",
            "when": "night",
        },
    ]
    gateway.learned = [{"genre": "ambient", "affinity": 0.6}, {"genre": "rock", "affinity": -0.4}]
    say(moving_chat, "hello")
    moving_chat.button("Menu").click()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"menu-{scheme}")
    moving_chat.page.get_by_role("button", name="Your taste").click()
    moving_chat.page.get_by_text("You love jazz").wait_for()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"taste-{scheme}")


def test_what_went_wrong_is_said_kindly(
    moving_chat: Chat, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    say(moving_chat, "I feel so sad today", "are you there?")
    gateway.await_messages("text", 2)
    sent = gateway.of_type("text")[-1]
    gateway.say(type="error", code="bot_failed", detail="I'm sorry.", id=sent["id"])
    gateway.say(type="error", code="queue_full", detail="Too many.", id=None)
    moving_chat.page.get_by_text("No answer came to this").wait_for()
    settle(moving_chat)
    keep_picture(panel(moving_chat), f"error-{scheme}")


def test_three_palettes_side_by_side(
    browser: Browser, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    context = context_for(browser, scheme, viewport={"width": 1240, "height": 800}, device_scale_factor=1.5)
    chat = Chat(context.new_page())
    chat.page.goto(gateway.url)
    chat.bot.first.wait_for()
    chat.page.evaluate(THREE)
    for n in range(3):
        one = chat.page.locator("undertone-chat").nth(n)
        one.locator(".row.bot .bubble").first.wait_for()
        for text in (
            ("I feel so sad today", "Some music") if n == 0 else ("I feel better now", "One more song")
        ):
            before = one.locator(".row.bot").count()
            one.get_by_role("textbox").fill(text)
            one.get_by_role("textbox").press("Enter")
            one.locator(".row.bot").nth(before).wait_for()
        one.evaluate(STILL)
    expect(chat.page.get_by_role("article", name=f"Song: {BRIGHT_TRACK['title']}")).to_have_count(2)
    keep_picture(chat.page, f"palettes-{scheme}")
    context.close()


def test_the_page_that_listens(
    browser: Browser, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    context = context_for(browser, scheme, viewport={"width": 1180, "height": 760}, device_scale_factor=1.5)
    chat = Chat(context.new_page())
    chat.page.goto(f"{gateway.url}/listening.html")
    chat.page.locator("#open").click()
    chat.bot.first.wait_for()
    say(chat, "I feel better now", "One more song")
    settle(chat)
    chat.button("Fold the conversation away").click()
    gateway.say(type="message", text="Shall I look for another one?")
    expect(chat.page.locator(".badge")).to_have_text("1")
    keep_picture(chat.page, f"page-{scheme}")
    context.close()


def test_a_phone(phone_chat: Chat, scheme: str, keep_picture: KeepPicture, gateway: ScriptedGateway) -> None:
    say(phone_chat, "I feel better now", "One more song")
    settle(phone_chat)
    keep_picture(phone_chat.page, f"phone-song-{scheme}")
    phone_chat.mood.tap()
    settle(phone_chat)
    keep_picture(phone_chat.page, f"phone-mood-{scheme}")
    phone_chat.button("Back to the conversation").tap()
    phone_chat.button("Fold the conversation away").tap()
    gateway.say(type="message", text="Still there?")
    expect(phone_chat.page.locator(".badge")).to_have_text("1")


def test_a_phone_with_help_lines_and_a_broken_line(
    phone_chat: Chat, gateway: ScriptedGateway, scheme: str, keep_picture: KeepPicture
) -> None:
    say(phone_chat, "I can't go on")
    settle(phone_chat)
    keep_picture(phone_chat.page, f"phone-help-{scheme}")
    gateway.cut()
    phone_chat.write("are you there?")
    phone_chat.page.get_by_text("Waiting to be sent").wait_for()
    settle(phone_chat)
    keep_picture(phone_chat.page, f"phone-waiting-{scheme}")


def test_the_pictures_are_small_and_none_is_left_over() -> None:
    kept = sorted(path.name for path in IMAGES.iterdir())
    own = [name for name in kept if name.rpartition(".")[0] in DOCUMENTED]
    assert own == sorted(f"{name}.jpg" for name in DOCUMENTED)
    assert sum((IMAGES / name).stat().st_size for name in own) < MOST_BYTES
