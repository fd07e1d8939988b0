"""The packed element: what the modules say, under 40 KB, and as good as they are."""

import gzip
import importlib.util
from types import ModuleType

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Chat
from tests.browser.scripted_gateway import WIDGET, ScriptedGateway

MOST_BYTES = 40_000


def packer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pack", WIDGET / "pack.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_packed_file_is_what_the_modules_say() -> None:
    pack = packer()
    assert pack.PACKED.read_text() == pack.packed(), "run: python web_widget/pack.py"


def test_a_visitor_downloads_less_than_40_kb() -> None:
    assert len(gzip.compress(packer().PACKED.read_bytes(), 9, mtime=0)) < MOST_BYTES


def test_every_module_is_in_it() -> None:
    text = packer().PACKED.read_text()
    modules = [path for path in (WIDGET / "element").rglob("*.js") if not path.name.endswith(".packed.js")]
    assert len(modules) > 40
    assert text.count("=(()=>{\n") == len(modules)


@pytest.mark.browser
def test_a_site_with_the_packed_file_has_the_whole_conversation(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    chat = Chat(context.new_page())
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.goto(f"{gateway.url}/packed")
    chat.button("Open the conversation").click()
    for n, text in enumerate(("I feel so sad today", "Some music", "A short exercise"), start=1):
        chat.write(text)
        chat.page.locator(".row.bot").nth(n).wait_for()
    chat.button("Begin").click()
    chat.mood.click()
    expect(chat.page.get_by_role("dialog", name="How it sounds to me")).to_be_visible()
    assert [url for url in asked if url.endswith(".js")] == [
        f"{gateway.url}/element/undertone-chat.packed.js"
    ]
    assert chat.violations() == []
