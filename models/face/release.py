"""From a trained network to what ships: graph, calibration, results, card and record."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.cards import write_card
from models.face import card
from models.face.attend import N_TEST, N_TRAIN, compared, fitted, turns
from models.face.calibrate import calibrate
from models.face.evaluate import evaluate
from models.face.export import export_graph
from models.face.fer import Fer
from models.face.network import FaceNetwork
from models.face.prepare import Found
from models.face.served import served
from models.records import write_recipe, write_record
from perception.face.graph import FaceGraph
from perception.signals.face_observation import EXPRESSIONS
from perception.weights import sha256_of

HERE = Path(__file__).parent

LICENCE: Final = "for research and non-commercial use: FER2013 has no clear licence"
DATA: Final = "FER2013 (challenge data, no clear licence), FER+ votes (MIT)"
SPLIT: Final = "official; near copies that cross the splits are not trained on"


def release(
    network: FaceNetwork, fer: Fer, found: Found, models_dir: Path, data_dir: Path, work: Path
) -> dict[str, Any]:
    """Write everything that ships into `models_dir`."""
    folder = models_dir / "face"
    folder.mkdir(parents=True, exist_ok=True)
    export_graph(network, folder / "face.onnx")
    rng = np.random.default_rng(5)
    train_rows = rng.permutation(fer.rows("Training", with_copies=False))[:N_TRAIN]
    attention = fitted(turns(network, fer, found, train_rows, seed=5))
    test_rows = rng.permutation(fer.rows("PrivateTest"))[:N_TEST]
    ways = compared(turns(network, fer, found, test_rows, seed=6), attention)
    (work / "turn.json").write_text(json.dumps(ways), encoding="utf-8")
    public = served(FaceGraph(folder), fer, found, fer.rows("PublicTest", with_copies=False))
    calibrate(folder, public, attention.double().numpy())
    results = evaluate(models_dir, data_dir, work, folder, work)
    write_recipe(models_dir, "face", recipe(results))
    write_record(models_dir, "face", record(models_dir, results))
    write_card(folder, card.block(results), HERE / "README.md")
    return results


def result_row(results: dict[str, Any]) -> dict[str, float]:
    """The figures that record, recipe and results hold alike."""
    return {
        "ferplus_accuracy": results["ferplus"]["accuracy"],
        "ferplus_macro_f1": results["ferplus"]["macro_f1"],
        "fer2013_accuracy": results["fer2013"]["accuracy"],
        "fer2013_macro_f1": results["fer2013"]["macro_f1"],
        "ece": results["ece"],
    }


def recipe(results: dict[str, Any]) -> list[str]:
    """The face's row of recipes.csv."""
    result = "; ".join(f"{name}={value}" for name, value in result_row(results).items())
    return [
        "models/face/train.py",
        "models/face/hparams.toml",
        "FER2013; FER+",
        "official PrivateTest",
        result,
    ]


def record(models_dir: Path, results: dict[str, Any]) -> list[str]:
    """The face's tables of weights.toml."""
    return [
        "[face]",
        'file = "face/face.onnx"',
        f'sha256 = "{sha256_of(models_dir / "face" / "face.onnx")}"',
        f'licence = "{LICENCE}"',
        f"labels = {json.dumps(list(EXPRESSIONS))}",
        'input = "crops: float32 (batch, 1, 48, 48), grey in [0, 255], by perception/face/align.py"',
        f'data = "{DATA}"',
        f'split = "{SPLIT}"',
        "",
        "[face.result]",
        *(f"{name} = {value}" for name, value in result_row(results).items()),
    ]
