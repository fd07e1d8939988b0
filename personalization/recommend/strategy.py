"""Where to go from a mood: meet it, lead it by a small step, or keep it going."""

from dataclasses import dataclass

from personalization.item import Purpose
from personalization.mood import Mood
from personalization.profile import Strategy

LEAD_STEP = 0.55
"""Where on the way from the mood to its goal an item should stand; the iso principle asks for small steps."""

GLAD_VALENCE = 0.25

GOALS: dict[Purpose, tuple[float, float]] = {
    Purpose.VENT: (-0.5, 0.7),
    Purpose.COMFORT: (0.2, -0.4),
    Purpose.CALM: (0.3, -0.7),
    Purpose.UPLIFT: (0.6, 0.2),
    Purpose.ENERGISE: (0.6, 0.7),
    Purpose.CELEBRATE: (0.85, 0.6),
    Purpose.DISTRACT: (0.5, 0.3),
    Purpose.FOCUS: (0.15, -0.3),
}
"""Valence and arousal that answer each need: our own judgement, to be learned from feedback later."""

STRATEGIES: dict[Purpose, Strategy] = {
    Purpose.VENT: Strategy.MATCH,
    Purpose.COMFORT: Strategy.MATCH,
    Purpose.CALM: Strategy.LEAD,
    Purpose.UPLIFT: Strategy.LEAD,
    Purpose.ENERGISE: Strategy.LEAD,
    Purpose.CELEBRATE: Strategy.SUSTAIN,
    Purpose.DISTRACT: Strategy.LEAD,
    Purpose.FOCUS: Strategy.LEAD,
}
"""Who vents or wants comfort is met, who celebrates is kept there, the others are led. Our own judgement."""

_DEFAULT_GOAL = (0.35, -0.1)


@dataclass(frozen=True)
class Target:
    """The point that items should stand near; valence and arousal in [-1, 1]."""

    strategy: Strategy
    valence: float
    arousal: float


def purpose_of(need: str | None) -> Purpose | None:
    """The purpose that answers a need, or None where the word is unknown."""
    return Purpose(need) if need in set(Purpose) else None


def strategy_for(mood: Mood, need: Purpose | None, preferred: Strategy | None) -> Strategy:
    """The person's own setting; or the need's; without either keep gladness going, and meet the rest."""
    if preferred is not None:
        return preferred
    if need is not None:
        return STRATEGIES[need]
    if mood.valence >= GLAD_VALENCE:
        return Strategy.SUSTAIN
    return Strategy.MATCH


def target_for(mood: Mood, need: Purpose | None, preferred: Strategy | None) -> Target:
    """The point to aim at."""
    strategy = strategy_for(mood, need, preferred)
    if strategy is Strategy.LEAD:
        goal_valence, goal_arousal = GOALS[need] if need else _DEFAULT_GOAL
        return Target(
            strategy,
            mood.valence + LEAD_STEP * (goal_valence - mood.valence),
            mood.arousal + LEAD_STEP * (goal_arousal - mood.arousal),
        )
    if strategy is Strategy.SUSTAIN:
        return Target(strategy, max(mood.valence, GLAD_VALENCE), mood.arousal)
    return Target(strategy, mood.valence, mood.arousal)
