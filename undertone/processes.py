"""What the three processes are: their command, their environment, how one knows that they are healthy."""

import json
import secrets
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr

from undertone.errors import MissingPartError, SettingsError
from undertone.settings import PROJECT_ROOT, Settings, signing_key

BOT_PYTHON = PROJECT_ROOT / "bot" / ".venv" / "bin" / "python"
LOOPBACK = "127.0.0.1"

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Products of a turn are small: threads that wait for each other double their processor time, and on a busy
machine a product of 0.1 ms took 10 ms."""


@dataclass(frozen=True)
class ProcessSpec:
    """One supervised process; `health_url` answers 200 once it can do its work."""

    name: str
    command: tuple[str, ...]
    health_url: str
    environment: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    """A loopback port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free(host: str, port: int, setting: str) -> None:
    """Raise SettingsError, naming the setting, when `port` is taken or not ours to open."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} on {host} cannot be used ({error.strerror}); "
                f"choose another with --port, `make run PORT=…` or the setting {setting}"
            ) from error


def with_ports(settings: Settings) -> Settings:
    """The settings with every 0 port and the empty bot secret filled in, the public port proven free."""
    if settings.port:
        require_free(settings.host, settings.port, "UNDERTONE_PORT")
    for name in ("bot_port", "bot_socket_port", "actions_port"):
        if port := getattr(settings, name):
            require_free(LOOPBACK, port, f"UNDERTONE_{name.upper()}")
    return settings.model_copy(
        update={
            "port": settings.port or free_port(),
            "bot_port": settings.bot_port or free_port(),
            "bot_socket_port": settings.bot_socket_port or free_port(),
            "actions_port": settings.actions_port or free_port(),
            "bot_secret": settings.bot_secret or secrets.token_urlsafe(24),
        }
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for child processes that read them again."""
    return _as_variables(settings.model_copy(update={"secret_key": signing_key(settings)}))


def without_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The owner's environment for a child, without their settings: a child is given its own.

    The name of the file of settings stays, for whoever reads settings reads it, too.
    """
    return {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith("UNDERTONE_") or name == "UNDERTONE_CONFIG"
    }


def _as_variables(settings: Settings) -> dict[str, str]:
    values = settings.model_dump(mode="json")
    values |= {name: value.get_secret_value() for name, value in settings if isinstance(value, SecretStr)}
    return {
        f"UNDERTONE_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }


def process_specs(settings: Settings) -> list[ProcessSpec]:
    """The three processes of one machine, in the order in which they are shown.

    Raises MissingPartError when the bot's environment is not installed.
    """
    if not BOT_PYTHON.exists():
        raise MissingPartError(f"{BOT_PYTHON.parent.parent} is missing; `make install` makes it")
    shared = as_environment(settings) | ONE_THREAD
    serve = (sys.executable, "-m", "undertone", "serve")
    return [
        ProcessSpec("gateway", (*serve, "gateway"), f"{settings.url}/healthz", shared),
        ProcessSpec(
            "actions",
            (*serve, "actions"),
            f"http://{LOOPBACK}:{settings.actions_port}/health",
            _as_variables(_without_secrets(settings)) | ONE_THREAD,
        ),
        bot_spec(settings),
    ]


def _without_secrets(settings: Settings) -> Settings:
    """The settings without what only the gateway needs: keys of services outside, and those that prove who
    somebody is. They are empty, not left out: a child would read them from the file of settings."""
    keys = {name: SecretStr("") for name, value in settings if isinstance(value, SecretStr)}
    return settings.model_copy(update={**keys, "secret_key": "", "identity_secret": ""})


def bot_spec(settings: Settings) -> ProcessSpec:
    """Rasa, in its own environment, on loopback only."""
    command = (
        str(BOT_PYTHON), "-m", "bot.serve",
        "--port", str(settings.bot_port),
        "--socket-port", str(settings.bot_socket_port),
        "--model", str(settings.models_dir / "dialogue"),
    )  # fmt: skip
    return ProcessSpec("bot", command, f"http://{LOOPBACK}:{settings.bot_port}/", bot_environment(settings))


def bot_environment(settings: Settings) -> dict[str, str]:
    """What Rasa reads from its environment, and nothing more: it never sees the signing key.

    Ports that are not chosen yet are left out: training and evaluation need none.
    """
    environment = {
        **ONE_THREAD,
        "RASA_TELEMETRY_ENABLED": "false",
        "UNDERTONE_BOT_SECRET": settings.bot_secret,
        "UNDERTONE_TEXT_MODEL_DIR": str(settings.models_dir / "text"),
    }
    if settings.actions_port:
        environment["ACTION_ENDPOINT_URL"] = f"http://{LOOPBACK}:{settings.actions_port}/webhook"
    if settings.bot_socket_port:
        environment["UNDERTONE_BOT_SOCKET_PORT"] = str(settings.bot_socket_port)
    return environment


def is_healthy(url: str, timeout_s: float = 1.0) -> bool:
    """Whether `url` answers with a success status in time."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:  # noqa: S310 - our own loopback addresses
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError):
        return False


def dialogue_command(*arguments: str) -> list[str]:
    """The command that trains or checks the dialogue model, run from the project root."""
    return [str(BOT_PYTHON), "-m", "bot.train", *arguments]


def log_path(settings: Settings, name: str) -> Path:
    """Where the supervisor keeps a process's output."""
    return settings.data_dir / "log" / f"{name}.log"
