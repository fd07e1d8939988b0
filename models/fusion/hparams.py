"""hparams.toml as frozen objects."""

import tomllib
from pathlib import Path
from typing import Any

from models.fusion.network import Size
from models.fusion.runs import Hparams, Losses

FILE = Path(__file__).with_name("hparams.toml")


def read(path: Path = FILE) -> Hparams:
    """The recipe in `path`. Raises TypeError for a name that it does not know."""
    given: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    size = given["size"] | {"embeddings": tuple(given["size"]["embeddings"])}
    return Hparams(size=Size(**size), losses=Losses(**given["losses"]), **given["training"])
