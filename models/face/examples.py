"""What is learned from FER: for each picture its place in the tile and what people said of it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from models.face.augment import Augment, Augmentation
from models.face.fer import SIDE, Fer
from models.face.prepare import Found
from perception.face.align import similarity
from perception.face.names import AFFECT
from perception.signals.face_observation import EXPRESSIONS

N_EXPRESSIONS: Final = len(EXPRESSIONS)
LEAST_VOTES: Final = 2.0
"""A single vote among ten is taken for a slip, as the authors of FER+ do."""

NO_FACE_VOTES: Final = 5.0


@dataclass(frozen=True, eq=False)
class Targets:
    """`votes` (n, 8) shares, `vote_weight` (n,) in [0, 1] how many of the ten voted for an expression,
    `labels` (n,) of FER2013, `label_weight` (n,) 0 where people saw no face, `affect` (n, 2)."""

    votes: Tensor
    vote_weight: Tensor
    labels: Tensor
    label_weight: Tensor
    affect: Tensor

    def of(self, rows: NDArray[np.int64]) -> "Targets":
        """Those of some pictures."""
        one = torch.from_numpy(rows)
        return Targets(
            self.votes[one],
            self.vote_weight[one],
            self.labels[one],
            self.label_weight[one],
            self.affect[one],
        )


def targets(fer: Fer) -> Targets:
    """Of every picture."""
    all_votes = torch.from_numpy(fer.votes)
    kept = torch.where(all_votes >= LEAST_VOTES, all_votes, 0.0)
    votes = kept[:, :N_EXPRESSIONS]
    n_votes = votes.sum(1, keepdim=True)
    shares = torch.where(n_votes > 0, votes / n_votes.clamp(min=1.0), 1.0 / N_EXPRESSIONS)
    return Targets(
        votes=shares,
        vote_weight=n_votes[:, 0] / kept.sum(1).clamp(min=1.0),
        labels=torch.from_numpy(fer.labels),
        label_weight=(all_votes[:, -1] < NO_FACE_VOTES).float(),
        affect=shares @ torch.tensor([AFFECT[name] for name in EXPRESSIONS]),
    )


def places(found: Found) -> Tensor:
    """(n, 2, 3) from the crop to the tile, both with sides of 1."""
    rows = []
    for landmarks in found.landmarks:
        one = similarity(landmarks)
        rows.append([[one.a, -one.b, one.x0], [one.b, one.a, one.y0]])
    return torch.tensor(rows, dtype=torch.float32) / SIDE


@dataclass(frozen=True, eq=False)
class Batch:
    """`crops` (batch, 1, 48, 48) in [0, 255]."""

    crops: Tensor
    targets: Targets


class Batches(Dataset[Batch]):
    """The batches of one epoch, in an order of its own; `part` is which of how many shares of them."""

    def __init__(
        self,
        tiles: Tensor,
        where: Tensor,
        every: Targets,
        rows: NDArray[np.int64],
        augmentation: Augmentation,
        batch_size: int,
        seed: int,
        part: tuple[int, int] = (0, 1),
    ) -> None:
        self._tiles, self._where, self._every = tiles, where, every
        self._augmentation, self._size, self._seed = augmentation, batch_size, seed
        number, n_parts = part
        order = np.random.default_rng(seed).permutation(rows)
        self._order = order[: len(order) // n_parts * n_parts].reshape(-1, n_parts)[:, number]
        self._number = number

    def __len__(self) -> int:
        return len(self._order) // self._size

    def __getitem__(self, number: int) -> Batch:
        if number >= len(self):
            raise IndexError(number)
        rows = self._order[number * self._size : (number + 1) * self._size]
        augment = Augment(self._augmentation, torch.Generator().manual_seed(self._chance(number)))
        crops = augment(self._tiles[torch.from_numpy(rows)], self._where[torch.from_numpy(rows)])
        return Batch(crops, self._every.of(rows))

    def _chance(self, number: int) -> int:
        return self._seed * 100_003 + number * 10 + self._number
