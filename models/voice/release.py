"""From a trained network to what ships: graph, calibration, results, card and record."""

import json
from pathlib import Path
from typing import Any, Final

from models.cards import write_card
from models.records import write_recipe, write_record
from models.voice import card
from models.voice.calibrate import calibrate
from models.voice.corpora import LABELS
from models.voice.evaluate import evaluate
from models.voice.examples import Spoken
from models.voice.export import export_graph
from models.voice.hparams import Hparams
from models.voice.reader import Together
from perception.weights import sha256_of

HERE = Path(__file__).parent

LICENCES: Final = {
    "crema_d": "CREMA-D (ODbL)",
    "ravdess": "RAVDESS (CC BY-NC-SA 4.0)",
    "nemo": "nEMO (CC BY-NC-SA 4.0)",
}
NOT_COMMERCIAL: Final = frozenset({"ravdess", "nemo"})


def release(
    network: Together,
    hparams: Hparams,
    corpora: dict[str, Spoken],
    models_dir: Path,
    data_dir: Path,
    work: Path,
) -> dict[str, Any]:
    """Write everything that ships into `models_dir`."""
    folder = models_dir / "voice"
    folder.mkdir(parents=True, exist_ok=True)
    export_graph(network, hparams.frontend, folder / "voice.onnx")
    calibrate(folder, corpora)
    results = evaluate(models_dir, data_dir, work, folder)
    write_recipe(models_dir, "voice", recipe(hparams, results))
    write_record(models_dir, "voice", record(models_dir, hparams, results))
    write_card(folder, card.block(results), HERE / "README.md")
    return results


def licence(corpora: tuple[str, ...]) -> str:
    """What a choice of corpora allows."""
    if NOT_COMMERCIAL & set(corpora):
        return "CC BY-NC-SA 4.0: for non-commercial use, because some of its data is"
    return "Apache-2.0; trained on ODbL data"


def result_row(results: dict[str, Any]) -> dict[str, float]:
    """The figures that record, recipe and results hold alike."""
    figures = {f"{name}_macro_f1": part["macro_f1"] for name, part in results["corpora"].items()}
    unheard = {
        f"unheard_{name}_macro_f1": part["common"]["macro_f1"] for name, part in results["left_out"].items()
    }
    return {**figures, **unheard, "ece": results["ece"]}


def recipe(hparams: Hparams, results: dict[str, Any]) -> list[str]:
    """The voice's row of recipes.csv."""
    data = "; ".join(LICENCES[name].split(" (")[0] for name in hparams.data.corpora)
    result = "; ".join(f"{name}={value}" for name, value in result_row(results).items())
    return ["models/voice/train.py", "models/voice/hparams.toml", data, "held-out speakers", result]


def record(models_dir: Path, hparams: Hparams, results: dict[str, Any]) -> list[str]:
    """The voice's tables of weights.toml."""
    return [
        "[voice]",
        'file = "voice/voice.onnx"',
        f'sha256 = "{sha256_of(models_dir / "voice" / "voice.onnx")}"',
        f'licence = "{licence(hparams.data.corpora)}"',
        f"labels = {json.dumps(list(LABELS))}",
        'input = "samples: float32 (1, n_samples), 16 kHz, in [-1, 1]; baseline (1, 190); n_heard (1, 1)"',
        f'data = "{", ".join(LICENCES[name] for name in hparams.data.corpora)}"',
        'split = "voice/split.toml: 15 speakers of CREMA-D, 4 of RAVDESS, 2 of nEMO held out"',
        "",
        "[voice.result]",
        *(f"{name} = {value}" for name, value in result_row(results).items()),
    ]
