"""`undertone train fusion`: read the parts by the senses, build turns, train, calibrate, export, evaluate."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import torch

from models.fusion.hparams import read
from models.fusion.judge import judge
from models.fusion.network import FusionNetwork
from models.fusion.parts import Parts, parts
from models.fusion.release import release
from models.fusion.runs import Hparams, Training

BUILD = Path("build")
N_SEEDS: Final = 3
"""Runs of which the one that is best on the dev side ships."""


def train(
    models_dir: Path, data_dir: Path, build: Path = BUILD, report: Callable[[str], None] = print
) -> dict[str, Any]:
    """Make `models_dir`/fusion from the data and from what the senses' own training left in `build`.

    Half an hour on two free cores; readings of the senses and finished runs are kept in `build`/fusion.
    """
    work, hparams = build / "fusion", read()
    sides = {side: parts(models_dir, data_dir, work, build, side) for side in ("train", "dev", "test")}
    network = best_of(sides["train"], sides["dev"], hparams, work, report)
    return release(network, sides, models_dir)


def best_of(
    learned: Parts, judged: Parts, hparams: Hparams, work: Path, report: Callable[[str], None]
) -> FusionNetwork:
    """The run of N_SEEDS whose network does best on the dev side."""
    found = []
    for seed in range(1, N_SEEDS + 1):
        network = trained(learned, hparams, seed, work, report)
        score = judge(network, judged)
        report(f"seed {seed}: {score:.4f} on the dev side")
        found.append((score, seed, network))
    return max(found, key=lambda one: one[:2])[2]


def trained(
    parts_: Parts, hparams: Hparams, seed: int, work: Path, report: Callable[[str], None]
) -> FusionNetwork:
    """One run, kept in `work`; another recipe needs another folder."""
    path = work / f"seed-{seed}.pt"
    training = Training(parts_, replace(hparams, seed=seed))
    if path.is_file():
        training.network.load_state_dict(torch.load(path, weights_only=True))
        return training.network.eval()
    network = training.train(lambda epoch, loss: report(f"seed {seed}, epoch {epoch}: loss {loss:.4f}"))
    torch.save(network.state_dict(), path)
    return network
