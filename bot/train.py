"""Trains the dialogue model: `python -m bot.train`, or `--check` to ask whether that is needed.

The check reads files only and imports no Rasa: it takes milliseconds. Exit code 0: the model is fresh; 3: it
is missing or stale.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bot import fixes
from bot.errors import TextModelMissingError, TrainingFailedError
from bot.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
MODEL_DIR = ROOT / "models" / "dialogue"
MODEL_NAME = "dialogue.tar.gz"
FINGERPRINT_NAME = "fingerprint.json"
STALE = 3

# Code that shapes what training writes; what only runs at serving time is not here.
TRAINING_CODE = (
    "emoji.py",
    "intent_classifier.py",
    "intent_model.py",
    "sentence_featurizer.py",
    "text_graph.py",
    "words.py",
)


def ingredients(text_model_dir: Path) -> Iterator[Path]:
    """Every file that the model is made from, in a fixed order. Raises TextModelMissingError."""
    yield from (ROOT / "config.yml", ROOT / "domain.yml")
    yield from sorted((ROOT / "bot" / "data").rglob("*.yml"))
    yield from (ROOT / "bot" / name for name in TRAINING_CODE)
    yield ROOT / "bot" / "requirements.lock"
    for name in ("text.onnx", "tokenizer.json"):
        if not (path := text_model_dir / name).is_file():
            raise TextModelMissingError(path)
        yield path


def fingerprint(text_model_dir: Path) -> str:
    """sha256 over all ingredients, names and contents."""
    total = hashlib.sha256()
    for path in ingredients(text_model_dir):
        total.update(f"{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def why_stale(model_dir: Path, wanted: str) -> str | None:
    """Why the model must be trained again, or None if it is fresh."""
    if not (model_dir / MODEL_NAME).is_file():
        return f"{model_dir / MODEL_NAME} is missing"
    try:
        found = json.loads((model_dir / FINGERPRINT_NAME).read_text())["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{model_dir / FINGERPRINT_NAME} is missing or broken"
    return (
        None if found == wanted else "data, configuration, code or text model have changed since the training"
    )


def train(model_dir: Path, wanted: str) -> Path:
    """Trains with Rasa into `model_dir` and writes the fingerprint last. Raises TrainingFailedError."""
    fixes.apply_before_rasa((ROOT / "config.yml").read_text(encoding="utf-8"))
    import rasa.model_training

    result = rasa.model_training.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "bot" / "data")],
        output=str(model_dir),
        fixed_model_name=MODEL_NAME.removesuffix(".tar.gz"),
        force_training=True,
    )
    if result.model is None or result.code != 0:
        raise TrainingFailedError(
            f"Rasa ended with code {result.code} and gave no model; see the lines above"
        )
    (model_dir / FINGERPRINT_NAME).write_text(json.dumps({"sha256": wanted}) + "\n")
    return Path(result.model)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot.train", description="Train the dialogue model.")
    parser.add_argument("--model-dir", type=Path, default=MODEL_DIR, help="where the model goes")
    parser.add_argument("--check", action="store_true", help="only say whether training is needed")
    parser.add_argument("--if-stale", action="store_true", help="train only where it is needed")
    chosen = parser.parse_args(arguments)
    try:
        wanted = fingerprint(read_settings().text_model_dir)
    except TextModelMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    reason = why_stale(chosen.model_dir, wanted)
    if chosen.check:
        sys.stdout.write(f"{'fresh' if reason is None else f'stale: {reason}'}\n")
        return 0 if reason is None else STALE
    if not (chosen.if_stale and reason is None):
        sys.stdout.write(f"{train(chosen.model_dir, wanted)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
