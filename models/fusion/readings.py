"""What the senses say of material that they were not trained on: the stuff that turns are built of.

Words: MELD and GoEmotions' dev and test sentences, by the text graph that ships. Faces: FER's PublicTest and
PrivateTest, by the face graph that ships. Voices: the speakers of training by networks that never heard their
corpus (see `models.voice.left_out`), those held out by the graph that ships.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.dynamics import VECTOR_LENGTH, as_vector
from perception.emotion import LABELS, EmotionReading
from perception.weights import sha256_of

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

N_HEARD: Final = (0, 5, 20)
"""Utterances heard of a speaker before the one that is read."""


@dataclass(frozen=True, eq=False)
class Read:
    """Of n items of one sense: `probabilities` (n, 9), `affect` (n, 2), `confidence` (n,), `embedding`
    (n, width) as `perception.dynamics.as_vector` tells it, `label` (n,) the place in LABELS of what was
    acted, written or seen, -1 where it is none."""

    probabilities: Floats
    affect: Floats
    confidence: Floats
    embedding: Floats
    label: Places

    def __len__(self) -> int:
        return len(self.label)

    def rows(self, chosen: Places | NDArray[np.bool_]) -> "Read":
        """Some of them."""
        return Read(*(getattr(self, field.name)[chosen] for field in fields(self)))


def of_readings(readings: list[EmotionReading], labels: list[str | None]) -> Read:
    """Readings of one sense as arrays."""
    return Read(
        np.array([one.probabilities for one in readings], np.float32),
        np.array([(one.valence, one.arousal) for one in readings], np.float32),
        np.array([one.confidence for one in readings], np.float32),
        np.array([as_vector(one) for one in readings], np.float32),
        np.array([-1 if label is None else LABELS.index(label) for label in labels]),
    )


def read_by(graph: Path, work: Path, what: str) -> Path:
    """Where `work` keeps what the sense with this graph read, with vectors of this length."""
    return work / f"{what}-{sha256_of(graph)[:8]}-{VECTOR_LENGTH:g}.npz"


def kept(path: Path, make: Callable[[], dict[str, NDArray[np.generic]]]) -> dict[str, NDArray[np.generic]]:
    """The arrays in `path`, made now where it is missing."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".new.npz")
        np.savez(unfinished, **make())  # type: ignore[arg-type]  # the stubs know no mapping of arrays
        unfinished.replace(path)
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def as_arrays(read: Read) -> dict[str, NDArray[np.generic]]:
    """For `kept`."""
    return {field.name: getattr(read, field.name) for field in fields(read)}


def from_arrays(arrays: dict[str, NDArray[np.generic]]) -> Read:
    """The other way; arrays of other names are left."""
    return Read(*(arrays[field.name] for field in fields(Read)))  # type: ignore[arg-type]
