"""`undertone train fusion`: read the parts by the senses, build turns, train, calibrate, export, evaluate."""

from collections.abc import Callable
from dataclasses import asdict, replace
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
    network = trained(sides["train"], hparams, hparams.seed, work, report)
    return release(network, sides, models_dir)


def trained(
    parts_: Parts, hparams: Hparams, seed: int, work: Path, report: Callable[[str], None]
) -> FusionNetwork:
    """The recipe's run with this seed, kept in `work`. Raises ValueError where what is kept is of another
    recipe."""
    path, recipe = work / f"seed-{seed}.pt", asdict(replace(hparams, seed=seed))
    if path.is_file():
        kept = torch.load(path, weights_only=True)
        if kept.get("recipe") != recipe:
            raise ValueError(f"{path} was trained by another recipe; delete it to train again")
        network = FusionNetwork(hparams.size)
        network.load_state_dict(kept["network"])
        return network.eval()
    training = Training(parts_, replace(hparams, seed=seed))
    found = training.train(lambda epoch, loss: report(f"seed {seed}, epoch {epoch}: loss {loss:.4f}"))
    torch.save({"recipe": recipe, "network": found.state_dict()}, path)
    return found
