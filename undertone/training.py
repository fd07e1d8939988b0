"""`undertone train` and `undertone evaluate`: find data and tools, then call the model's own code."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from undertone.cli_output import print_json
from undertone.errors import MissingPartError, ProcessError
from undertone.processes import BOT_PYTHON, bot_environment
from undertone.settings import PROJECT_ROOT, Settings
from undertone.up import ensure_dialogue_model

DATA_BESIDE = PROJECT_ROOT.parent / "shared" / "data"


def data_folder(given: Path | None) -> Path:
    """The folder of the data sets: the one given, else the one beside the project.

    Raises MissingPartError when it is not there.
    """
    folder = given or DATA_BESIDE
    if not folder.is_dir():
        raise MissingPartError(
            f"the data folder {folder} is not there; give it with --data or UNDERTONE_DATA "
            "(docs/data.md says what it holds)"
        )
    return folder


def require_train_extra(what: str) -> None:
    """Raise MissingPartError unless the train extra is installed."""
    missing = [name for name in ("torch", "transformers", "sklearn", "matplotlib") if find_spec(name) is None]
    if missing:
        raise MissingPartError(
            f"{what} needs the train extra ({', '.join(missing)} missing): `make install-train`"
        )


def train_text(settings: Settings, data: Path | None) -> None:
    """Prepare, train, export and evaluate the text sense, writing into `models_dir`/text."""
    require_train_extra("training")
    from models.text.train import train

    train(settings.models_dir, data_folder(data))


def evaluate_text(settings: Settings, data: Path | None, out: Path, *, as_json: bool) -> None:
    """Measure the served text graph; plots and results go to `out`."""
    require_train_extra("evaluation")
    from models.text.evaluate import evaluate

    out.mkdir(parents=True, exist_ok=True)
    results = evaluate(settings.models_dir, data_folder(data), out)
    if as_json:
        print_json(results)
    else:
        _show(results, out)


def evaluate_dialogue(settings: Settings, out: Path, *, as_json: bool) -> None:
    """Run the bot's own evaluation in its environment.

    Raises MissingPartError without that environment, ProcessError when it ends with an error.
    """
    ensure_dialogue_model(settings, Console(stderr=True))
    out.mkdir(parents=True, exist_ok=True)
    with Console(stderr=True).status("Asking Rasa about every held-out sentence …"):
        done = subprocess.run(  # noqa: S603 - our own module
            [str(BOT_PYTHON), "-m", "bot.evaluate", "--plot", str(out.resolve() / "confusion.png")],
            cwd=PROJECT_ROOT,
            env=bot_environment(settings),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise ProcessError(f"the bot's evaluation failed:\n{done.stderr[-2000:]}")
    results = json.loads(done.stdout)
    (out / "results.json").write_text(done.stdout)
    if as_json:
        print_json(results)
    else:
        _show(results, out)


def _show(results: dict[str, object], out: Path) -> None:
    console = Console()
    table = Table("figure", "value", box=None, header_style="dim")
    for name, value in _flat(results):
        table.add_row(name, f"{value:.3f}" if isinstance(value, float) else str(value))
    console.print(table)
    console.print(f"Plots and results are in {out}")


def _flat(results: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in results.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name} · ")
        elif not isinstance(value, list):
            rows.append((prefix + name, value))
    return rows
