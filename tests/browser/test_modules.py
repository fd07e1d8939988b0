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
