"""What came before, made ready for the next choice; and the record of a choice."""

from collections.abc import Iterable
from datetime import datetime

from personalization.interaction import Interaction, InteractionKind
from personalization.recommend.contract import History, Recommendation, RecommendationRequest


def history_of(newest_first: Iterable[tuple[str | None, InteractionKind]]) -> History:
    """Sum up events; the latest of like and dislike counts, and a like also takes back a skip."""
    offers_ago: dict[str, int] = {}
    opinions: dict[str, InteractionKind] = {}
    skipped: set[str] = set()
    n_offers = 0
    for item_id, kind in newest_first:
        if item_id is None:
            continue
        match kind:
            case InteractionKind.OFFERED:
                offers_ago.setdefault(item_id, n_offers)
                n_offers += 1
            case InteractionKind.LIKE | InteractionKind.DISLIKE:
                opinions.setdefault(item_id, kind)
            case InteractionKind.SKIP:
                skipped.add(item_id)
            case _:
                pass
    liked = {item for item, opinion in opinions.items() if opinion is InteractionKind.LIKE}
    return History(offers_ago, frozenset(opinions) - liked, frozenset(skipped - liked), n_offers)


def offer_event(request: RecommendationRequest, choice: Recommendation, now: datetime) -> Interaction:
    """What is kept of an offer: the reason as it was told, the mood it answered, and what spoke for it."""
    context = {
        "why": choice.why,
        "score": round(choice.score, 4),
        "mood": request.mood.as_context() if request.mood else None,
        "factors": {c.factor.value: round(c.value, 4) for c in choice.contributions if c.value},
    }
    return Interaction(request.user_id, choice.item.id, InteractionKind.OFFERED, now, choice.variant, context)
