"""`undertone train face`: prepare, train, export, calibrate, evaluate."""

from pathlib import Path
from typing import Any

from models.face.fer import load
from models.face.hparams import read
from models.face.prepare import landmarks
from models.face.release import release
from models.face.runs import Run

WORK = Path("build") / "face"


def train(models_dir: Path, data_dir: Path, work: Path = WORK) -> dict[str, Any]:
    """Make `models_dir`/face from the data: the network, its graph, its record, its results.

    An hour and a half on two cores; stop it and start it again as you like, finished epochs are kept in
    `work`.
    """
    fer = load(data_dir)
    found = landmarks(fer, work)
    network = Run(fer, found, read(), work / "run").train()
    return release(network, fer, found, models_dir, data_dir, work)
