"""hparams.toml as frozen objects."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.voice.frontend import Forgetting
from models.voice.network import Size

FILE = Path(__file__).with_name("hparams.toml")


@dataclass(frozen=True)
class Data:
    """What is learned from; `shares` of a batch are in the order of `corpora`."""

    corpora: tuple[str, ...]
    shares: tuple[float, ...]
    vote_share: float
    no_voice_share: float


@dataclass(frozen=True)
class Training:
    """Optimisation; `rate` is per step, `warmup` is a share of all steps, `n_frames` the length of a crop."""

    seed: int
    epochs: int
    steps_per_epoch: int
    batch_size: int
    n_frames: int
    rate: float
    weight_decay: float
    warmup: float
    clip: float
    ema: float
    label_smoothing: float
    augmentation: float
    n_threads: int


@dataclass(frozen=True)
class Losses:
    """Weights of the summed losses."""

    labels: float
    valence_arousal: float
    voice: float


@dataclass(frozen=True)
class Hparams:
    """Everything that `undertone train voice` is governed by."""

    data: Data
    frontend: Forgetting
    size: Size
    training: Training
    losses: Losses


def read(path: Path = FILE) -> Hparams:
    """Read the file; a key too many or too few is a TypeError."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    data = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values["data"].items()
    }
    return Hparams(
        Data(**data),
        Forgetting(**values["frontend"]),
        Size(**values["size"]),
        Training(**values["training"]),
        Losses(**values["loss"]),
    )
