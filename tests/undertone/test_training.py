"""The way from `undertone train` to the model's own code; nothing is trained here."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from undertone import training
from undertone.cli import app
from undertone.errors import MissingPartError
from undertone.settings import PROJECT_ROOT
from undertone.training import TRAINING_DATA, TRAINING_TOOLS, VOICE_DATA, VOICE_TOOLS

Install = Callable[[str], None]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose files are empty."""
    for file in TRAINING_DATA:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    return tmp_path


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Make it look as if everything but one tool were installed."""

    def remove(tool: str) -> None:
        monkeypatch.setattr(training, "find_spec", lambda name: None if name == tool else object())

    remove("")
    return remove


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the model's own code is called with."""
    heard: list[tuple[object, ...]] = []
    fake = ModuleType("models.text.train")

    def train(*given: object) -> dict[str, object]:
        heard.append(given)
        return {"macro_f1": 0.5}

    fake.__dict__["train"] = train
    monkeypatch.setitem(sys.modules, "models.text.train", fake)
    return heard


@pytest.mark.parametrize("by_environment", [False, True])
def test_the_command_trains_from_the_data_that_is_named_and_shows_the_result(
    *,
    data: Path,
    without: Install,
    calls: list[tuple[object, ...]],
    by_environment: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(data)  # what is unfinished is found again from any folder
    given = [] if by_environment else ["--data", str(data)]
    environment = {"UNDERTONE_DATA": str(data)} if by_environment else {}
    done = CliRunner().invoke(app, ["train", "text", *given], env=environment)
    assert done.exit_code == 0, done.output
    assert calls == [(PROJECT_ROOT / "models", data, PROJECT_ROOT / "build" / "text")]
    assert "0.500" in done.stdout


@pytest.mark.parametrize("tool", TRAINING_TOOLS)
def test_any_missing_tool_is_said_before_hours_of_training(
    data: Path, without: Install, calls: list[tuple[object, ...]], tool: str
) -> None:
    without(tool)
    done = CliRunner().invoke(app, ["train", "text", "--data", str(data)])
    assert isinstance(done.exception, MissingPartError)
    assert f"{tool} missing): `make install-train`" in str(done.exception)
    assert calls == []


@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_missing_data_is_said_with_what_is_missing(
    data: Path, without: Install, calls: list[tuple[object, ...]], command: str
) -> None:
    (data / TRAINING_DATA[-1]).unlink()
    for folder, problem in ((data, "emobank.csv; docs/data.md"), (data / "none", "--data or UNDERTONE_DATA")):
        done = CliRunner().invoke(app, [command, "text", "--data", str(folder)])
        assert isinstance(done.exception, MissingPartError)
        assert problem in str(done.exception)
    assert calls == []


def test_a_missing_part_is_one_sentence_and_status_1(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "undertone", "train", "text", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("undertone: the data folder")
    assert len(done.stderr.splitlines()) == 1  # however narrow the terminal is


def test_the_train_extra_brings_every_tool_that_is_asked_for() -> None:
    lock = (PROJECT_ROOT / "requirements-train.lock").read_text()
    for tool in (*TRAINING_TOOLS, *VOICE_TOOLS):
        package = {"sklearn": "scikit-learn"}.get(tool, tool.replace("_", "-"))
        assert f"\n{package}==" in lock, package


def test_the_voice_is_trained_and_evaluated_by_its_own_code(
    tmp_path: Path, without: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in VOICE_DATA:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    heard: list[tuple[object, ...]] = []

    def answer(*given: object) -> dict[str, object]:
        heard.append(given)
        return {"ece": 0.25}

    for name in ("train", "evaluate"):
        fake = ModuleType(f"models.voice.{name}")
        fake.__dict__[name] = answer
        monkeypatch.setitem(sys.modules, f"models.voice.{name}", fake)
    work, models = PROJECT_ROOT / "build" / "voice", PROJECT_ROOT / "models"
    out = tmp_path / "out"
    for given in (["train", "voice"], ["evaluate", "voice", "--out", str(out)]):
        done = CliRunner().invoke(app, [*given, "--data", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert "0.250" in done.stdout
    assert heard == [(models, tmp_path, work), (models, tmp_path, work, out)]


def test_missing_speech_corpora_are_said(tmp_path: Path, without: Install) -> None:
    done = CliRunner().invoke(app, ["evaluate", "voice", "--data", str(tmp_path)])
    assert isinstance(done.exception, MissingPartError)
    assert "voice/nemo_labels.csv" in str(done.exception)


def test_the_models_own_code_takes_what_the_command_gives() -> None:
    """Read as text: importing it needs the train extra."""
    source = (PROJECT_ROOT / "models" / "text" / "train.py").read_text()
    assert "def train(models_dir: Path, data_dir: Path, work: Path" in source
