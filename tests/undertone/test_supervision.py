"""Over a real supervisord and small real processes."""

import ast
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from undertone.errors import SettingsError
from undertone.processes import ProcessSpec, log_path
from undertone.settings import Settings
from undertone.supervision import ProcessState, Supervision

WITHIN_S = 30.0
POLLING = threading.Event()  # never set: real processes are waited for, nothing is timed


def patient(name: str, **environment: str) -> ProcessSpec:
    """A process that says one variable and then waits for ever."""
    program = "import os, signal; print(os.environ.get('SAID', ''), flush=True); signal.pause()"
    return ProcessSpec(name, (sys.executable, "-c", program), health_url="", environment=environment)


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        POLLING.wait(0.05)


def state_of(supervision: Supervision, name: str) -> ProcessState | None:
    return next((state for state in supervision.states() if state.name == name), None)


def pid_of(supervision: Supervision, name: str) -> int:
    state = state_of(supervision, name)
    return state.pid if state else 0


def test_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    with Supervision(Settings(data_dir=tmp_path), [patient("one")]) as supervision:
        eventually(lambda: pid_of(supervision, "one") > 0)
        first = pid_of(supervision, "one")
        os.kill(first, signal.SIGKILL)
        eventually(lambda: pid_of(supervision, "one") not in (0, first))


def test_leaving_the_context_stops_every_process(tmp_path: Path) -> None:
    with Supervision(Settings(data_dir=tmp_path), [patient("one"), patient("two")]) as supervision:
        eventually(lambda: pid_of(supervision, "one") > 0 and pid_of(supervision, "two") > 0)
        pids = [state.pid for state in supervision.states()]
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert not supervision.running


@pytest.mark.parametrize("value", ['["https://a.example"]', "50 % of 'it' all", "a,b;c = d", "ü ✓"])
def test_a_value_reaches_the_process_as_it_was_given(tmp_path: Path, value: str) -> None:
    settings = Settings(data_dir=tmp_path)
    with Supervision(settings, [patient("one", SAID=value)]):
        path = log_path(settings, "one")
        eventually(lambda: path.exists() and value in path.read_text())


def test_a_process_is_given_its_own_settings_and_none_of_the_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERTONE_SPOTIFY_CLIENT_SECRET", "of the owner")
    monkeypatch.setenv("undertone_slack_bot_token", "of the owner, too")
    monkeypatch.setenv("LEFT_ALONE", "anything else")
    program = "import os, signal; print(sorted(os.environ), flush=True); signal.pause()"
    spec = ProcessSpec("one", (sys.executable, "-c", program), "", {"UNDERTONE_BOT_SECRET": "its own"})
    settings = Settings(data_dir=tmp_path)
    with Supervision(settings, [spec]):
        path = log_path(settings, "one")
        eventually(lambda: path.exists() and "LEFT_ALONE" in path.read_text())
    names = ast.literal_eval(path.read_text().splitlines()[0])
    assert [name for name in names if name.upper().startswith("UNDERTONE_")] == ["UNDERTONE_BOT_SECRET"]


@pytest.mark.parametrize("value", ["""a"b'c""", "'quoted'", 'ends with "'])
def test_a_value_that_the_configuration_cannot_hold_is_refused(tmp_path: Path, value: str) -> None:
    with (
        pytest.raises(SettingsError, match=r"SAID of one .*quotes") as refused,
        Supervision(Settings(data_dir=tmp_path), [patient("one", SAID=value)]),
    ):
        pass
    assert value not in str(refused.value)  # it may be a secret


def test_a_refused_configuration_leaves_no_file_with_keys_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    specs = [patient("one", KEY="secret"), patient("two", SAID="'quoted'")]
    with pytest.raises(SettingsError), Supervision(Settings(data_dir=tmp_path / "var"), specs):
        pass
    assert list(tmp_path.glob("undertone-*")) == []
