"""How this person usually types: what the behaviour sense tells a text from."""

import math
from dataclasses import dataclass, field
from typing import Final

from perception.signals.typing_behaviour import TypingBehaviour

FEATURES: Final = ("log_speed", "deletion_share", "log_pause", "log_delay")

OUTLIER: Final = 3.0
"""What lies further from the mean, in standard deviations, is taken as if it lay there (seed paper 003,
equation 10): an hour away from the keyboard must not become a habit."""

KNOWN_AFTER: Final = 5
"""Texts after which a mean and a spread say something of a person; own judgement."""

LEAST_SPREAD: Final = {"log_speed": 0.15, "deletion_share": 0.05, "log_pause": 0.3, "log_delay": 0.4}
"""Standard deviations below which nobody is taken to be steadier: equation 13's smoothing term. Own
judgement: a speed that differs by a sixth, one more deletion in twenty keys, and so on, is everyday."""


@dataclass(frozen=True)
class RunningMean:
    """Mean and spread of the values so far (Welford, 1962)."""

    n: int = 0
    mean: float = 0.0
    squares: float = 0.0
    """Sum of the squared distances from the mean."""

    def after(self, value: float) -> "RunningMean":
        """With one more value."""
        n = self.n + 1
        mean = self.mean + (value - self.mean) / n
        return RunningMean(n, mean, self.squares + (value - self.mean) * (value - mean))

    def deviation(self, value: float, least_spread: float) -> float:
        """How far `value` is from the mean, in standard deviations, at most OUTLIER either way."""
        return min(OUTLIER, max(-OUTLIER, (value - self.mean) / self._spread(least_spread)))

    def clipped(self, value: float, least_spread: float) -> float:
        """`value`, or the edge of what is no outlier."""
        return self.mean + self.deviation(value, least_spread) * self._spread(least_spread)

    def _spread(self, least: float) -> float:
        return math.hypot(math.sqrt(self.squares / max(1, self.n - 1)), least)


@dataclass(frozen=True)
class TypingHabit:
    """Mean and spread of each feature over the texts of one person. Unchangeable; kept in memory only, and no
    longer than a visit."""

    means: dict[str, RunningMean] = field(
        default_factory=lambda: {feature: RunningMean() for feature in FEATURES}
    )

    @property
    def n_texts(self) -> int:
        """Texts long enough to have a rhythm, so far."""
        return self.means["log_speed"].n

    @property
    def is_known(self) -> bool:
        """Whether enough texts were seen to tell another one from them."""
        return self.n_texts >= KNOWN_AFTER

    def after(self, typed: TypingBehaviour) -> "TypingHabit":
        """With one more text; one that is too short changes nothing."""
        if typed.log_speed is None:
            return self
        return TypingHabit({feature: self._learned(feature, typed) for feature in FEATURES})

    def deviations(self, typed: TypingBehaviour) -> dict[str, float]:
        """How far each feature of a text is from this person's mean, in standard deviations, -3 to 3; without
        the features that the text has not or that are not known of the person."""
        found = {feature: getattr(typed, feature) for feature in FEATURES}
        return {
            feature: self.means[feature].deviation(value, LEAST_SPREAD[feature])
            for feature, value in found.items()
            if value is not None and self.means[feature].n >= KNOWN_AFTER
        }

    def _learned(self, feature: str, typed: TypingBehaviour) -> RunningMean:
        value, mean = getattr(typed, feature), self.means[feature]
        if value is None:
            return mean
        return mean.after(mean.clipped(value, LEAST_SPREAD[feature]) if mean.n >= KNOWN_AFTER else value)
