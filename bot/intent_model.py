"""The intent classifier's mathematics, free of Rasa: logistic regression over meaning and words."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.words import word_features

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class WordWeights:
    """Which word features count, and how much: the inverse document frequency of each."""

    index: dict[str, int]
    idf: Vector  # (n_features,)
    scale: float  # weight of the words beside the meaning vector, which has length 1

    def of(self, text: str) -> tuple[NDArray[np.int64], Vector]:
        """Positions and values of the known features of a text; the values have length `scale`."""
        counts = Counter(self.index[f] for f in word_features(text) if f in self.index)
        positions = np.fromiter(counts, dtype=np.int64, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.idf[
            positions
        ]
        length = float(np.linalg.norm(values)) or 1.0
        return positions, (values * (self.scale / length)).astype(np.float32)


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of intents for a sentence.

    labels: intents in the order of the columns; dense: (n_dense, n_labels); sparse: (n_features, n_labels);
    bias: (n_labels,); sharpness: the factor on the scores that makes the confidence honest.
    """

    labels: tuple[str, ...]
    dense: Vector
    sparse: Vector
    bias: Vector
    words: WordWeights
    sharpness: float = 1.0

    def probabilities(self, text: str, vector: Vector) -> Vector:
        """text with its meaning vector (n_dense,) -> (n_labels,), sums to 1."""
        positions, values = self.words.of(text)
        meaning = np.einsum("d,dl->l", vector, self.dense)  # einsum: no thread pool is woken for so little
        scores = meaning + np.einsum("f,fl->l", values, self.sparse[positions]) + self.bias
        scores = (scores - scores.max()) * self.sharpness
        weights = np.exp(scores)
        return np.asarray(weights / weights.sum(), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Writes intent_model.npz and intent_model.json; no pickle."""
        np.savez(
            folder / "intent_model.npz",
            dense=self.dense,
            sparse=self.sparse,
            bias=self.bias,
            idf=self.words.idf,
        )
        about = {
            "labels": self.labels,
            "features": list(self.words.index),
            "scale": self.words.scale,
            "sharpness": self.sharpness,
        }
        (folder / "intent_model.json").write_text(json.dumps(about))

    @classmethod
    def load(cls, folder: Path) -> "IntentModel":
        about = json.loads((folder / "intent_model.json").read_text())
        with np.load(folder / "intent_model.npz") as arrays:
            index = {feature: i for i, feature in enumerate(about["features"])}
            words = WordWeights(index, arrays["idf"], about["scale"])
            return cls(
                tuple(about["labels"]),
                arrays["dense"],
                arrays["sparse"],
                arrays["bias"],
                words,
                about["sharpness"],
            )


def count_words(texts: Sequence[str], scale: float, min_count: int = 3) -> WordWeights:
    """Word weights from training texts; features of fewer than `min_count` texts are left out."""
    seen = Counter(feature for text in texts for feature in set(word_features(text)))
    kept = sorted(feature for feature, n in seen.items() if n >= min_count)
    counts = np.array([seen[feature] for feature in kept], dtype=np.float32)
    idf = np.log((1 + len(texts)) / (1 + counts)) + 1
    return WordWeights({f: i for i, f in enumerate(kept)}, idf.astype(np.float32), scale)


def fit(
    texts: Sequence[str],
    vectors: Vector,
    intents: Sequence[str],
    strength: float = 10.0,
    word_scale: float = 0.5,
    sharpness: float = 1.0,
) -> IntentModel:
    """Trains on texts with their meaning vectors (n_texts, n_dense).

    strength: inverse of the regularisation, as scikit-learn's C.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    words = count_words(texts, word_scale)
    rows = [words.of(text) for text in texts]
    pointers = np.cumsum([0, *(len(positions) for positions, _ in rows)])
    sparse = csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([p for p, _ in rows]), pointers),
        shape=(len(texts), len(words.index)),
    )
    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced", tol=1e-2)
    model.fit(hstack([csr_matrix(vectors), sparse]).tocsr(), list(intents))
    n_dense = vectors.shape[1]
    weights = model.coef_.astype(np.float32)  # (n_labels, n_dense + n_features)
    return IntentModel(
        tuple(str(label) for label in model.classes_),
        np.ascontiguousarray(weights[:, :n_dense].T),
        np.ascontiguousarray(weights[:, n_dense:].T),
        model.intercept_.astype(np.float32),
        words,
        sharpness,
    )
