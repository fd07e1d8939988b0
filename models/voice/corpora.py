"""The speech corpora as lists of clips: who speaks, with what emotion, in which part of the split."""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from models.voice.sheets import Sheets

LABELS: Final = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise", "calm")
"""What the network tells apart, in the order of its output."""

CORPORA: Final = ("crema_d", "ravdess", "nemo")
PARTS: Final = ("train", "dev", "test")
SPLIT = Path(__file__).with_name("split.toml")

CREMA_D_LABELS: Final = {
    "ANG": "anger", "DIS": "disgust", "FEA": "fear", "HAP": "joy", "NEU": "neutral", "SAD": "sadness",
}  # fmt: skip
RAVDESS_LABELS: Final = ("neutral", "calm", "joy", "sadness", "anger", "fear", "disgust", "surprise")
NEMO_LABELS: Final = {
    "anger": "anger", "fear": "fear", "happiness": "joy", "neutral": "neutral", "sadness": "sadness",
    "surprised": "surprise",
}  # fmt: skip

KNOWN: Final[dict[str, tuple[str, ...]]] = {
    "crema_d": ("anger", "disgust", "fear", "joy", "neutral", "sadness"),
    "ravdess": LABELS,
    "nemo": ("anger", "fear", "joy", "neutral", "sadness", "surprise"),
}
"""The labels that a corpus can carry: one that it lacks is no negative for its clips."""

CREMA_D_STRENGTH: Final = {"LO": 0.5, "MD": 0.75, "HI": 1.0}
RAVDESS_STRENGTH: Final = (0.7, 1.0)
"""How strongly an emotion was asked for, from the file's name; in most clips of CREMA-D
(XX) it was left to the actor."""

USUAL_STRENGTH: Final = 0.75


@dataclass(frozen=True)
class Clip:
    """One recording. `votes` are shares of LABELS by people who only heard it, where anybody voted;
    `strength` in [0, 1] is how strongly the emotion was acted."""

    corpus: str
    name: str
    speaker: str
    label: str
    part: str
    strength: float = USUAL_STRENGTH
    votes: tuple[float, ...] | None = None
    n_samples: int = 0
    place: tuple[int, int] | None = None


def clips(data_dir: Path, corpora: tuple[str, ...] = CORPORA) -> list[Clip]:
    """Every clip of the named corpora, in the files' order."""
    readers = {"crema_d": crema_d, "ravdess": ravdess, "nemo": nemo}
    return [clip for corpus in corpora for clip in readers[corpus](data_dir)]


def crema_d(data_dir: Path) -> list[Clip]:
    """Of CREMA-D: `place` is the sheet and the tile of its log-mel picture (see `Sheets`)."""
    votes = _votes(data_dir)
    with (data_dir / "voice" / "crema_d_labels.csv").open(encoding="utf-8") as file:
        return [
            Clip(
                corpus="crema_d",
                name=row["clip"],
                speaker=row["speaker"],
                label=CREMA_D_LABELS[row["emotion"]],
                part=_part("crema_d", row["speaker"]),
                strength=CREMA_D_STRENGTH.get(row["level"], USUAL_STRENGTH),
                votes=votes.get(row["clip"]),
                n_samples=int(row["n_samples"]),
                place=(int(row["sheet"]), int(row["tile"])),
            )
            for row in csv.DictReader(file)
        ]


def ravdess(data_dir: Path) -> list[Clip]:
    """Of RAVDESS: all is in the name, modality-channel-emotion-intensity-statement-repetition-actor."""
    found = []
    for path in sorted((data_dir / "voice" / "ravdess").glob("*.ogg")):
        fields = path.stem.split("-")
        found.append(
            Clip(
                corpus="ravdess",
                name=path.stem,
                speaker=fields[6],
                label=RAVDESS_LABELS[int(fields[2]) - 1],
                part=_part("ravdess", fields[6]),
                strength=RAVDESS_STRENGTH[int(fields[3]) - 1],
            )
        )
    return found


def nemo(data_dir: Path) -> list[Clip]:
    """Of nEMO, in the order of its table."""
    with (data_dir / "voice" / "nemo_labels.csv").open(encoding="utf-8") as file:
        return [
            Clip(
                corpus="nemo",
                name=row["clip"],
                speaker=row["speaker"],
                label=NEMO_LABELS[row["emotion"]],
                part=_part("nemo", row["speaker"]),
            )
            for row in csv.DictReader(file)
        ]


def sound_path(data_dir: Path, clip: Clip) -> Path:
    """The file of a clip of RAVDESS or nEMO."""
    return data_dir / "voice" / clip.corpus / f"{clip.name}.ogg"


def sheets(data_dir: Path) -> Sheets:
    """CREMA-D's log-mel pictures."""
    return Sheets(data_dir / "voice")


def split() -> dict[str, dict[str, list[str]]]:
    """corpus -> part -> speakers, of `split.toml`."""
    return tomllib.loads(SPLIT.read_text(encoding="utf-8"))


_SPLIT = split()


def _part(corpus: str, speaker: str) -> str:
    held = _SPLIT[corpus]
    return next((part for part in ("test", "dev") if speaker in held[part]), "train")


def _votes(data_dir: Path) -> dict[str, tuple[float, ...]]:
    path = data_dir / "fusion" / "crema_d_votes.csv"
    if not path.is_file():
        return {}
    columns = {"A": "anger", "D": "disgust", "F": "fear", "H": "joy", "N": "neutral", "S": "sadness"}
    found = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["modality"] != "voice":
                continue
            counts = np.zeros(len(LABELS))
            for column, label in columns.items():
                counts[LABELS.index(label)] = float(row[column])
            if counts.sum():
                found[row["fileName"]] = tuple((counts / counts.sum()).tolist())
    return found
