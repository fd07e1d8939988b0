"""Runs the processes under one supervisord: restart with back-off, rotated logs, one clean stop.

The supervising itself is supervisor's (http://supervisord.org); this module writes its configuration
and speaks to it over its own socket.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import xmlrpc.client
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from supervisor.xmlrpc import SupervisorTransport

from undertone.errors import ProcessError, SettingsError
from undertone.processes import ProcessSpec, log_path, without_settings
from undertone.settings import PROJECT_ROOT, Settings

START_RETRIES = 20  # supervisord waits one second longer before each retry: 3.5 minutes in all
STOP_WAIT_S = 8
PR_SET_PDEATHSIG = 1
QUOTES = ("'", '"')


@dataclass(frozen=True)
class ProcessState:
    """What supervisord says of one process: its state word, pid (0 when down) and seconds since its start."""

    name: str
    state: str
    pid: int
    uptime_s: int


class Supervision:
    """A running supervisord over the given processes; leave the context to stop them all."""

    def __init__(self, settings: Settings, specs: Iterable[ProcessSpec]) -> None:
        self._settings = settings
        self._specs = list(specs)
        self._folder = Path(tempfile.mkdtemp(prefix="undertone-"))  # a socket's path must be short
        self._daemon: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        log_path(self._settings, "supervisor").parent.mkdir(parents=True, exist_ok=True)
        configuration = self._folder / "supervisord.conf"
        try:
            content = self._configuration()
        except SettingsError:
            self.stop()
            raise
        configuration.touch(mode=0o600)  # it holds the signing key
        configuration.write_text(content)
        self._daemon = subprocess.Popen(  # noqa: S603 - our own interpreter and file
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=without_settings(os.environ),
            preexec_fn=_die_with_parent,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop every process and supervisord; safe to call twice."""
        if self._daemon is not None and self._daemon.poll() is None:
            self._daemon.send_signal(signal.SIGTERM)
            try:
                self._daemon.wait(timeout=STOP_WAIT_S + 4)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def running(self) -> bool:
        """Whether supervisord itself is alive."""
        return self._daemon is not None and self._daemon.poll() is None

    def states(self) -> list[ProcessState]:
        """The processes as supervisord sees them; empty while it is still starting.

        Raises ProcessError when supervisord is gone.
        """
        if not self.running:
            raise ProcessError(f"the supervisor ended; see {log_path(self._settings, 'supervisor')}")
        transport = SupervisorTransport(None, None, f"unix://{self._folder / 'supervisor.sock'}")
        try:
            proxy = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
            found = cast("list[dict[str, Any]]", proxy.supervisor.getAllProcessInfo())
        except (OSError, HTTPException, xmlrpc.client.Error):
            return []
        finally:
            transport.close()
        return [
            ProcessState(
                name=info["name"],
                state=info["statename"],
                pid=info["pid"],
                uptime_s=max(0, info["now"] - info["start"]) if info["pid"] else 0,
            )
            for info in found
        ]

    def _configuration(self) -> str:
        socket_path = self._folder / "supervisor.sock"
        head = f"""\
[supervisord]
logfile={log_path(self._settings, "supervisor")}
logfile_maxbytes=1MB
logfile_backups=1
pidfile={self._folder / "supervisord.pid"}
childlogdir={self._folder}
directory={str(PROJECT_ROOT).replace("%", "%%")}

[unix_http_server]
file={socket_path}
chmod=0600

[supervisorctl]
serverurl=unix://{socket_path}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""
        return head + "".join(self._program(spec) for spec in self._specs)

    def _program(self, spec: ProcessSpec) -> str:
        environment = ",".join(
            f"{name}={_quoted(value, f'{name} of {spec.name}')}" for name, value in spec.environment.items()
        )
        command = " ".join(_quoted(part, f"the command of {spec.name}") for part in spec.command)
        return f"""
[program:{spec.name}]
command={command}
environment={environment}
autorestart=true
startsecs=2
startretries={START_RETRIES}
stopsignal=TERM
stopasgroup=true
killasgroup=true
stopwaitsecs={STOP_WAIT_S}
redirect_stderr=true
stdout_logfile={log_path(self._settings, spec.name)}
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=2
"""


def _quoted(text: str, named: str) -> str:
    """A value for supervisord.conf, whose quotes know no escapes and are stripped greedily.

    Raises SettingsError for a text that cannot be written there; it says `named`, for the text may be a key.
    """
    if ('"' in text and "'" in text) or text[:1] in QUOTES or text[-1:] in QUOTES:
        raise SettingsError(
            f"{named} holds both kinds of quotes, or one at its beginning or end; "
            "no setting or path may do so: give it without"
        )
    quote = "'" if '"' in text else '"'
    return quote + text.replace("%", "%%") + quote


def _die_with_parent() -> None:
    """On Linux, have the kernel stop supervisord when `undertone up` is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
