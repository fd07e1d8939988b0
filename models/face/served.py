"""The graph that ships over FER's pictures, by the very steps that a camera's picture goes through."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.face.fer import SIDE, Fer, majority
from models.face.prepare import Found
from perception.face.align import aligned, similarity
from perception.face.graph import FaceGraph, GraphOutput
from perception.face.names import PLACES
from perception.face.quality import visibility

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Served:
    """Of some pictures: the graph's outputs, `quality` (n,), and what people and FER2013 say of them: `truth`
    (n,) the place in EXPRESSIONS of the majority, -1 where there is none, `labels` (n,) of FER2013, `votes`
    (n, 10)."""

    rows: NDArray[np.int64]
    outputs: list[GraphOutput]
    quality: Floats
    truth: NDArray[np.int64]
    labels: NDArray[np.int64]
    votes: NDArray[np.float32]

    @property
    def logits(self) -> Floats:
        """(n, 8)."""
        return np.stack([one.logits for one in self.outputs])

    @property
    def fer2013(self) -> Floats:
        """(n, 7) logits."""
        return np.stack([one.fer2013 for one in self.outputs])

    @property
    def truth_nine(self) -> NDArray[np.int64]:
        """(n,) places in LABELS, -1 where there is none."""
        return np.where(self.truth >= 0, np.array(PLACES)[self.truth], -1)


def served(
    graph: FaceGraph, fer: Fer, found: Found, rows: NDArray[np.int64], *, mirrored: bool = False
) -> Served:
    """Run the graph over some rows."""
    outputs, quality = [], []
    for row in rows:
        pixels = np.repeat(fer.tiles[row][..., None], 3, axis=2)
        place = similarity(found.landmarks[row])
        crop = aligned(pixels, place)
        outputs.append(graph.run(crop, mirrored=mirrored))
        quality.append(visibility(found.landmarks[row], place, crop, SIDE, SIDE).quality)
    return Served(
        rows, outputs, np.array(quality), majority(fer.votes[rows]), fer.labels[rows], fer.votes[rows]
    )
