"""Somebody who types, steadily or not."""

from perception.signals.typing_behaviour import TypingBehaviour
from perception.signals.typing_habit import TypingHabit


def typed(
    keys_per_s: float = 4.0,
    *,
    n_keys: int = 40,
    n_pauses: int = 1,
    longest_pause_s: float = 3.0,
    deletion_share: float = 0.1,
    reply_delay_s: float | None = 5.0,
) -> TypingBehaviour:
    """One text."""
    return TypingBehaviour(
        n_keys=n_keys,
        typing_s=n_keys / keys_per_s,
        n_pauses=n_pauses,
        longest_pause_s=longest_pause_s if n_pauses else 0.0,
        n_deletions=round(deletion_share * n_keys),
        reply_delay_s=reply_delay_s,
    )


def habit_of(*texts: TypingBehaviour) -> TypingHabit:
    """The habit of somebody who typed these texts."""
    habit = TypingHabit()
    for text in texts:
        habit = habit.after(text)
    return habit


USUAL = habit_of(*(typed(speed) for speed in (3.6, 4.0, 4.4, 3.8, 4.2, 4.0, 3.9, 4.1)))
"""Of somebody who types about four keys a second."""
