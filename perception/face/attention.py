"""Which moments of a turn speak: temporal attention over the observations of a face."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.signals.face_observation import FaceObservation

Floats = NDArray[np.float64]

NEARBY_S: Final = 0.6
"""How far in time a moment looks for others like itself."""

LIKENESS: Final = 6.0
"""How much sooner it takes one that looks alike (cosine of the embeddings)."""

LEAST_QUALITY: Final = 0.02

MOST: Final = 400
"""Observations of one turn that take part, the latest: more than a minute at five a second."""


def weights_of(observations: Sequence[FaceObservation], attention: Floats) -> Floats:
    """(n,) weights that sum to 1, of observations in the order of time.

    First each moment is seen in the light of those around it that look alike (self-attention over the turn),
    so that one odd frame is outvoted by its neighbours; then the moments are summed by how much each tells:
    softmax of `attention` · embedding, times its quality. `attention` (n_embedding,) is learned.
    """
    vectors = np.array([one.embedding for one in observations])
    times = np.array([one.t_s for one in observations])
    quality = np.maximum([one.quality for one in observations], LEAST_QUALITY)
    among = _among(vectors, times, quality)  # (n, n), rows sum to 1
    telling = (among @ vectors) @ attention
    share = quality * np.exp(telling - telling.max())
    share /= share.sum()
    weights: Floats = share @ among
    return weights


def _among(vectors: Floats, times: Floats, quality: Floats) -> Floats:
    length = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    alike = (vectors / length) @ (vectors / length).T
    apart = np.abs(times[:, None] - times[None, :]) / NEARBY_S
    score = LIKENESS * alike - apart + np.log(quality)[None, :]
    share = np.exp(score - score.max(1, keepdims=True))
    found: Floats = share / share.sum(1, keepdims=True)
    return found
