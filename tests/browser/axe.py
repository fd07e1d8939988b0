"""axe-core's rules, where npm can bring them."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.scripted_gateway import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import Chat

AXE = "axe-core@4.10.3"
CACHE = ROOT / "build" / "axe"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, fetched once by npm into the ignored build folder; skips where it cannot be."""
    source = CACHE / "axe.min.js"
    if not source.exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not here to fetch axe-core; the other tests of this file still look")
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            fetched(npm, Path(folder)).replace(source)
    return source.read_text()


def fetched(npm: str, folder: Path) -> Path:
    """The source in `folder`, which is the caller's own: two processes may fetch at the same time."""
    command = [npm, "pack", AXE, "--silent", "--pack-destination", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=90, cwd=folder)  # noqa: S603
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm could not fetch axe-core; the other tests of this file still look")
    with tarfile.open(next(folder.glob("axe-core-*.tgz"))) as package:
        package.extract("package/axe.min.js", folder, filter="data")
    return folder / "package" / "axe.min.js"


def faults(chat: "Chat", axe: str) -> list[str]:
    """What axe-core finds wrong in the page as it is now."""
    chat.page.evaluate(axe)
    result: dict[str, Any] = chat.page.evaluate(
        "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]
