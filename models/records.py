"""weights.toml and recipes.csv hold a part of every model; each release replaces its own and leaves the
others. A folder that has no such file yet gets one."""

import csv
from collections.abc import Sequence
from pathlib import Path

WEIGHTS = "weights.toml"
RECIPES = "recipes.csv"
COLUMNS = ["model", "script", "hparams", "data", "split", "result"]


def write_record(models_dir: Path, model: str, lines: Sequence[str]) -> None:
    """Replace the tables [model] and [model.…] of weights.toml by `lines`."""
    path = models_dir / WEIGHTS
    kept, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("["):
            inside = line.startswith((f"[{model}]", f"[{model}."))
        if not inside:
            kept.append(line)
    others = "\n".join(kept).rstrip()
    path.write_text("\n".join([*([others, ""] if others else []), *lines, ""]), encoding="utf-8")


def write_recipe(models_dir: Path, model: str, cells: Sequence[str]) -> None:
    """Replace the row of `model` in recipes.csv; `cells` are script, hparams, data, split and result."""
    path = models_dir / RECIPES
    rows = [COLUMNS]
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row and row[0] != model]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([*rows, [model, *cells]])
