"""From the weights of a run to what ships: graph, tokenizer, tables, calibration, results, card and
record."""

import json
from pathlib import Path

from models.cards import write_card
from models.records import write_recipe, write_record
from models.text import card
from models.text.calibrate import calibrate
from models.text.english import build
from models.text.evaluate import evaluate
from models.text.export import export_graph, network_of, quantise, write_tokenizer
from models.text.prepare import emobank, goemotions, pretrained_folder, tokenizer_of
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK
from perception.weights import sha256_of

HERE = Path(__file__).parent
N_SMOOTHED_BY = 400
"""Training sentences that show the quantiser how large activations become."""


def release(weights: Path, models_dir: Path, data_dir: Path) -> dict[str, object]:
    """Write everything that ships into `models_dir`; the float graph stays beside `weights` as
    parent.onnx."""
    folder = models_dir / "text"
    folder.mkdir(parents=True, exist_ok=True)
    parent = build_serving(weights, folder, data_dir)
    results = evaluate(models_dir, data_dir, folder, parent)
    write_recipe(models_dir, "text", _recipe(results))
    write_record(models_dir, "text", _record(models_dir, results))
    write_card(folder, card.block(results), HERE / "README.md")
    return results


def build_serving(weights: Path, folder: Path, data_dir: Path) -> Path:
    """Graph, tokenizer, English tables and calibration in `folder`; returns the float graph."""
    pretrained = pretrained_folder()
    parent = weights.with_name("parent.onnx")
    export_graph(network_of(weights, pretrained), parent)
    write_tokenizer(pretrained, folder / "tokenizer.json")
    tokenizer = tokenizer_of(pretrained)
    feelings, rated = goemotions(data_dir, "train", tokenizer), emobank(data_dir, "train", tokenizer)
    quantise(parent, folder / "text.onnx", feelings.pieces[:N_SMOOTHED_BY])
    dev = goemotions(data_dir, "dev", tokenizer)
    build(feelings.texts + rated.texts, dev.texts, folder / "english.npz")
    calibrate(folder, dev)
    return parent


def _recipe(results: dict[str, object]) -> list[str]:
    result = f"macro_f1={results['macro_f1']}"
    return [
        "models/text/train.py", "models/text/hparams.toml", "GoEmotions; EmoBank", "official test", result
    ]  # fmt: skip


def _record(models_dir: Path, results: dict[str, object]) -> list[str]:
    kept = {
        name: results[name] for name in ("macro_f1", "weighted_f1", "ece", "accuracy", "valence_r_served")
    }
    return [
        "[text]",
        'file = "text/text.onnx"',
        f'sha256 = "{sha256_of(models_dir / "text" / "text.onnx")}"',
        'licence = "Apache-2.0; trained on CC BY 4.0 and CC BY-SA 4.0 data"',
        f"labels = {json.dumps(list(GOEMOTIONS_TO_PLUTCHIK))}",
        'input = "input_ids, attention_mask: int64 (batch, n_pieces <= 128), by text/tokenizer.json"',
        'data = "GoEmotions (CC BY 4.0), EmoBank (CC BY-SA 4.0); tuned from all-MiniLM-L6-v2 (Apache-2.0)"',
        'split = "official train, dev and test of both"',
        "",
        "[text.result]",
        *(f"{name} = {value}" for name, value in kept.items()),
    ]
