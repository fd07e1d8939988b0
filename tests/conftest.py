"""What tests of several folders share: the data folder, and one running Undertone."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from undertone.processes import is_healthy, log_path, process_specs, with_ports
from undertone.settings import PROJECT_ROOT, Settings
from undertone.supervision import Supervision
from undertone.up import ensure_dialogue_model

READY_WITHIN_S = 150.0
IDENTITY_SECRET = "what the owner's server and the tests share"


@dataclass(frozen=True)
class RunningUndertone:
    """The real three processes, on free ports, with a database of their own."""

    settings: Settings
    supervision: Supervision

    @property
    def url(self) -> str:
        return self.settings.url

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not is_healthy(f"{self.url}/readyz"):
            if time.monotonic() > deadline:
                logs = {
                    name: log_path(self.settings, name).read_text(errors="replace")[-1500:]
                    for name in ("gateway", "actions", "bot")
                    if log_path(self.settings, name).exists()
                }
                pytest.fail(f"not ready after {READY_WITHIN_S:.0f} s: {logs}")
            time.sleep(0.2)  # waits for real processes; nothing is timed


@pytest.fixture(scope="session")
def running_undertone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningUndertone]:
    settings = with_ports(
        Settings(
            data_dir=tmp_path_factory.mktemp("undertone"),
            port=0,
            messages_per_s=200.0,
            message_burst=400,
            max_sessions_per_address=1000,
            identity_secret=IDENTITY_SECRET,
        )
    )
    ensure_dialogue_model(settings, Console(stderr=True))
    with Supervision(settings, process_specs(settings)) as supervision:
        running = RunningUndertone(settings, supervision)
        running.wait_until_ready()
        yield running


@pytest.fixture(scope="session")
def data_dir() -> Path:
    folder = Path(os.environ.get("UNDERTONE_DATA", PROJECT_ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the data sets are not here: set UNDERTONE_DATA, see docs/data.md")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: Playwright keeps an event loop running, and no other can be run beside it. Where
    files are shared out to several processes, `--no-loadscope-reorder` keeps this order."""
    items.sort(key=lambda item: "browser" in item.path.parts)
