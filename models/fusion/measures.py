"""What the figures of fusion are measured by; labels are numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

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


def over_seeds(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Figures of several runs -> of each `mean`, `spread` (standard deviation, of the sample) and `values`;
    of lists the mean at each place.
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
        elif isinstance(first, list):
            found[name] = np.mean(values, 0).tolist()
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


def interval(values: Numbers, person: Places, rng: np.random.Generator) -> dict[str, float]:
    """Mean of (n,) values, with the 95 % of means that drawing the persons anew would give; `person` (n,)
    says whose each is."""
    _, whose = np.unique(person, return_inverse=True)
    total, count = np.bincount(whose, values), np.bincount(whose).astype(float)
    drawn = rng.integers(0, len(count), (N_RESAMPLES, len(count)))
    low, high = np.percentile(total[drawn].sum(1) / count[drawn].sum(1), [2.5, 97.5])
    return {"mean": float(values.mean()), "low": float(low), "high": float(high), "n_persons": len(count)}
