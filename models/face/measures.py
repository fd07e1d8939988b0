"""What the face model is measured by; labels are numbers, -1 is no label and takes no part."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def accuracy(truth: Labels, said: Labels) -> float:
    """Share that is right."""
    known = truth >= 0
    return float((truth[known] == said[known]).mean())


def f1_per_label(truth: Labels, said: Labels, n_labels: int) -> list[float]:
    """F1 of each label."""
    known = truth >= 0
    truth, said = truth[known], said[known]
    return [
        float(
            2.0
            * ((truth == label) & (said == label)).sum()
            / max(1, (truth == label).sum() + (said == label).sum())
        )
        for label in range(n_labels)
    ]


def figures(truth: Labels, said: Labels, n_labels: int) -> dict[str, Any]:
    """Accuracy and macro-F1, and what always saying the most frequent label would score."""
    known = truth >= 0
    most = np.full(len(truth), np.bincount(truth[known], minlength=n_labels).argmax())
    return {
        "n": int(known.sum()),
        "accuracy": accuracy(truth, said),
        "macro_f1": float(np.mean(f1_per_label(truth, said, n_labels))),
        "majority": {
            "accuracy": accuracy(truth, most),
            "macro_f1": float(np.mean(f1_per_label(truth, most, n_labels))),
        },
    }


def confusion(truth: Labels, said: Labels, n_labels: int) -> Floats:
    """(n_labels, n_labels): of the pictures of each label (row), the shares that got each label (column)."""
    known = truth >= 0
    counts = np.zeros((n_labels, n_labels))
    np.add.at(counts, (truth[known], said[known]), 1.0)
    shares: Floats = counts / np.maximum(counts.sum(1, keepdims=True), 1.0)
    return shares


def correlation(said: Floats, truth: Floats) -> float:
    """Pearson's r."""
    return float(np.corrcoef(said, truth)[0, 1])
