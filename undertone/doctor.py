"""`undertone doctor`: what is here, what is off, and why."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec

from rich.console import Console
from rich.table import Table
from sqlalchemy import make_url

from perception.errors import WeightsError
from perception.hearing.whisper import MODEL_FILE, PREFIX
from perception.voice.checkpoint import CHECKPOINT_NEEDS
from perception.weights import records, verify
from personalization.errors import PersonalizationError
from personalization.store import Store
from undertone.configs import device_folders, whisper_config
from undertone.doctor_outside import outside_findings
from undertone.errors import SettingsError
from undertone.findings import Finding, Status
from undertone.processes import BOT_PYTHON, bot_environment, dialogue_command, require_free
from undertone.settings import PROJECT_ROOT, Settings, make_data_dir

WHISPER_STEPS = (
    "install the extra `whisper`, `undertone models fetch whisper-base.en`, set recognition to whisper"
)


def examine(settings: Settings) -> list[Finding]:
    """Run every check; none changes anything but the database's own migration table."""
    checks: list[Callable[[Settings], Finding]] = [
        _main_environment,
        _bot_environment,
        _train_extra,
        _weights,
        _dialogue_model,
        _port,
        _database,
        _browser,
        _voice,
        _face,
        _device,
        _recognition,
        _speech,
        _senses,
    ]
    return [*(check(settings) for check in checks), *outside_findings(settings)]


def show(findings: list[Finding], console: Console) -> None:
    """Print the findings as a table."""
    table = Table("check", "", "seen", "what to do", box=None, header_style="dim")
    colours = {
        Status.OK: "[green]✓[/]",
        Status.OFF: "[yellow]–[/]",
        Status.FAILED: "[red]✗[/]",
        Status.FAILING: "[red]![/]",
    }
    for finding in findings:
        table.add_row(finding.check, colours[finding.status], finding.seen, finding.remedy)
    console.print(table)


def _main_environment(_settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] != (3, 11):
        return Finding(
            "main environment", Status.FAILED, f"Python {version}", "use Python 3.11; `make clean install`"
        )
    return Finding("main environment", Status.OK, f"Python {version} in {sys.prefix}")


def _bot_environment(_settings: Settings) -> Finding:
    if not BOT_PYTHON.exists():
        return Finding("bot environment", Status.FAILED, "bot/.venv is missing", "`make install`")
    probe = "from importlib.metadata import version; print(version('rasa'))"
    found = subprocess.run([str(BOT_PYTHON), "-c", probe], capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if found.returncode != 0:
        return Finding(
            "bot environment", Status.FAILED, "Rasa is not installed in bot/.venv", "`make install`"
        )
    return Finding("bot environment", Status.OK, f"Rasa {found.stdout.strip()}")


def _train_extra(_settings: Settings) -> Finding:
    if find_spec("torch") is None:
        return Finding(
            "train extra", Status.OFF, "no torch: nothing can be trained here", "`make install-train`"
        )
    return Finding("train extra", Status.OK, "torch is installed")


def _weights(settings: Settings) -> Finding:
    problems = verify(settings.models_dir)
    if problems:
        return Finding("weights", Status.FAILED, "; ".join(problems), "restore models/ from the repository")
    return Finding("weights", Status.OK, "every checksum holds")


def _dialogue_model(settings: Settings) -> Finding:
    if not BOT_PYTHON.exists():
        return Finding("dialogue model", Status.OFF, "cannot be checked without bot/.venv", "`make install`")
    found = subprocess.run(  # noqa: S603 - our own module
        dialogue_command("--check"),
        cwd=PROJECT_ROOT,
        env=bot_environment(settings),
        capture_output=True,
        check=False,
    )
    if found.returncode != 0:
        return Finding(
            "dialogue model", Status.OFF, "missing or stale", "`undertone up` trains it at its start"
        )
    return Finding("dialogue model", Status.OK, "trained from what is here now")


def _port(settings: Settings) -> Finding:
    try:
        require_free(settings.host, settings.port, "UNDERTONE_PORT")
    except SettingsError as error:
        with socket.socket() as probe:
            answers = probe.connect_ex((settings.host, settings.port)) == 0
        seen = f"port {settings.port} is in use" if answers else str(error)
        return Finding("port", Status.OFF, seen, "fine if it is Undertone; else --port or UNDERTONE_PORT")
    return Finding("port", Status.OK, f"{settings.port} is free")


def _database(settings: Settings) -> Finding:
    try:
        make_data_dir(settings)
        with Store(settings.effective_database_url) as store:
            store.migrate()
    except SettingsError as error:
        return Finding("database", Status.FAILED, str(error), "set UNDERTONE_DATA_DIR")
    except PersonalizationError as error:
        return Finding(
            "database", Status.FAILED, str(error), "set UNDERTONE_DATABASE_URL to a reachable database"
        )
    return Finding("database", Status.OK, make_url(settings.effective_database_url).render_as_string())


def _browser(_settings: Settings) -> Finding:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        return Finding("browser tests", Status.OFF, "no Chromium on the path", "`make test` installs it")
    return Finding("browser tests", Status.OK, found)


def _recognition(settings: Settings) -> Finding:
    check = "speech recognition"
    if settings.recognition == "off":
        remedy = "set recognition to pocketsphinx or whisper; a visitor's browser may still recognise words"
        return Finding(check, Status.OFF, "words are not recognised on this server", remedy)
    if settings.recognition == "pocketsphinx":
        if find_spec("pocketsphinx") is None:
            return Finding(check, Status.FAILED, "pocketsphinx is not installed", "`make install`")
        remedy = f"for better words and other languages: {WHISPER_STEPS}"
        return Finding(check, Status.OK, "pocketsphinx: English, offline, rough words", remedy)
    config = whisper_config(settings)
    if find_spec("faster_whisper") is None:
        return Finding(check, Status.FAILED, "recognition is whisper, which is not installed", WHISPER_STEPS)
    if not (config.path / MODEL_FILE).is_file():
        remedy = f"`undertone models fetch {PREFIX}{config.model}`"
        return Finding(check, Status.FAILED, f"{config.path} holds no model", remedy)
    return Finding(check, Status.OK, f"whisper {config.model} on {config.device}")


def _speech(settings: Settings) -> Finding:
    check = "replies aloud"
    if settings.speech == "off":
        return Finding(check, Status.OFF, "nobody speaks", "set speech to browser or espeak")
    if settings.speech == "browser":
        return Finding(check, Status.OK, "the visitor's browser speaks")
    if shutil.which("espeak-ng") is None:
        remedy = "install espeak-ng (Debian: apt-get install espeak-ng), or set speech to browser"
        return Finding(check, Status.FAILED, "speech is espeak, and espeak-ng is not installed", remedy)
    return Finding(check, Status.OK, f"espeak-ng speaks here, voice {settings.speech_voice}")


def _voice(settings: Settings) -> Finding:
    if settings.backend == "torch":
        return _checkpoint(settings.voice_checkpoint)
    try:
        record = next((one for one in records(settings.models_dir) if one.name == "voice"), None)
    except WeightsError as error:
        return Finding("voice sense", Status.FAILED, str(error), "restore models/ from the repository")
    if record is None:
        return Finding(
            "voice sense", Status.FAILED, "weights.toml has no [voice]", "restore models/ from the repository"
        )
    remedy = "for commercial use train it on CREMA-D alone" if "non-commercial" in record.licence else ""
    return Finding("voice sense", Status.OK, f"trained on {record.data}; licence {record.licence}", remedy)


def _checkpoint(name: str) -> Finding:
    missing = [package for package in CHECKPOINT_NEEDS if find_spec(package) is None]
    if missing:
        seen = f"backend is torch, which needs {' and '.join(missing)}"
        return Finding("voice sense", Status.FAILED, seen, "`make install-train`, or set backend to onnx")
    return Finding("voice sense", Status.OK, f"torch serves {name}, under its own licence")


def _face(settings: Settings) -> Finding:
    check = "face sense"
    if not settings.face:
        return Finding(check, Status.OFF, "switched off by the setting `face`")
    try:
        record = next((one for one in records(settings.models_dir) if one.name == "face"), None)
    except WeightsError as error:
        return Finding(check, Status.FAILED, str(error), "restore models/ from the repository")
    if record is None:
        return Finding(check, Status.OFF, "weights.toml has no [face]", "restore models/ from the repository")
    if settings.face_where != "device" and find_spec("mediapipe") is None:
        return Finding(check, Status.FAILED, "mediapipe is not installed", "`make install`")
    return Finding(check, Status.OK, f"trained on {record.data}; licence {record.licence}")


def _device(settings: Settings) -> Finding:
    check = "faces on the device"
    if not settings.face or settings.face_where == "server":
        return Finding(check, Status.OFF, "visitors' browsers are not offered to read faces themselves")
    missing = device_folders(settings).missing()
    if not missing:
        return Finding(check, Status.OK, "visitors may keep their pictures on their device")
    seen = f"not offered: {missing[0]} is missing"
    npm = "`make install` again" if shutil.which("npm") else "install npm (Node.js), then `make install`"
    return Finding(check, Status.FAILED if settings.face_where == "device" else Status.OFF, seen, npm)


def _senses(settings: Settings) -> Finding:
    context = f"context is {settings.context}"
    if settings.context != "public":
        seen = f"words are on; voice, face and rhythm of typing stay off: {context}"
        return Finding("senses", Status.OK, seen)
    offered = [name for name, on in (("face", settings.face), ("rhythm of typing", settings.behaviour)) if on]
    seen = f"words are on; with the visitor's consent {', '.join(['voice', *offered])}; {context}"
    return Finding("senses", Status.OK, seen)
