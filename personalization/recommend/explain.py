"""One true sentence why: it names what really put the item ahead, and never states a reading as a fact."""

import math
from collections.abc import Sequence

from personalization.genres import spoken
from personalization.item import Item, ItemKind, Purpose
from personalization.profile import Strategy
from personalization.recommend.asked import spoken_wish
from personalization.recommend.contract import Contribution, Factor, RecommendationRequest
from personalization.recommend.strategy import Target, purpose_of

SECOND_REASON_SHARE = 0.5
"""A second reason is told where it weighed at least this share of the first."""

SMALLEST_REASON = 0.02
"""Less than this above the average candidate is no reason."""

CLOSE = 0.6
"""Farther than this from its target, in valence and arousal, an item is not called close."""

_SOUNDS: dict[str, str] = {
    "joy": "it sounds as if something is going well",
    "sadness": "it sounds a little heavy right now",
    "surprise": "it sounds as if something came unexpectedly",
    "fear": "it sounds a little tense right now",
    "anger": "it sounds as if something is really bothering you",
    "disgust": "it sounds as if something rubbed you the wrong way",
    "anticipation": "it sounds as if something lies ahead of you",
    "trust": "it sounds warm and settled right now",
    "neutral": "it sounds fairly even right now",
}

_NEED_SOUNDS: dict[Purpose, str] = {
    Purpose.VENT: "it sounds as if some room to let it out could help",
    Purpose.COMFORT: "it sounds as if a little comfort could help",
    Purpose.CALM: "it sounds as if some calm could help",
    Purpose.UPLIFT: "it sounds as if a gentle lift could help",
    Purpose.ENERGISE: "it sounds as if some energy could help",
    Purpose.CELEBRATE: "it sounds as if there is something to celebrate",
    Purpose.DISTRACT: "it sounds as if a change of scene could help",
    Purpose.FOCUS: "it sounds as if a quiet head could help",
}

_CHOSEN_FOR: dict[Purpose, str] = {
    Purpose.VENT: "letting it out",
    Purpose.COMFORT: "comfort",
    Purpose.CALM: "calming down",
    Purpose.UPLIFT: "lifting the mood",
    Purpose.ENERGISE: "waking up",
    Purpose.CELEBRATE: "celebrating",
    Purpose.DISTRACT: "thinking of something else",
    Purpose.FOCUS: "gathering your thoughts",
}

_DIRECTION: dict[Strategy, str] = {
    Strategy.MATCH: "close to that",
    Strategy.LEAD: "a small step from there",
    Strategy.SUSTAIN: "to stay with that",
}

_DIRECTION_ALONE: dict[Strategy, str] = {
    Strategy.MATCH: "close to how it sounds right now",
    Strategy.LEAD: "a small step from how it sounds right now",
    Strategy.SUSTAIN: "to stay with how it sounds right now",
}


def strongest(contributions: Sequence[Contribution]) -> tuple[Factor, ...]:
    """The one or two factors that a reason has to name, from contributions that come strongest first."""
    told = [contribution for contribution in contributions[:2] if contribution.value >= SMALLEST_REASON]
    if len(told) == 2 and told[1].value < SECOND_REASON_SHARE * told[0].value:
        told.pop()
    return tuple(contribution.factor for contribution in told)


def reason(
    item: Item,
    contributions: Sequence[Contribution],
    request: RecommendationRequest,
    target: Target | None,
) -> str:
    """The sentence for the strongest factors."""
    factors = strongest(contributions)
    clauses = [
        _clause(factor, factors[:position], item, request, target) for position, factor in enumerate(factors)
    ]
    told = "; ".join(clause for clause in clauses if clause)
    if not told:
        return f"It is {character(item)}, and a fair place to start."
    return f"{told[0].upper()}{told[1:]}."


def _clause(
    factor: Factor,
    before: Sequence[Factor],
    item: Item,
    request: RecommendationRequest,
    target: Target | None,
) -> str | None:
    match factor:
        case Factor.MOOD:
            return _mood_clause(item, request, target, need_told=Factor.NEED in before)
        case Factor.NEED:
            return _need_clause(request, mood_told=Factor.MOOD in before)
        case Factor.ASKED if asked := spoken_wish(item, request):
            return f"you asked for {asked}"
        case Factor.TOLD:
            return _told_clause(item, request)
        case Factor.LEARNED:
            return _learned_clause(item, request)
        case Factor.NOVELTY:
            return "it is one I have not shown you lately"
        case _:
            return None


def _mood_clause(
    item: Item, request: RecommendationRequest, target: Target | None, *, need_told: bool
) -> str | None:
    if request.mood is None or target is None:
        return None
    if math.hypot(item.valence - target.valence, item.arousal - target.arousal) > CLOSE:
        return "it fits how it sounds right now better than what I have on average"
    if need_told:
        return f"it is also {character(item)}, {_DIRECTION_ALONE[target.strategy]}"
    return f"{_SOUNDS[request.mood.label]}, and this one is {character(item)}, {_DIRECTION[target.strategy]}"


def _need_clause(request: RecommendationRequest, *, mood_told: bool) -> str | None:
    need = purpose_of(request.wanted_need)
    if need is None:
        return None
    if mood_told or request.need is not None:
        return f"it was chosen for {_CHOSEN_FOR[need]}"
    return f"{_NEED_SOUNDS[need]}, and this one was chosen for {_CHOSEN_FOR[need]}"


def _told_clause(item: Item, request: RecommendationRequest) -> str | None:
    loved = request.preferences.loved(request.local_hour)
    told = next((told for told in loved if told.concerns(item)), None)
    return f"you told me you love {told.spoken}" if told else None


def _learned_clause(item: Item, request: RecommendationRequest) -> str | None:
    taste, affinity = request.preferences.vector, request.preferences.affinity
    liked = [genre for genre in item.genres if affinity.get(genre, 0.0) > 0.0]
    if liked:
        return f"you liked {spoken(max(liked, key=lambda genre: affinity[genre]))} here before"
    if taste.n_picked == 0:
        return "it is unlike what you passed over here"
    if taste.n_picked == taste.n_events:
        return "it is close to what you picked here before"
    return "it is closer to what you picked here than to what you passed over"


_CHARACTERS: dict[ItemKind, tuple[str, str, str, str, str, str]] = {
    ItemKind.TRACK: (
        "bright and lively",
        "loud and raw",
        "easy and warm",
        "plain and honest",
        "gentle and warm",
        "quiet and tender",
    ),
    ItemKind.EXERCISE: (
        "lively and short",
        "a way to let off steam",
        "light and simple",
        "plain and simple",
        "slow and gentle",
        "slow and quiet",
    ),
    ItemKind.READ: (
        "bright and playful",
        "fierce and honest",
        "light and warm",
        "plain and honest",
        "soft and warm",
        "quiet and tender",
    ),
}


def character(item: Item) -> str:
    """How an item feels, from its own valence and arousal."""
    level = 0 if item.arousal >= 0.3 else 4 if item.arousal <= -0.25 else 2
    return _CHARACTERS[item.kind][level + (item.valence < 0.1)]
