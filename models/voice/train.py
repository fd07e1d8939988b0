"""`undertone train voice`: prepare, train, leave each corpus out in turn, export, calibrate, evaluate."""

from pathlib import Path
from typing import Any

from models.voice.brain import train_run
from models.voice.examples import spoken
from models.voice.frontend import Normalised
from models.voice.hparams import read
from models.voice.left_out import left_out
from models.voice.reader import with_reader
from models.voice.release import release

WORK = Path("build") / "voice"


def train(models_dir: Path, data_dir: Path, work: Path = WORK) -> dict[str, Any]:
    """Make `models_dir`/voice from the data: the network, its graph, its record, its results.

    An hour on two free cores; stop it and start it again as you like, finished epochs are kept in `work`.
    """
    hparams = read()
    corpora = spoken(data_dir, work / "features", hparams.data.corpora)
    network = train_run(corpora, hparams, work / "runs" / "all")
    both = with_reader(network, corpora, Normalised(hparams.frontend), hparams.reader)
    if len(corpora) > 2:
        left_out(corpora, hparams, work)
    return release(both, hparams, corpora, models_dir, data_dir, work)
