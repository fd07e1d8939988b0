"""What the figures of fusion are measured by; labels are numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

from models.fusion.readings import Places

Numbers = NDArray[np.float64]
N_RESAMPLES: Final = 2000


def scores(truth: Places, said: Places) -> dict[str, Any]:
    """Accuracy, macro-F1 over the labels that occur in `truth`, F1 weighted by how often they do; beside them
    what always saying the most frequent label of `truth` would score. Both (n,)."""
    most = np.full(len(truth), np.bincount(truth).argmax())
    return {"n": len(truth), **_scores(truth, said), "majority": _scores(truth, most)}


def _scores(truth: Places, said: Places) -> dict[str, float]:
    known = np.unique(truth)
    return {
        "accuracy": float((truth == said).mean()),
        "macro_f1": float(f1_score(truth, said, average="macro", labels=known, zero_division=0)),
        "weighted_f1": float(f1_score(truth, said, average="weighted", labels=known, zero_division=0)),
    }


def change_scores(did: NDArray[np.bool_], score: Numbers, threshold: float = 0.0) -> dict[str, Any]:
    """How well a change is told: `did` (n,) whether the label changed, `score` (n,) the higher the surer,
    said above `threshold`. Beside it what saying one and the same each time would score."""
    said = score > threshold
    never = {"accuracy": float(1.0 - did.mean()), "f1": 0.0, "auc": 0.5}
    always = {
        "accuracy": float(did.mean()),
        "f1": float(f1_score(did, np.ones_like(did))),
        "auc": 0.5,
    }
    return {
        "n": len(did),
        "accuracy": float((did == said).mean()),
        "f1": float(f1_score(did, said, zero_division=0)),
        "auc": float(roc_auc_score(did, score)),
        "never": never,
        "always": always,
    }


def over_seeds(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of several runs -> of each `mean`, `spread` (standard deviation, of the sample) and `values`.
    What is the same in all, such as counts and baselines, stays as it is.

    Raises ValueError for a single run, which has no spread.
    """
    if len(each) < 2:
        raise ValueError(f"{len(each)} run(s) given; a spread needs at least two: name more seeds")
    found: dict[str, Any] = {}
    for name, first in each[0].items():
        values = [one[name] for one in each]
        if isinstance(first, Mapping):
            found[name] = first if all(value == first for value in values) else over_seeds(values)
        elif isinstance(first, float) and not all(value == first for value in values):
            found[name] = {
                "mean": float(np.mean(values)),
                "spread": float(np.std(values, ddof=1)),
                "values": values,
            }
        else:
            found[name] = first
    return found


def mean_of(figure: float | Mapping[str, Any]) -> float:
    """The mean of a figure from `over_seeds`, the figure itself where all runs were alike."""
    return float(figure["mean"] if isinstance(figure, Mapping) else figure)


def spread_of(figure: float | Mapping[str, Any]) -> float:
    """The spread of a figure from `over_seeds`, none where all runs were alike."""
    return float(figure["spread"] if isinstance(figure, Mapping) else 0.0)


def interval(values: Numbers, rng: np.random.Generator) -> dict[str, float]:
    """Mean of (n,) values, one a person, with the 95 % of means that persons drawn anew would give."""
    means = values[rng.integers(0, len(values), (N_RESAMPLES, len(values)))].mean(1)
    low, high = np.percentile(means, [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high)}
