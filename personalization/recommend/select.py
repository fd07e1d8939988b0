"""Third stage: the best, yet not too much of the same (maximal marginal relevance)."""

import numpy as np

from personalization.recommend.contract import RecommendationRequest
from personalization.recommend.index import CatalogueIndex, Rows, Scores
from personalization.recommend.score import Scored

N_CONSIDERED = 200
"""Only so many of the best are weighed against each other."""

N_REMEMBERED = 6
"""So many of the newest offers are something to differ from."""

FADE = 0.75
"""What likeness to an offer counts for, compared with the offer after it."""

DIVERSITY = 0.35
"""What an item loses that is just like one already chosen or offered."""


def select(
    request: RecommendationRequest, index: CatalogueIndex, scored: Scored, *, diversity: float = DIVERSITY
) -> list[tuple[int, float]]:
    """Up to `request.n` positions within `scored.rows`, best first, each with its score less its likeness."""
    considered = _best(scored.totals, max(N_CONSIDERED, request.n))
    directions = index.directions[scored.rows[considered]]  # (n_considered, n_dimensions)
    likeness = _to_offers(request, index, directions)
    totals = scored.totals[considered]
    chosen: list[tuple[int, float]] = []
    left = np.ones(len(considered), np.bool_)
    for remaining in range(min(request.n, len(considered)) - 1, -1, -1):
        marginal = np.where(left, totals - diversity * likeness, -np.inf)
        best = int(marginal.argmax())
        chosen.append((int(considered[best]), float(marginal[best])))
        left[best] = False
        if remaining:
            likeness = np.maximum(likeness, directions @ directions[best])
    return chosen


def _best(totals: Scores, n: int) -> Rows:
    """Positions of the `n` highest, in the order of the catalogue."""
    if len(totals) <= n:
        return np.arange(len(totals))
    return np.sort(np.argpartition(-totals, n - 1)[:n])


def _to_offers(request: RecommendationRequest, index: CatalogueIndex, directions: Scores) -> Scores:
    """(n_considered,) in [0, 1]: the largest likeness to a recent offer, earlier ones counting less."""
    recent = {
        index.row_of[item_id]: ago
        for item_id, ago in request.history.offers_ago.items()
        if ago < N_REMEMBERED and item_id in index.row_of
    }
    if not recent:
        return np.zeros(len(directions), np.float32)
    fades = np.float32(FADE) ** np.array(list(recent.values()), np.float32)
    offered = index.directions[list(recent)] * fades[:, np.newaxis]  # (n_recent, n_dimensions)
    likeness: Scores = np.maximum((directions @ offered.T).max(axis=1), np.float32(0.0))
    return likeness
