"""What came before, made ready for the next choice; and the record of a choice."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from personalization.interaction import Interaction, InteractionKind
from personalization.recommend.contract import History, Recommendation, RecommendationRequest


def history_of(
    offers: Sequence[str], opinions: Iterable[tuple[str, InteractionKind]], n_offers: int | None = None
) -> History:
    """Sum up what happened; both come newest first, `n_offers` counts all that ever were.

    The latest of like and dislike counts, and a like also takes back a skip.
    """
    offers_ago: dict[str, int] = {}
    for ago, item_id in enumerate(offers):
        offers_ago.setdefault(item_id, ago)
    latest: dict[str, InteractionKind] = {}
    skipped: set[str] = set()
    for item_id, kind in opinions:
        if kind is InteractionKind.SKIP:
            skipped.add(item_id)
        else:
            latest.setdefault(item_id, kind)
    liked = {item for item, opinion in latest.items() if opinion is InteractionKind.LIKE}
    return History(
        offers_ago,
        frozenset(latest) - liked,
        frozenset(skipped - liked),
        len(offers) if n_offers is None else n_offers,
    )


def offer_event(request: RecommendationRequest, choice: Recommendation, now: datetime) -> Interaction:
    """What is kept of an offer: the reason as it was told, the mood it answered, and what spoke for it."""
    context = {
        "why": choice.why,
        "score": round(choice.score, 4),
        "mood": request.mood.as_context() if request.mood else None,
        "factors": {c.factor.value: round(c.value, 4) for c in choice.contributions if c.value},
    }
    return Interaction(request.user_id, choice.item.id, InteractionKind.OFFERED, now, choice.variant, context)
