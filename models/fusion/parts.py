"""The real parts of one side of the split: courses of labels, words, voices with the faces that people saw
beside them, faces."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from models.fusion.faces import fer
from models.fusion.readings import Places, Read
from models.fusion.voices import Voices, voices
from models.fusion.words import Dialogues, goemotions, meld
from models.voice.corpora import CORPORA
from perception.emotion import LABELS

SIDES: Final = ("train", "dev", "test")
VOTED: Final = {"A": "anger", "D": "disgust", "F": "fear", "H": "joy", "N": "neutral", "S": "sadness"}
DEV_SHARE: Final = 0.2
"""Of what is held out for development only: this much of GoEmotions' dev sentences and of FER's PublicTest is
kept for choosing and calibrating, the rest is learned from."""


@dataclass(frozen=True, eq=False)
class Voted:
    """CREMA-D's clips by what most people said who heard, saw, or heard and saw them: places in LABELS, -1
    where two labels were as frequent. `rows` are those of `Voices`."""

    rows: Places
    heard: Places
    seen: Places
    both: Places


@dataclass(frozen=True, eq=False)
class Parts:
    """What the turns of one side are built of. Nobody and nothing of it is on another side."""

    dialogues: Dialogues
    sentences: Read
    voices: Voices
    voice_rows: Places
    voted: Voted
    faces: Read


def parts(models_dir: Path, data_dir: Path, work: Path, build: Path, side: str) -> Parts:
    """One of SIDES; `build` is the folder that holds what the senses' own training left (`voice`, `face`)."""
    every = voices(models_dir, data_dir, work, build / "voice")
    rows = np.flatnonzero(every.part == SIDES.index(side))
    return Parts(
        meld(models_dir, data_dir, work, side),
        _of_side(goemotions(models_dir, data_dir, work, "test" if side == "test" else "dev"), side),
        every,
        rows,
        voted(data_dir, every, rows),
        _of_side(
            fer(
                models_dir, data_dir, work, build / "face", "PrivateTest" if side == "test" else "PublicTest"
            ),
            side,
        ),
    )


def _of_side(read: Read, side: str) -> Read:
    return read.rows(rows_of_side(len(read), side))


def rows_of_side(n: int, side: str) -> Places:
    """Which of the `n` sentences or pictures that a split holds are on a side; train and dev share one
    split."""
    if side == "test":
        return np.arange(n)
    dev = np.random.default_rng(7).random(n) < DEV_SHARE
    return np.flatnonzero(dev if side == "dev" else ~dev)


def voted(data_dir: Path, every: Voices, rows: Places) -> Voted:
    """The votes on some of the clips."""
    votes: dict[tuple[str, str], int] = {}
    with (data_dir / "fusion" / "crema_d_votes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label = VOTED.get(row["emoVote"])
            votes[row["fileName"], row["modality"]] = -1 if label is None else LABELS.index(label)
    of_crema_d = rows[every.corpus[rows] == CORPORA.index("crema_d")]
    names = every.name[of_crema_d]
    columns = [
        np.array([votes.get((name, way), -1) for name in names]) for way in ("voice", "face", "audio_visual")
    ]
    return Voted(of_crema_d, *columns)
