"""Which items may be offered at all."""

from collections.abc import Sequence

from personalization.item import Item
from personalization.recommend.contract import RecommendationRequest

FRESH_AFTER_OFFERS = 30
"""An item comes again only after this many other offers, as long as there are others."""


def eligible(request: RecommendationRequest, items: Sequence[Item]) -> list[Item]:
    """What the person has not refused; fresh where there is enough, the asked genre where there is any."""
    refused = [
        told for told in request.preferences.rejected(request.local_hour) if told.subject != request.genre
    ]
    barred = request.exclude | request.history.disliked
    allowed = [
        item
        for item in items
        if (request.kinds is None or item.kind in request.kinds)
        and item.id not in barred
        and not any(told.concerns(item) for told in refused)
    ]
    if request.genre:
        allowed = [item for item in allowed if request.genre in item.genres] or allowed
    fresh = [item for item in allowed if _fresh(request, item)]
    if len(fresh) >= request.n:
        return fresh
    ago = request.history.offers_ago
    stale = sorted(
        (item for item in allowed if not _fresh(request, item)),
        key=lambda item: (item.id in request.history.skipped, -ago.get(item.id, len(ago)), item.id),
    )
    return fresh + stale[: request.n - len(fresh)]


def _fresh(request: RecommendationRequest, item: Item) -> bool:
    ago = request.history.offers_ago.get(item.id)
    return item.id not in request.history.skipped and (ago is None or ago >= FRESH_AFTER_OFFERS)
