"""`undertone train fusion`: read the parts by the senses, build turns, train, calibrate, export, evaluate."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from models.fusion.hparams import read
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts, parts
from models.fusion.release import release
from models.fusion.runs import Hparams, Training

BUILD = Path("build")


def train(
    models_dir: Path, data_dir: Path, build: Path = BUILD, report: Callable[[str], None] = print
) -> dict[str, Any]:
    """Make `models_dir`/fusion from the data and from what the senses' own training left in `build`.

    A quarter of an hour on a free core; the senses' readings and the finished run are kept in `build`/fusion.
    """
    work, hparams = build / "fusion", read()
    sides = {side: parts(models_dir, data_dir, work, build, side) for side in ("train", "dev", "test")}
    network = trained(sides["train"], hparams, work, report)
    return release(network, sides, models_dir)


def trained(parts_: Parts, hparams: Hparams, work: Path, report: Callable[[str], None]) -> FusionNetwork:
    """The run of the recipe's seed, kept in `work`."""
    path = work / f"seed-{hparams.seed}.pt"
    training = Training(parts_, hparams)
    if path.is_file():
        training.network.load_state_dict(torch.load(path, weights_only=True))
        return training.network.eval()
    network = training.train(lambda epoch, loss: report(f"epoch {epoch}: loss {loss:.4f}"))
    torch.save(network.state_dict(), path)
    return network
