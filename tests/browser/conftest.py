"""Chromium, the scripted gateway, and a page that reports every violation."""

import base64
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    Locator,
    Page,
    sync_playwright,
)

from tests.browser.axe import axe
from tests.browser.script import answer
from tests.browser.scripted_gateway import ScriptedGateway, serving

__all__ = ["axe"]
"""A fixture that has a file of its own."""

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
DOCUMENTED = (
    *("demo-light", "demo-dark", "palettes-light", "palettes-dark", "covers-light", "page-light"),
    *("song-light", "song-dark", "services-light", "breathing-light", "breathing-dark", "journal-light"),
    *("ending-light", "read-light", "help-light", "long-light"),
    *("mood-light", "point-light", "table-light"),
    *("taste-light", "menu-light", "error-light", "phone-song-light", "phone-mood-dark"),
    *("phone-waiting-dark", "phone-help-light"),
    *("voice-asking-light", "voice-hearing-light", "voice-interrupted-light"),
    "phone-voice-unsure-dark",
    *("camera-asking-light", "camera-on-light", "phone-camera-mood-dark"),
)
"""The pictures of the documentation, in `docs/images/`, as JPEG."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(
  `${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def chromium_path(chromium: BrowserType) -> str:
    """Debian's Chromium, or the one Playwright brought; skips where there is neither."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    brought = chromium.executable_path
    if found is None and not Path(brought).exists():
        pytest.skip("no Chromium: apt-get install chromium, or python -m playwright install chromium")
    return found or brought


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path(playwright.chromium), args=ARGUMENTS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def gateway() -> Iterator[ScriptedGateway]:
    scripted = ScriptedGateway(answer)
    with serving(scripted.app()) as url:
        scripted.url = url
        yield scripted


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(
        locale="en-GB", viewport={"width": 1180, "height": 820}, reduced_motion="reduce"
    )
    made.add_init_script(REPORT_VIOLATIONS)
    yield made
    made.close()


@dataclass
class Chat:
    """The widget as a visitor meets it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def bot(self) -> Locator:
        return self.page.locator(".row.bot .bubble")

    @property
    def visitor(self) -> Locator:
        return self.page.locator(".row.visitor .bubble")

    @property
    def mood(self) -> Locator:
        return self.page.locator(".mood-button")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def open_sheet(self, opener: Locator) -> None:
        """Press `opener` and wait for the sheet itself; until its part is fetched a sign keeps its place."""
        opener.click()
        self.page.locator(".sheet:not([hidden]):not([data-waiting])").wait_for()

    def write(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def violations(self) -> list[str]:
        reported: list[str] = self.page.evaluate("window.violations")
        return reported

    def unexpected(self) -> list[str]:
        """Complaints of the browser other than about a line that the test itself cut."""
        return [complaint for complaint in self.complaints if "WebSocket connection to" not in complaint]


@pytest.fixture
def corner_chat(context: BrowserContext, gateway: ScriptedGateway) -> Chat:
    """A site with nothing but the script tag; the panel is still closed."""
    opened = Chat(context.new_page())
    opened.page.goto(f"{gateway.url}/bare")
    opened.page.locator(".launcher").wait_for()
    return opened


@pytest.fixture
def chat(context: BrowserContext, gateway: ScriptedGateway) -> Chat:
    """The demo page, its conversation open and greeted."""
    opened = Chat(context.new_page())
    opened.page.goto(gateway.url)
    opened.bot.first.wait_for()
    return opened


def writes_pictures() -> bool:
    """Whether this run renews the pictures of the documentation."""
    return os.environ.get("UNDERTONE_WRITE_SCREENSHOTS") == "1"


DIFFERENCE = """async ([before, after]) => {
  const pixels = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height);
  };
  const [old, fresh] = [await pixels(before), await pixels(after)];
  if (old.width !== fresh.width || old.height !== fresh.height) return 1;
  let n_other = 0;
  for (let at = 0; at < old.data.length; at += 4) {
    const apart = Math.max(...[0, 1, 2].map((part) => Math.abs(old.data[at + part] - fresh.data[at + part])));
    if (apart > 24) n_other += 1;
  }
  return n_other / (old.data.length / 4);
}"""
SAME_UP_TO = 0.004
"""Pictures that differ in a smaller share of their pixels are the same to an eye: the file is kept."""


def differs(browser: Browser, before: bytes, after: bytes) -> bool:
    """Whether two JPEG pictures look different."""
    page = browser.new_page()
    try:
        page.goto("about:blank")
        shares = [base64.b64encode(picture).decode() for picture in (before, after)]
        return bool(page.evaluate(DIFFERENCE, shares) > SAME_UP_TO)
    finally:
        page.close()


class KeepPicture(Protocol):
    def __call__(self, target: Page | Locator, name: str) -> None: ...


@pytest.fixture
def keep_picture(browser: Browser) -> KeepPicture:
    """Writes a screenshot for the documentation if UNDERTONE_WRITE_SCREENSHOTS=1 and if it changed."""

    def keep(target: Page | Locator, name: str) -> None:
        if not writes_pictures() or name not in DOCUMENTED:
            return
        IMAGES.mkdir(parents=True, exist_ok=True)
        path = IMAGES / f"{name}.jpg"
        fresh = target.screenshot(type="jpeg", quality=76)
        if not path.exists() or differs(browser, path.read_bytes(), fresh):
            path.write_bytes(fresh)

    return keep
