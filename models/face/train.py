"""`undertone train face`: prepare, train, export, calibrate, evaluate."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch.distributed as dist
import torch.multiprocessing

from models.face.fer import Fer, load
from models.face.hparams import Hparams, read
from models.face.prepare import Found, landmarks
from models.face.release import release
from models.face.runs import Run

WORK = Path("build") / "face"


def train(models_dir: Path, data_dir: Path, work: Path = WORK) -> dict[str, Any]:
    """Make `models_dir`/face from the data: the network, its graph, its record, its results.

    An hour or so on two cores; stop it and start it again as you like, finished epochs are kept in `work`.
    """
    fer, hparams = load(data_dir), read()
    found = landmarks(fer, work)
    side_by_side(fer, found, hparams, work / "run")
    network = Run(fer, found, hparams, work / "run").trained()
    return release(network, fer, found, models_dir, data_dir, work)


def side_by_side(fer: Fer, found: Found, hparams: Hparams, folder: Path) -> None:
    """Run the epochs that are left in processes that share their gradients."""
    n_processes = hparams.training.n_processes
    with TemporaryDirectory() as meeting:
        arguments = (n_processes, f"{meeting}/meet", fer, found, hparams, folder)
        torch.multiprocessing.spawn(_one, arguments, nprocs=n_processes)  # type: ignore[no-untyped-call]


def _one(
    number: int, n_processes: int, meeting: str, fer: Fer, found: Found, hparams: Hparams, folder: Path
) -> None:
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=number, world_size=n_processes)
    Run(fer, found, hparams, folder).train()
    dist.destroy_process_group()
