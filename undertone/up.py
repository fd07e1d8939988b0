"""`undertone up`: everything on one machine, until Ctrl-C."""

import os
import signal
import subprocess
import time
import webbrowser
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

from rich.console import Console
from rich.panel import Panel
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from undertone.configs import gateway_config
from undertone.errors import MissingPartError, ProcessError
from undertone.processes import (
    BOT_PYTHON,
    ProcessSpec,
    bot_environment,
    dialogue_command,
    is_healthy,
    log_path,
    process_specs,
    with_ports,
    without_settings,
)
from undertone.settings import PROJECT_ROOT, Settings, make_data_dir
from undertone.supervision import Supervision

HEALTHY_WITHIN_S = 150.0
POLL_S = 0.2


def up(settings: Settings, console: Console, *, open_browser: bool) -> None:
    """Train the dialogue if need be, start all processes, wait until they are healthy, serve until a signal.

    Raises SettingsError (a taken port), ConfigError, MissingPartError, ProcessError.
    """
    settings = with_ports(settings)
    make_data_dir(settings)
    gateway_config(settings)  # what the gateway would refuse is said now, not after minutes of restarts
    specs = process_specs(settings)
    with _interruptible() as stopped:
        ensure_dialogue_model(settings, console)
        with Supervision(settings, specs) as supervision:
            _wait_until_ready(settings, specs, supervision, stopped, console)
            if not stopped.is_set():
                _announce(settings, console, open_browser=open_browser)
            while not stopped.wait(1.0):
                supervision.states()
            console.print("Stopping …")
    console.print("Stopped. Goodbye.")


def ensure_dialogue_model(settings: Settings, console: Console) -> None:
    """Train Rasa's model when it is missing or older than what it was made from.

    Raises MissingPartError without the bot's environment, ProcessError when training fails.
    """
    if not BOT_PYTHON.exists():
        raise MissingPartError(f"{BOT_PYTHON.parent.parent} is missing; `make install` makes it")
    environment = {**without_settings(os.environ), **bot_environment(settings)}
    check = subprocess.run(  # noqa: S603 - our own module
        dialogue_command("--check"), cwd=PROJECT_ROOT, env=environment, capture_output=True, check=False
    )
    if check.returncode == 0:
        return
    with (
        console.status("Training the dialogue (about half a minute, only when it changed) …"),
        subprocess.Popen(  # noqa: S603 - our own module
            dialogue_command(),
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as training,
    ):
        assert training.stdout is not None  # noqa: S101 - asked for a pipe
        last_lines = deque(training.stdout, maxlen=15)
    if training.returncode != 0:
        raise ProcessError("the dialogue model could not be trained:\n" + "".join(last_lines))


def _wait_until_ready(
    settings: Settings, specs: list[ProcessSpec], supervision: Supervision, stopped: Event, console: Console
) -> None:
    deadline = time.monotonic() + HEALTHY_WITHIN_S
    waiting = {spec.name: spec.health_url for spec in specs} | {"conversation": f"{settings.url}/readyz"}
    columns = (SpinnerColumn(finished_text="[green]✓"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks = {name: progress.add_task(name, total=1) for name in waiting}
        while waiting and not stopped.wait(POLL_S):
            for name in [name for name, url in waiting.items() if is_healthy(url)]:
                progress.update(tasks[name], completed=1)
                del waiting[name]
            _raise_if_failed(settings, supervision)
            if waiting and time.monotonic() > deadline:
                raise ProcessError(
                    f"not healthy after {HEALTHY_WITHIN_S:.0f} s: {', '.join(waiting)}. "
                    + _log_ends(settings, [name for name in waiting if name != "conversation"])
                )


def _raise_if_failed(settings: Settings, supervision: Supervision) -> None:
    failed = [state.name for state in supervision.states() if state.state == "FATAL"]
    if failed:
        raise ProcessError(f"{', '.join(failed)} keeps dying. " + _log_ends(settings, failed))


def _log_ends(settings: Settings, names: list[str]) -> str:
    ends = []
    for name in names:
        path = log_path(settings, name)
        lines = path.read_text(errors="replace").splitlines()[-12:] if path.exists() else []
        ends.append("\n".join([f"The end of {path}:", *lines]))
    return "\n".join(ends)


def _announce(settings: Settings, console: Console, *, open_browser: bool) -> None:
    console.print(
        Panel.fit(
            f"Undertone listens at [bold link={settings.url}]{settings.url}[/]\n"
            f"Talk in this terminal: [bold]undertone chat --port {settings.port}[/]\n"
            "Ctrl-C stops everything.",
            border_style="green",
        )
    )
    if open_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(settings.url)


@contextmanager
def _interruptible() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set, in place of the exception they would raise anywhere."""
    stopped = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
