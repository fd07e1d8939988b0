"""Faces: FER's held-out pictures, as the face sense reads them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.face.fer import load
from models.face.prepare import landmarks
from models.face.served import served
from models.fusion.readings import Read, as_arrays, from_arrays, kept, of_readings, read_by
from perception.emotion import LABELS
from perception.face.graph import FaceGraph
from perception.face.perceiver import FacePerceiver


def fer(models_dir: Path, data_dir: Path, work: Path, face_work: Path, split: str) -> Read:
    """`PublicTest` or `PrivateTest`, without near copies of other splits; labelled by most votes, -1 where
    people were not of one mind or saw contempt."""
    graph = models_dir / "face" / "face.onnx"

    def make() -> dict[str, NDArray[np.generic]]:
        data = load(data_dir)
        seen = served(
            FaceGraph(graph.parent), data, landmarks(data, face_work), data.rows(split, with_copies=False)
        )
        sense = FacePerceiver(graph.parent)
        readings = [
            sense.interpreted(one.logits, one.valence_arousal, one.embedding, quality)
            for one, quality in zip(seen.outputs, seen.quality, strict=True)
        ]
        return as_arrays(of_readings(readings, [LABELS[at] if at >= 0 else None for at in seen.truth_nine]))

    return from_arrays(kept(read_by(graph, work, f"fer-{split}"), make))
