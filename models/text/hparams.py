"""hparams.toml as frozen objects."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("hparams.toml")


@dataclass(frozen=True)
class Training:
    """Optimisation; rates are per step, `warmup` is a share of all steps."""

    batch_size: int
    max_pieces: int
    encoder_rate: float
    layer_decay: float
    head_rate: float
    weight_decay: float
    warmup: float
    clip: float
    ema: float
    n_threads: int


@dataclass(frozen=True)
class Losses:
    """Weights of the summed losses and the soft labels' share of the emotion target."""

    emotion: float
    valence_arousal: float
    meaning: float
    soft_share: float


@dataclass(frozen=True)
class Run:
    """One training run; `teachers` are earlier runs, `start` the one whose weights it goes on from, if any.

    `rate` scales all learning rates; `own_repeats` is how often an epoch sees own.tsv; a run that learns
    `only_emotions` sees GoEmotions alone and leaves the other two heads as they are.
    """

    name: str
    seed: int
    epochs: int
    start: str
    rate: float
    own_repeats: int
    only_emotions: bool
    teachers: tuple[str, ...]


@dataclass(frozen=True)
class Hparams:
    """Everything that `undertone train text` is governed by."""

    training: Training
    losses: Losses
    runs: tuple[Run, ...]


def read(path: Path = FILE) -> Hparams:
    """Read the file; a key too many or too few is a TypeError."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    runs = tuple(Run(**{**row, "teachers": tuple(row["teachers"])}) for row in values["run"])
    return Hparams(Training(**values["training"]), Losses(**values["loss"]), runs)
