"""The text network as it is served: ONNX graph, tokenizer, and the numbers that belong to them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from perception.errors import WeightsError
from perception.served_graph import session_of
from perception.weights import serving_record

N_PIECES: Final = 128
"""Longest input, [CLS] and [SEP] included; training saw at most 64, real messages rarely pass 40."""

N_WINDOWS: Final = 3
"""Windows of one long text that are read: the first and the last two. How somebody ends is how they feel
now, and the opening says what it is about; a bound keeps a pasted page from costing more than three
sentences."""

CLS, SEP, UNK = 101, 102, 100

SIZES: Final = {
    "emotion_logits": 28,
    "valence_arousal": 2,
    "sentence_embedding": 384,
    "emotion_embedding": 384,
}
"""The graph's outputs and their widths."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """serving.json: `scale`, `offset` turn a logit into a calibrated one; the others turn the share of the
    first of the nine labels into the probability that it is right (Platt scaling, fitted on GoEmotions
    dev)."""

    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    scale: float
    offset: float
    confidence_scale: float
    confidence_offset: float

    @classmethod
    def load(cls, path: Path) -> "Calibration":
        """Read serving.json. Raises WeightsError when it is missing or damaged."""
        return serving_record(cls, path)

    def probabilities(self, logits: Floats) -> Floats:
        """(n, 28) logits -> (n, 28) probabilities, each label by itself."""
        return sigmoid(self.scale * logits + self.offset)

    def confidence(self, shares: Floats) -> Floats:
        """(n,) share of the first of the nine labels -> (n,) probability that it is right."""
        shares = np.clip(shares, 1e-4, 1.0 - 1e-4)
        return sigmoid(self.confidence_scale * np.log(shares / (1.0 - shares)) + self.confidence_offset)


@dataclass(frozen=True)
class GraphOutput:
    """Of each text: `logits` (n, 28), `valence_arousal` (n, 2), `meaning` (n, 384) what it says,
    `embedding` (n, 384) what the emotions are read from, both of length 1, `unknown` (n,) share of [UNK]."""

    logits: Floats
    valence_arousal: Floats
    meaning: Floats
    embedding: Floats
    unknown: Floats


class TextGraph:
    """Cleaned texts -> network outputs. Safe to share between threads.

    Every text runs alone, for the int8 graph scales its activations by all that it is given at once: in a
    batch a reading would hang on whoever else is read. `n_threads` texts run side by side.
    """

    def __init__(self, folder: Path, n_threads: int = 1, graph: str = "text.onnx") -> None:
        self._n_threads = n_threads
        path = folder / graph
        self._session = session_of(path, SIZES)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare types for an unreadable file
            raise WeightsError(
                f"{path} cannot be loaded ({error}); restore models/ from the repository"
            ) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def run(self, texts: Sequence[str]) -> GraphOutput:
        """Outputs in the order of the texts; a long text is the mean of its windows, weighted by their
        pieces."""
        encoded = [
            encoding.ids for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]
        pieces, owners = [], []
        for owner, ids in enumerate(encoded):
            for window in windows(ids):
                pieces.append(window)
                owners.append(owner)
        share = _shares(np.array([len(window) for window in pieces], float), np.array(owners), len(texts))
        logits, values, meaning, embedding = (
            _gathered(part, share, owners, len(texts)) for part in self._outputs(pieces)
        )
        unknown = np.array([ids.count(UNK) / max(len(ids), 1) for ids in encoded])
        return GraphOutput(logits, values, _of_length_1(meaning), _of_length_1(embedding), unknown)

    def _outputs(self, pieces: list[list[int]]) -> list[Floats]:
        if len(pieces) == 1 or self._n_threads == 1:
            rows = [self._run_one(ids) for ids in pieces]
        else:
            with ThreadPoolExecutor(self._n_threads) as pool:
                rows = list(pool.map(self._run_one, pieces))
        return [
            np.array([row[part] for row in rows], np.float64).reshape(len(rows), size)
            for part, size in enumerate(SIZES.values())
        ]

    def _run_one(self, ids: list[int]) -> list[NDArray[np.float32]]:
        input_ids = np.array([ids], np.int64)
        found: list[NDArray[np.float32]] = self._session.run(
            list(SIZES), {"input_ids": input_ids, "attention_mask": np.ones_like(input_ids)}
        )
        return found


def windows(ids: list[int]) -> list[list[int]]:
    """The pieces of one text as network inputs, each with [CLS] and [SEP], at most N_PIECES long."""
    room = N_PIECES - 2
    parts = [ids[start : start + room] for start in range(0, max(len(ids), 1), room)]
    if len(parts) > N_WINDOWS:
        parts = [parts[0], ids[-2 * room : -room], ids[-room:]]
    return [[CLS, *part, SEP] for part in parts]


def sigmoid(values: Floats) -> Floats:
    """The logistic function, without overflow."""
    squashed: Floats = np.exp(-np.logaddexp(0.0, -values))
    return squashed


def _shares(lengths: Floats, owners: NDArray[np.int64], n_texts: int) -> Floats:
    totals = np.bincount(owners, weights=lengths, minlength=n_texts)
    shares: Floats = lengths / totals[owners]
    return shares


def _of_length_1(vectors: Floats) -> Floats:
    scaled: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return scaled


def _gathered(part: Floats, share: Floats, owners: list[int], n_texts: int) -> Floats:
    whole = np.zeros((n_texts, part.shape[1]))
    np.add.at(whole, owners, part * share[:, None])
    return whole
