"""hparams.toml as frozen objects."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.voice.frontend import Forgetting
from models.voice.network import Size

FILE = Path(__file__).with_name("hparams.toml")


@dataclass(frozen=True)
class Data:
    """What is learned from; `shares` of a batch are in the order of `corpora`; each speaker in it says
    `per_speaker` utterances, a share `strangers` of them as if nothing had been heard of them before."""

    corpora: tuple[str, ...]
    shares: tuple[float, ...]
    vote_share: float
    no_voice_share: float
    per_speaker: int
    strangers: float


@dataclass(frozen=True)
class Training:
    """Optimisation; `rate` is per step, `warmup` is a share of all steps, `n_frames` the length of a crop,
    `augmentation` its strength in the first epoch and in the last."""

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
    augmentation: tuple[float, float]
    n_threads: int

    def strength(self, epoch: int) -> float:
        """Of the augmentation in an epoch, counted from 1."""
        first, last = self.augmentation
        return first + (last - first) * min(1.0, (epoch - 1) / max(1, self.epochs - 1))


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
    data, frontend, size, training, losses = (
        {key: tuple(value) if isinstance(value, list) else value for key, value in values[section].items()}
        for section in ("data", "frontend", "size", "training", "loss")
    )
    return Hparams(Data(**data), Forgetting(**frontend), Size(**size), Training(**training), Losses(**losses))
