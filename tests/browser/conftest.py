"""Chromium, the scripted gateway, and a page that reports every violation."""

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
    Locator,
    Page,
    Playwright,
    sync_playwright,
)

from tests.browser.script import answer
from tests.browser.scripted_gateway import ScriptedGateway, serving

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
DOCUMENTED = {
    "demo-light": "jpg",  # soft colours over a whole page: a PNG of it is eight times as large
    "demo-dark": "jpg",
    "song-dark": "png",
    "exercise-light": "png",
    "mood-light": "png",
    "menu-light": "png",
    "phone-help-light": "png",
    "phone-waiting-dark": "png",
}
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


def chromium_path(playwright: Playwright) -> str:
    """Debian's Chromium, or the one Playwright brought; skips where there is neither."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    brought = playwright.chromium.executable_path
    if found is None and not Path(brought).exists():
        pytest.skip("no Chromium: apt-get install chromium, or python -m playwright install chromium")
    return found or brought


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(playwright), args=ARGUMENTS)
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


class KeepPicture(Protocol):
    def __call__(self, target: Page | Locator, name: str) -> None: ...


@pytest.fixture
def keep_picture() -> KeepPicture:
    """Writes a screenshot for the documentation, only when UNDERTONE_WRITE_SCREENSHOTS=1."""

    def keep(target: Page | Locator, name: str) -> None:
        if writes_pictures() and name in DOCUMENTED:
            IMAGES.mkdir(parents=True, exist_ok=True)
            target.screenshot(path=IMAGES / f"{name}.{DOCUMENTED[name]}")

    return keep
