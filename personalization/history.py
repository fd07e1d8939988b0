"""What a person's newest events mean for the next choice."""

from collections.abc import Sequence

from personalization.interaction import Interaction, InteractionKind
from personalization.recommend.contract import History


def history_of(newest_first: Sequence[Interaction]) -> History:
    """Sum up events; the latest of like and dislike counts, and a like also takes back a skip."""
    offers_ago: dict[str, int] = {}
    opinions: dict[str, InteractionKind] = {}
    skipped: set[str] = set()
    n_offers = 0
    for event in newest_first:
        if event.item_id is None:
            continue
        match event.kind:
            case InteractionKind.OFFERED:
                offers_ago.setdefault(event.item_id, n_offers)
                n_offers += 1
            case InteractionKind.LIKE | InteractionKind.DISLIKE:
                opinions.setdefault(event.item_id, event.kind)
            case InteractionKind.SKIP:
                skipped.add(event.item_id)
            case _:
                pass
    liked = {item for item, opinion in opinions.items() if opinion is InteractionKind.LIKE}
    return History(offers_ago, frozenset(opinions) - liked, frozenset(skipped - liked), n_offers)
