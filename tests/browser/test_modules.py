"""The widget's modules without a page: under node where it is, else inside Chromium; the same tests."""

import shutil
import subprocess

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.scripted_gateway import MODULES, ScriptedGateway

TEST_MODULES = sorted(path.name for path in MODULES.glob("*.test.mjs"))
RUN = """async (names) => {
  for (const name of names) await import(`/modules/${name}`);
  return (await import("/modules/harness.mjs")).runCollected();
}"""


NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not here: the same tests run in Chromium")
def test_the_modules_pass_their_tests_under_node() -> None:
    run = subprocess.run(  # noqa: S603 - our own modules, under the node that was found
        [str(NODE), "--test", *(str(MODULES / name) for name in TEST_MODULES)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


@pytest.mark.browser
def test_the_modules_pass_their_tests_inside_chromium(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    page = context.new_page()
    page.goto(f"{gateway.url}/icon.svg")
    results = page.evaluate(RUN, TEST_MODULES)
    assert len(results) > 30
    assert [result for result in results if result["failure"]] == []


@pytest.mark.browser
def test_a_page_asks_for_the_widget_in_three_requests_and_not_in_forty(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(gateway.url)))
    page.goto(f"{gateway.url}/bare")
    page.locator(".launcher").wait_for()
    modules = ["/element/lang/en.js", "/element/lang/index.js", "/element/undertone-chat.js"]
    assert sorted(path for path in asked if path.startswith("/element")) == modules


@pytest.mark.browser
def test_a_language_registered_before_the_widget_loads_is_the_one_it_speaks(
    context: BrowserContext, gateway: ScriptedGateway
) -> None:
    page = context.new_page()
    page.goto(f"{gateway.url}/demo.css")
    said = page.evaluate(
        """async () => {
          const { registerLanguage, languageFor } = await import("/element/lang/index.js");
          registerLanguage("de", { send: "Senden" });
          const widget = await import("/element/undertone-chat.js");
          return [languageFor("de").say("send"), widget.registerLanguage === registerLanguage];
        }"""
    )
    assert said == ["Senden", True]
