"""The attention over a turn's moments: learned from turns made of one face, each moment spoilt in its own
way.

There is no video here. What can be learned without one is which embedding is worth listening to: many spoilt
pictures of a face, one answer.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.face.augment import Augment, Augmentation
from models.face.examples import N_EXPRESSIONS, Targets, places, targets
from models.face.fer import Fer, majority
from models.face.network import FaceNetwork
from models.face.prepare import Found
from perception.face.attention import weights_of
from perception.signals.face_observation import N_SHAPE, FaceObservation

SPOILT: Final = Augmentation(
    turn_deg=9.0, shift=0.06, zoom=0.12, stretch=0.1, light=0.9, blur=0.6, sharpen=0.2, noise=0.6, cover=0.6
)
N_MOMENTS: Final = 8
N_TRAIN: Final = 2500
N_TEST: Final = 1000
N_STEPS: Final = 300
RATE: Final = 0.02
DECAY: Final = 1e-3
STEP_S: Final = 0.2


@dataclass(frozen=True, eq=False)
class Turns:
    """`embeddings` (n, 8, 128) and `logits` (n, 8, 8) of the moments, `votes` (n, 8), `truth` (n,)."""

    embeddings: Tensor
    logits: Tensor
    votes: Tensor
    truth: NDArray[np.int64]


def turns(network: FaceNetwork, fer: Fer, found: Found, rows: NDArray[np.int64], seed: int) -> Turns:
    """Made of some pictures."""
    augment = Augment(SPOILT, torch.Generator().manual_seed(seed))
    where = places(found)[rows]
    tiles, wanted = torch.from_numpy(fer.tiles[rows]), _of(targets(fer), rows)
    embeddings, logits = [], []
    with torch.no_grad():
        for _ in range(N_MOMENTS):
            parts = [
                network(augment(tile, place))
                for tile, place in zip(tiles.split(250), where.split(250), strict=True)
            ]
            logits.append(torch.cat([part[0] for part in parts]))
            embeddings.append(torch.cat([part[3] for part in parts]))
    return Turns(torch.stack(embeddings, 1), torch.stack(logits, 1), wanted.votes, majority(fer.votes[rows]))


def fitted(given: Turns) -> Tensor:
    """(128,) attention under which the weighted logits say best what people said."""
    attention = torch.zeros(given.embeddings.shape[2], requires_grad=True)
    optimiser = torch.optim.Adam([attention], lr=RATE)
    for _ in range(N_STEPS):
        weights = torch.softmax(given.embeddings @ attention, dim=1)
        pooled = (weights[..., None] * given.logits).sum(1)
        loss = functional.cross_entropy(pooled, given.votes) + DECAY * attention.square().sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return attention.detach()


def compared(given: Turns, attention: Tensor) -> dict[str, float]:
    """Share of turns whose first expression is right: by the last moment, the mean, and the served
    attention."""
    values = attention.double().numpy()
    served = np.stack(
        [
            weights_of(_observations(embeddings), values) @ logits.double().numpy()
            for embeddings, logits in zip(given.embeddings, given.logits, strict=True)
        ]
    )
    ways = {
        "last_frame": given.logits[:, -1].numpy(),
        "mean": given.logits.mean(1).numpy(),
        "attention": served,
    }
    known = given.truth >= 0
    return {
        name: float((logits.argmax(1)[known] == given.truth[known]).mean()) for name, logits in ways.items()
    }


def _of(every: Targets, rows: NDArray[np.int64]) -> Targets:
    return every.of(rows)


def _observations(embeddings: Tensor) -> list[FaceObservation]:
    return [
        FaceObservation(
            t_s=number * STEP_S,
            logits=(0.0,) * N_EXPRESSIONS,
            valence_arousal=(0.0, 0.0),
            embedding=tuple(embedding.tolist()),
            pose=(0.0, 0.0, 0.0),
            size_px=96.0,
            sharpness=0.4,
            brightness=0.5,
            quality=1.0,
            n_faces=1,
            shape=(0.5,) * N_SHAPE,
        )
        for number, embedding in enumerate(embeddings)
    ]
