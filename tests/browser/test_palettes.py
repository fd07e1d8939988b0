"""Three palettes by day and by night: contrast computed from what is drawn; targets measured."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import ScriptedGateway

pytestmark = pytest.mark.browser

PALETTES = ("pine", "dusk", "ember")
WORDS = (
    "I feel so sad today",
    "Maybe that I miss how it was",
    "I feel better now",
    "Something to read",
    "I can't go on",
    "Let me write",
    "Some music",
    "A short exercise",
)

CONTRAST = """() => {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255]; };
  const over = (top, ground) => top.slice(0, 3).map((part, n) => part * top[3] + ground[n] * (1 - top[3]));
  const parent = (node) => node.parentElement ?? node.getRootNode().host ?? null;
  const ground = (node) => { const layers = [];
    for (let at = node; at; at = parent(at)) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]); };
  const light = (colour) => { const [r, g, b] = colour.map((part) => { const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".unseen, svg");
  const found = [];
  for (const node of document.querySelector("undertone-chat").shadowRoot.querySelectorAll("*")) {
    const own = [...node.childNodes].filter((one) => one.nodeType === 3);
    const words = own.map((one) => one.data.trim()).join("") || node.placeholder || "";
    if (!words || !seen(node)) continue;
    const below = ground(node);
    const ink = over(rgba(getComputedStyle(node).color), below);
    const [high, low] = [light(ink), light(below)].sort((a, b) => b - a);
    found.push({ words: words.slice(0, 40), ratio: (high + 0.05) / (low + 0.05) });
  }
  return found;
}"""

SMALL = """() => [...document.querySelector("undertone-chat").shadowRoot
  .querySelectorAll("button, a[href], input, select, textarea, summary")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest(".bubble, [inert]"))
  .map((node) => ({ name: node.getAttribute("aria-label") || node.textContent || node.tagName,
    box: node.getBoundingClientRect() }))
  .filter(({ box }) => box.width < 44 || box.height < 44)
  .map(({ name, box }) => `${name}: ${box.width.toFixed(1)} x ${box.height.toFixed(1)}`)"""


def a_rich_conversation(chat: Chat) -> None:
    for n, text in enumerate(WORDS, start=1):
        chat.write(text)
        chat.page.locator(".row.bot").nth(n).wait_for()
    chat.button("Open in…").click()
    for n in (1, 0):
        chat.button("Begin").nth(n).click()
    chat.button("Next").last.click()


def looks(chat: Chat, gateway: ScriptedGateway, script: str) -> list[Any]:
    """What `script` finds in every state, one after the other."""
    found: list[Any] = list(chat.page.evaluate(script))
    a_rich_conversation(chat)
    found += chat.page.evaluate(script)
    chat.open_sheet(chat.mood)
    found += chat.page.evaluate(script)
    chat.page.locator(".bead").nth(1).click()
    found += chat.page.evaluate(script)
    chat.page.get_by_role("button", name="Show as table").click()
    found += chat.page.evaluate(script)
    chat.page.keyboard.press("Escape")
    for name in ("", "Your taste", "Show my data", "Forget me", "About What this is"):
        chat.open_sheet(chat.button("Menu"))
        if name:
            chat.page.locator(".sheet").get_by_role("button", name=name).click()
        found += chat.page.evaluate(script)
        chat.page.keyboard.press("Escape")
    gateway.cut()
    chat.write("are you there?")
    chat.page.get_by_text("Waiting to be sent").wait_for()
    found += chat.page.evaluate(script)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("palette", PALETTES)
def test_every_word_keeps_its_contrast(
    chat: Chat, gateway: ScriptedGateway, palette: str, scheme: Any
) -> None:
    gateway.told = [{"kind": "genre", "subject": "jazz", "spoken": "x", "polarity": "loved", "when": None}]
    gateway.learned = [{"genre": "rock", "affinity": -0.4}]
    chat.page.emulate_media(color_scheme=scheme)
    chat.page.locator("undertone-chat").evaluate("(it, name) => it.setAttribute('palette', name)", palette)
    found = looks(chat, gateway, CONTRAST)
    assert len(found) > 200
    assert sorted({(one["words"], round(one["ratio"], 2)) for one in found if one["ratio"] < 4.5}) == []


def test_the_palettes_differ_and_any_other_name_is_the_first(chat: Chat) -> None:
    grounds = [
        chat.page.locator("undertone-chat").evaluate(
            """(it, name) => { it.setAttribute("palette", name);
              return getComputedStyle(it.shadowRoot.querySelector(".send")).color
                + getComputedStyle(it.shadowRoot.querySelector(".panel")).backgroundColor; }""",
            name,
        )
        for name in (*PALETTES, "no such name")
    ]
    assert len(set(grounds[:3])) == 3
    assert grounds[3] == grounds[0]


def test_every_target_is_44_pixels_on_a_desktop(chat: Chat, gateway: ScriptedGateway) -> None:
    gateway.told = [{"kind": "genre", "subject": "jazz", "spoken": "x", "polarity": "loved", "when": None}]
    assert sorted(set(looks(chat, gateway, SMALL))) == []


@pytest.fixture
def phone(browser: Browser) -> BrowserContext:
    return browser.new_context(
        locale="en-GB",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )


def test_every_target_is_44_pixels_on_a_phone(phone: BrowserContext, gateway: ScriptedGateway) -> None:
    chat = Chat(phone.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").tap()
    chat.bot.first.wait_for()
    assert sorted(set(looks(chat, gateway, SMALL))) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.close()


def test_the_panel_fills_what_the_keyboard_of_a_phone_leaves(
    phone: BrowserContext, gateway: ScriptedGateway
) -> None:
    chat = Chat(phone.new_page())
    chat.page.goto(f"{gateway.url}/bare")
    chat.button("Open the conversation").tap()
    chat.bot.first.wait_for()
    chat.page.evaluate(
        """() => { for (const [name, value] of [["height", 420], ["offsetTop", 30]])
            Object.defineProperty(visualViewport, name, { configurable: true, get: () => value });
          visualViewport.dispatchEvent(new Event("resize")); }"""
    )
    box = chat.page.locator(".panel").bounding_box()
    assert box is not None
    assert (box["y"], box["height"]) == (30, 420)
    send = chat.button("Send").bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= 450
    phone.close()
