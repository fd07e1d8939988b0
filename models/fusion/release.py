"""From a trained network to what ships: graph, calibration, results, card and record."""

import json
from pathlib import Path
from typing import Any, Final

from models.cards import write_card
from models.figures import write_figures
from models.fusion import card
from models.fusion.calibrate import calibrate
from models.fusion.export import export_graph
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts
from models.fusion.tested import tested
from models.records import write_recipe, write_record
from perception.emotion import LABELS
from perception.weights import sha256_of

HERE: Final = Path(__file__).parent

LICENCE: Final = "for research and non-commercial use: RAVDESS, nEMO and FER2013 are, MELD is of a TV series"
DATA: Final = (
    "MELD, GoEmotions, CREMA-D and its votes, RAVDESS, nEMO, FER2013 and FER+, as the senses read them"
)
SPLIT: Final = "no dialogue, sentence, speaker or picture of test is learned from; models/fusion/README.md"


def release(network: FusionNetwork, sides: dict[str, Parts], models_dir: Path) -> dict[str, Any]:
    """Write everything that ships into `models_dir`/fusion; the results on the test side."""
    folder = models_dir / "fusion"
    folder.mkdir(parents=True, exist_ok=True)
    export_graph(network, folder / "fusion.onnx")
    calibration = calibrate(network, sides["dev"], folder)
    results = tested(network, calibration, sides["test"])
    write_figures(folder / "results.json", results)
    write_recipe(models_dir, "fusion", recipe(results))
    write_record(models_dir, "fusion", record(models_dir, results))
    write_card(folder, card.block(results), HERE / "README.md")
    return results


def result_row(results: dict[str, Any]) -> dict[str, float]:
    """The figures that record, recipe and results hold alike."""
    together = results["subsets"]["text+voice+face+behaviour"]
    return {
        "meld_weighted_f1": results["meld"]["weighted_f1"],
        "meld_macro_f1": results["meld"]["macro_f1"],
        "built_macro_f1": together["macro_f1"],
        "built_accuracy": together["accuracy"],
        "ece": together["ece"],
    }


def recipe(results: dict[str, Any]) -> list[str]:
    """The fusion's row of recipes.csv."""
    result = "; ".join(f"{name}={value}" for name, value in result_row(results).items())
    return [
        "models/fusion/train.py",
        "models/fusion/hparams.toml",
        DATA.replace(", ", "; "),
        "test parts",
        result,
    ]


def record(models_dir: Path, results: dict[str, Any]) -> list[str]:
    """The fusion's tables of weights.toml."""
    return [
        "[fusion]",
        'file = "fusion/fusion.onnx"',
        f'sha256 = "{sha256_of(models_dir / "fusion" / "fusion.onnx")}"',
        f'licence = "{LICENCE}"',
        f"labels = {json.dumps(list(LABELS))}",
        'input = "one turn by perception/dynamics.py: what each sense read, the person, the state before"',
        f'data = "{DATA}"',
        f'split = "{SPLIT}"',
        "",
        "[fusion.result]",
        *(f"{name} = {value}" for name, value in result_row(results).items()),
    ]
