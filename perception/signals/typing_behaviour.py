"""How one text was typed: counts and times, never which keys."""

import math
from dataclasses import dataclass
from typing import Final

from perception.errors import InputError

PAUSE_S: Final = 2.0
"""A gap between two keys that lasts longer is a pause; two seconds are the usual mark in research on writing,
by tradition more than by measurement."""

LEAST_KEYS: Final = 10
"""Fewer keys say nothing of a rhythm; own judgement."""


@dataclass(frozen=True)
class TypingBehaviour:
    """Seconds and counts of one text, from its first key to its last.

    `typing_s` leaves pauses out: a draft that waited for an hour was not typed for an hour. `n_keys` counts
    the keys that wrote and those that took away, `n_deletions` the latter; what was pasted, completed or
    dictated is in neither. `reply_delay_s` is from the moment an answer was shown to the first key, None
    where that is not known.

    Raises InputError for numbers that nobody can type.
    """

    n_keys: int
    typing_s: float
    n_pauses: int = 0
    longest_pause_s: float = 0.0
    n_deletions: int = 0
    reply_delay_s: float | None = None

    def __post_init__(self) -> None:
        for name in ("n_keys", "typing_s", "n_pauses", "longest_pause_s", "n_deletions", "reply_delay_s"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < math.inf:
                raise InputError(f"{name} was {value}; give a finite number of 0 or more")
        if self.n_deletions > self.n_keys:
            raise InputError(
                f"n_deletions was {self.n_deletions} of {self.n_keys} keys; deletions are keys, too: "
                "count them as both"
            )
        if (self.n_pauses > 0) != (self.longest_pause_s > 0):
            raise InputError(
                f"n_pauses was {self.n_pauses} and longest_pause_s {self.longest_pause_s}; "
                "give both or neither"
            )

    @property
    def log_speed(self) -> float | None:
        """Logarithm of keys a second; None for a text too short to have a rhythm."""
        if self.n_keys < LEAST_KEYS or self.typing_s <= 0:
            return None
        return math.log(self.n_keys / self.typing_s)

    @property
    def deletion_share(self) -> float | None:
        """Deletions among the keys, 0 to 1; None for a text that is too short."""
        return None if self.n_keys < LEAST_KEYS else self.n_deletions / self.n_keys

    @property
    def log_pause(self) -> float | None:
        """Logarithm of 1 + the seconds paused, at least, for ten keys; None for a text that is too short.

        For ten keys, because a long text has more pauses than a short one, whatever is felt.
        """
        if self.n_keys < LEAST_KEYS:
            return None
        paused_s = self.longest_pause_s + PAUSE_S * max(0, self.n_pauses - 1)
        return math.log1p(10.0 * paused_s / self.n_keys)

    @property
    def log_delay(self) -> float | None:
        """Logarithm of 1 + the seconds before the first key; None where they are not known."""
        return None if self.reply_delay_s is None else math.log1p(self.reply_delay_s)
