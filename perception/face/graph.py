"""The face network as it is served: ONNX graph, and the numbers that belong to it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from perception.face import align
from perception.served_graph import chance_of_right, session_of, softmax
from perception.weights import serving_record

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GraphOutput:
    """Of one crop: `logits` (8,) of EXPRESSIONS, `fer2013` (7,) logits of
    FER2013's labels, `valence_arousal` (2,) in [-1, 1], `embedding` (128,)."""

    logits: Floats
    fer2013: Floats
    valence_arousal: Floats
    embedding: Floats


@dataclass(frozen=True)
class Calibration:
    """serving.json: `scale` and the labels' `bias` turn logits into calibrated ones, `confidence_scale` and
    `confidence_offset` the first share into the probability that it is right; `attention` (128,) says how
    much an embedding tells beside others of the same turn; `rest` (8,) are the mean logits of neutral faces.
    Fitted on FER's PublicTest, but `attention`: on Training."""

    labels: tuple[str, ...]
    scale: float
    bias: tuple[float, ...]
    confidence_scale: float
    confidence_offset: float
    attention: tuple[float, ...]
    rest: tuple[float, ...]

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read serving.json. Raises WeightsError when it is missing or damaged."""
        return serving_record(cls, path)

    def probabilities(self, logits: Floats) -> Floats:
        """(8,) logits -> (8,) probabilities that sum to 1."""
        return softmax(self.scale * logits + np.array(self.bias))

    def confidence(self, share: float) -> float:
        """Share of the first label -> the probability that it is right, in a picture that is good enough."""
        return chance_of_right(share, self.confidence_scale, self.confidence_offset)


class FaceGraph:
    """Crops -> network outputs. Safe to share between threads."""

    def __init__(self, folder: Path, graph: str = "face.onnx") -> None:
        self._session = session_of(folder / graph)

    def run(self, crop: align.Floats, *, mirrored: bool = False) -> GraphOutput:
        """Outputs for one (48, 48) crop, grey in [0, 255], as `align.aligned` makes it.

        With `mirrored` the mean of those for the crop and for its mirror image: a little better, twice the
        time.
        """
        crops = np.stack([crop, crop[:, ::-1]]) if mirrored else crop[None]
        found = self._session.run(None, {"crops": np.ascontiguousarray(crops[:, None], np.float32)})
        logits, fer2013, affect, embedding = (part.astype(np.float64).mean(0) for part in found)
        return GraphOutput(logits, fer2013, np.clip(affect, -1.0, 1.0), embedding)
