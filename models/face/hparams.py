"""hparams.toml as frozen objects."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.face.augment import Augmentation
from models.face.network import Size

FILE = Path(__file__).with_name("hparams.toml")


@dataclass(frozen=True)
class Training:
    """Optimisation; `rate` is the highest per step, `warmup` a share of all steps, `mixed` the share of
    batches in which pictures are mixed two by two, `calm_epochs` the last ones, without covering and
    mixing."""

    seed: int
    epochs: int
    calm_epochs: int
    batch_size: int
    rate: float
    weight_decay: float
    warmup: float
    clip: float
    ema: float
    mixed: float
    label_smoothing: float
    n_processes: int


@dataclass(frozen=True)
class Losses:
    """Weights of the summed losses."""

    expressions: float
    fer2013: float
    valence_arousal: float


@dataclass(frozen=True)
class Hparams:
    """Everything that `undertone train face` is governed by."""

    size: Size
    augmentation: Augmentation
    training: Training
    losses: Losses


def read(path: Path = FILE) -> Hparams:
    """Read the file; a key too many or too few is a TypeError."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    size = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values["size"].items()
    }
    return Hparams(
        Size(**size),
        Augmentation(**values["augmentation"]),
        Training(**values["training"]),
        Losses(**values["loss"]),
    )
