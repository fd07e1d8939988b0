"""FER2013's pictures with its own labels and the votes of FER+, as they are at hand."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from perception.signals.face_observation import EXPRESSIONS

SIDE: Final = 48
N_COLUMNS: Final = 189
PICTURES: Final = "face/fer_images.png"
LABELS: Final = "face/fer_labels.csv"

FER2013: Final = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The labels of FER2013, in the order of the second head."""

VOTED: Final = (*EXPRESSIONS, "unknown", "not_a_face")
SPLITS: Final = ("Training", "PublicTest", "PrivateTest")


@dataclass(frozen=True, eq=False)
class Fer:
    """`tiles` uint8 (n, 48, 48); `split` (n,) places in SPLITS; `labels` (n,) places in FER2013; `votes`
    (n, 10) of VOTED; `group` (n,) is the same for near copies, -1 for pictures without any; `crosses` (n,)
    tells which of them have a copy in another split."""

    tiles: NDArray[np.uint8]
    split: NDArray[np.int64]
    labels: NDArray[np.int64]
    votes: NDArray[np.float32]
    group: NDArray[np.int64]
    crosses: NDArray[np.bool_]

    def rows(self, split: str, *, with_copies: bool = True) -> NDArray[np.int64]:
        """Row numbers of a split; `with_copies` keeps pictures that have a near copy in another one."""
        return np.flatnonzero((self.split == SPLITS.index(split)) & (with_copies | ~self.crosses))


def load(data_dir: Path) -> Fer:
    """Read both files; their order is the same."""
    with (data_dir / LABELS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Fer(
        tiles=_tiles(data_dir / PICTURES, len(rows)),
        split=np.array([SPLITS.index(row["split"]) for row in rows]),
        labels=np.array([FER2013.index(row["fer2013"]) for row in rows]),
        votes=np.array([[float(row[name]) for name in VOTED] for row in rows], np.float32),
        group=np.array([int(row["duplicate_group"] or -1) for row in rows]),
        crosses=np.array([row["duplicate_crosses_splits"] == "1" for row in rows]),
    )


def _tiles(path: Path, n_tiles: int) -> NDArray[np.uint8]:
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    tiles = pixels.reshape(-1, SIDE, N_COLUMNS, SIDE).transpose(0, 2, 1, 3).reshape(-1, SIDE, SIDE)
    return np.ascontiguousarray(tiles[:n_tiles])


def majority(votes: NDArray[np.float32]) -> NDArray[np.int64]:
    """(n, 10) votes -> (n,) place in EXPRESSIONS of the label with most votes; -1 where it is no expression,
    or where several have as many."""
    most = votes.max(1, keepdims=True)
    first = votes.argmax(1)
    clear = ((votes == most).sum(1) == 1) & (first < len(EXPRESSIONS))
    return np.where(clear, first, -1)
