"""First stage: which items may be offered at all."""

import numpy as np

from personalization.recommend.asked import asked_for
from personalization.recommend.contract import RecommendationRequest
from personalization.recommend.index import CatalogueIndex, Mask, Rows

FRESH_AFTER_OFFERS = 30
"""An item comes again only after this many other offers, as long as there are others."""


def eligible(request: RecommendationRequest, index: CatalogueIndex) -> Rows:
    """The rows of what the person has not refused, and was not offered just now.

    Fresh where there is enough, of what was asked for where there is any; else those offered longest ago.
    """
    allowed = _allowed(request, index)
    for asked in asked_for(request, index):
        narrowed = allowed & asked
        allowed = narrowed if narrowed.any() else allowed
    tired = _tired(request, index)
    fresh = np.flatnonzero(allowed & ~tired)
    if len(fresh) >= request.n:
        return fresh
    stale = _longest_ago_first(request, index, np.flatnonzero(allowed & tired))
    return np.concatenate([fresh, stale[: request.n - len(fresh)]])


def _allowed(request: RecommendationRequest, index: CatalogueIndex) -> Mask:
    allowed = index.of_kinds(request.kinds)
    just_now = {item_id for item_id, ago in request.history.offers_ago.items() if ago == 0}
    allowed[index.rows(request.exclude | request.history.disliked | just_now)] = False
    asked = {request.genre, *(told.subject for told in request.wish.wanted)}
    by_name = index.rows(request.wish.by_name)
    for told in request.preferences.rejected(request.local_hour):
        if told.subject not in asked:
            refused = index.concerned(told).copy()
            refused[by_name] = False
            allowed &= ~refused
    for told in request.wish.unwanted:
        allowed &= ~index.concerned(told)
    return allowed


def _tired(request: RecommendationRequest, index: CatalogueIndex) -> Mask:
    """(n_items,) whether an item was skipped, or offered only a few offers ago."""
    tired = np.zeros(len(index), np.bool_)
    lately = {item_id for item_id, ago in request.history.offers_ago.items() if ago < FRESH_AFTER_OFFERS}
    tired[index.rows(lately | request.history.skipped)] = True
    return tired


def _longest_ago_first(request: RecommendationRequest, index: CatalogueIndex, rows: Rows) -> Rows:
    ago, skipped = request.history.offers_ago, request.history.skipped

    def order(row: int) -> tuple[bool, int, int]:
        item_id = index.items[row].id
        return item_id in skipped, -ago.get(item_id, len(ago)), row

    return np.array(sorted(rows.tolist(), key=order), np.intp)
