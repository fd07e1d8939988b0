"""`undertone train text`: prepare, train every run of hparams.toml, export, evaluate."""

from pathlib import Path

import numpy as np
import torch
from rich.progress import Progress
from tokenizers import Tokenizer

from models.text.hparams import Hparams, Run, read
from models.text.network import pretrained
from models.text.predict import predict
from models.text.prepare import (
    Floats,
    Sentences,
    emobank,
    goemotions,
    own_sentences,
    pretrained_folder,
    tokenizer_of,
)
from models.text.refit import original_embeddings, refit_affect, train_meaning
from models.text.runs import Examples, Judges, Trainer

WORK = Path("build") / "text"


class Course:
    """All runs over one data folder; everything unfinished lies in `work` and is resumed from there."""

    def __init__(self, data_dir: Path, work: Path, hparams: Hparams) -> None:
        self.work, self.hparams = work, hparams
        self.pretrained = pretrained_folder()
        tokenizer: Tokenizer = tokenizer_of(self.pretrained)
        self.feelings = goemotions(data_dir, "train", tokenizer)
        self.rated = emobank(data_dir, "train", tokenizer)
        self.own = own_sentences(tokenizer)
        self.dev = goemotions(data_dir, "dev", tokenizer)
        work.mkdir(parents=True, exist_ok=True)
        torch.set_num_threads(hparams.training.n_threads)

    @property
    def shared_pieces(self) -> list[list[int]]:
        """What teachers hand on their probabilities for: GoEmotions, then EmoBank."""
        return self.feelings.pieces + self.rated.pieces

    def train(self, progress: Progress) -> Path:
        """Train what is not trained yet; returns the weights of the last run, finished (`refit`)."""
        for run in self.hparams.runs:
            self._train(run, progress)
        return self._finished(self.folder(self.hparams.runs[-1].name), progress)

    def folder(self, name: str) -> Path:
        """Where one run keeps its log, checkpoint, weights and probabilities."""
        return self.work / name

    def _train(self, run: Run, progress: Progress) -> None:
        folder = self.folder(run.name)
        task = progress.add_task(f"run {run.name}", total=run.epochs)
        if (folder / "probabilities.npy").exists():
            progress.update(task, completed=run.epochs)
            return
        folder.mkdir(exist_ok=True)
        torch.manual_seed(run.seed)
        network = pretrained(self.pretrained, attention="eager")  # a third faster than sdpa on sentences
        if run.start:
            network.load_state_dict(torch.load(self.folder(run.start) / "weights.pt", weights_only=True))
        trainer = Trainer(network, run, self.hparams, self._examples(run), folder)
        for score in trainer.epochs(Judges(self.dev.pieces, _emotions(self.dev))):
            progress.update(task, advance=1, description=f"run {run.name} (dev macro-F1 {score:.3f})")
        trainer.finish()
        np.save(folder / "probabilities.npy", predict(network, self.shared_pieces)["emotions"])

    def _finished(self, folder: Path, progress: Progress) -> Path:
        path = folder / "finished.pt"
        if not path.exists():
            network = pretrained(self.pretrained, attention="eager")
            network.load_state_dict(torch.load(folder / "weights.pt", weights_only=True))
            refit_affect(network, self.rated.pieces, _affect(self.rated))
            train_meaning(network, self.shared_pieces + self.own.pieces, self._meanings(), progress)
            torch.save(network.state_dict(), path)
        return path

    def _examples(self, run: Run) -> Examples:
        if run.only_emotions:
            return Examples(
                pieces=self.feelings.pieces,
                emotions=_stacked(_emotions(self.feelings)),
                valence_arousal=_stacked(_missing(len(self.feelings), 2)),
                meaning=None,
                soft=None,
            )
        soft = [np.load(self.folder(name) / "probabilities.npy") for name in run.teachers]
        n_feelings, n_rated, n_own = len(self.feelings), len(self.rated), len(self.own) * run.own_repeats
        own_emotions = np.tile(_emotions(self.own), (run.own_repeats, 1))
        meanings, own_meanings = np.split(self._meanings(), [n_feelings + n_rated])
        return Examples(
            pieces=self.shared_pieces + self.own.pieces * run.own_repeats,
            emotions=_stacked(_emotions(self.feelings), _missing(n_rated, 28), own_emotions),
            valence_arousal=_stacked(_missing(n_feelings, 2), _affect(self.rated), _missing(n_own, 2)),
            meaning=_stacked(meanings, np.tile(own_meanings, (run.own_repeats, 1))),
            soft=_stacked(np.mean(soft, axis=0), _missing(n_own, 28)) if soft else None,
        )

    def _meanings(self) -> Floats:
        path = self.work / "meanings.npy"
        if not path.exists():
            pieces = self.shared_pieces + self.own.pieces
            np.save(path, original_embeddings(pretrained(self.pretrained), pieces))
        meanings: Floats = np.load(path)
        return meanings


def _emotions(sentences: Sentences) -> Floats:
    if sentences.emotions is None:
        raise ValueError("these sentences carry no emotion labels")
    return sentences.emotions


def _affect(sentences: Sentences) -> Floats:
    if sentences.valence_arousal is None:
        raise ValueError("these sentences carry no valence and arousal")
    return sentences.valence_arousal


def _missing(n_rows: int, n_columns: int) -> Floats:
    return np.full((n_rows, n_columns), np.nan, np.float32)


def _stacked(*parts: Floats) -> torch.Tensor:
    return torch.from_numpy(np.concatenate(parts).astype(np.float32))


def train(models_dir: Path, data_dir: Path, work: Path = WORK) -> dict[str, object]:
    """Make `models_dir`/text from the data: all runs, the graph, its record, its results.

    Hours on two cores; stop it and start it again as you like, finished epochs are kept in `work`.
    """
    from models.text.release import release

    with Progress() as progress:
        weights = Course(data_dir, work, read()).train(progress)
    return release(weights, models_dir, data_dir)
