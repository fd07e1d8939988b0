"""What is measured of a list of songs: how well it is ranked, how coherent and how varied it is."""

import numpy as np
from numpy.typing import NDArray

from personalization.item import FEELINGS
from personalization.mood import Mood
from personalization.recommend.index import CatalogueIndex, Rows
from personalization.recommend.strategy import Target

Values = NDArray[np.float64]

AT = 10


def ndcg(gains: Values, ranked: Rows, allowed: Rows) -> float:
    """nDCG@10 of `ranked` rows; the ideal order is of all `allowed` rows. `gains` (n_songs,) are >= 0."""
    discounts = 1.0 / np.log2(np.arange(2, AT + 2))
    ideal = np.sort(gains[allowed])[::-1][:AT]
    best = float((ideal * discounts[: len(ideal)]).sum())
    reached = float((gains[ranked[:AT]] * discounts[: len(ranked[:AT])]).sum())
    return reached / best if best > 0 else 1.0


def distance_to(index: CatalogueIndex, rows: Rows, target: Target) -> float:
    """Mean distance in valence and arousal from the target."""
    away = np.hypot(index.valences[rows] - target.valence, index.arousals[rows] - target.arousal)
    return float(away.mean())


def feelings_cosine(index: CatalogueIndex, rows: Rows, mood: Mood) -> float:
    """Mean cosine between the feelings of the songs and those of the mood."""
    feelings = np.array(mood.probabilities[: len(FEELINGS)])
    return float((index.unit_feelings[rows] @ feelings).mean() / np.linalg.norm(feelings))


def variety(index: CatalogueIndex, rows: Rows) -> float:
    """1 less the mean likeness of each two songs of a list."""
    if len(rows) < 2:
        return 0.0
    likeness = index.directions[rows] @ index.directions[rows].T
    return 1.0 - float(likeness[np.triu_indices(len(rows), 1)].mean())


def confidence_95(values: Values) -> tuple[float, float]:
    """The mean, and how far the ends of its 95 % interval lie from it."""
    if len(values) < 2:
        return float(values.mean()), 0.0
    return float(values.mean()), float(1.96 * values.std(ddof=1) / np.sqrt(len(values)))
