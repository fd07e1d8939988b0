"""One true sentence why: it names what really put the item ahead, and never states a reading as a fact."""

from collections.abc import Sequence

from personalization.genres import spoken
from personalization.item import Item, ItemKind, Purpose
from personalization.mood import Mood
from personalization.profile import Strategy
from personalization.recommend.contract import Contribution, Factor, RecommendationRequest
from personalization.recommend.strategy import Target, purpose_of

SECOND_REASON_SHARE = 0.5
"""A second reason is told where it weighed at least this share of the first."""

SMALLEST_REASON = 0.02
"""Less than this above the average candidate is no reason."""

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


def reason(
    item: Item,
    contributions: Sequence[Contribution],
    request: RecommendationRequest,
    target: Target | None,
) -> str:
    """Compose the sentence from the strongest contributions, which come sorted."""
    strongest = [contribution for contribution in contributions if contribution.value >= SMALLEST_REASON][:2]
    if not strongest:
        return _plain(item)
    if len(strongest) == 2 and strongest[1].value < SECOND_REASON_SHARE * strongest[0].value:
        strongest.pop()
    clauses = [_clause(contribution.factor, item, request, target) for contribution in strongest]
    return _sentence([clause for clause in clauses if clause], item)


def _sentence(clauses: Sequence[str], item: Item) -> str:
    if not clauses:
        return _plain(item)
    joined = "; and ".join(clauses)
    return joined[0].upper() + joined[1:] + "."


def _plain(item: Item) -> str:
    return f"It is {character(item)}, and a fair place to start."


def _clause(factor: Factor, item: Item, request: RecommendationRequest, target: Target | None) -> str | None:
    match factor:
        case Factor.MOOD if request.mood is not None and target is not None:
            return _mood_clause(item, request.mood, target)
        case Factor.NEED:
            return _need_clause(request)
        case Factor.ASKED if request.genre in item.genres:
            return f"you asked for {spoken(request.genre or '')}, and this is some"
        case Factor.TOLD:
            return _told_clause(item, request)
        case Factor.LEARNED:
            return _learned_clause(item, request)
        case Factor.NOVELTY:
            return "it is one I have not shown you lately"
        case _:
            return None


def _mood_clause(item: Item, mood: Mood, target: Target) -> str:
    return f"{_SOUNDS[mood.label]}, and this one is {character(item)}, {_DIRECTION[target.strategy]}"


def _need_clause(request: RecommendationRequest) -> str | None:
    need = purpose_of(request.wanted_need)
    if need is None:
        return None
    if request.need is not None:
        return f"it was chosen for {_CHOSEN_FOR[need]}"
    return f"{_NEED_SOUNDS[need]}, and this one was chosen for {_CHOSEN_FOR[need]}"


def _told_clause(item: Item, request: RecommendationRequest) -> str | None:
    genre = next((genre for genre in item.genres if genre in request.preferences.loved), None)
    return f"you told me you love {spoken(genre)}" if genre else None


def _learned_clause(item: Item, request: RecommendationRequest) -> str | None:
    affinity = request.preferences.affinity
    liked = [genre for genre in item.genres if affinity.get(genre, 0.0) > 0.0]
    if not liked:
        return None
    return f"you liked {spoken(max(liked, key=lambda genre: affinity[genre]))} here before"


def character(item: Item) -> str:
    """Two words for how an item feels, from its own valence and arousal."""
    if item.kind is ItemKind.EXERCISE:
        return "quick and simple" if (item.duration_s or 0) <= 120 else "slow and simple"
    if item.arousal >= 0.35:
        return "bright and lively" if item.valence >= 0.1 else "loud and raw"
    if item.arousal <= -0.25:
        return "gentle and warm" if item.valence >= 0.1 else "quiet and tender"
    return "easy and warm" if item.valence >= 0.1 else "sober and honest"
