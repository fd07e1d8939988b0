"""The course of a conversation, as far as a bounded tracker remembers it."""

from itertools import islice

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

RECENT_TURNS = 4  # a bounded tracker keeps no more
MANY_SHARES = 3
GRIEF = "share_grief"
FRAGMENT = "fragment"


def heard_before(tracker: DialogueStateTracker | None) -> str:
    """What was shared in the last four turns before this one.

    "first" is nothing, "grief" a loss, whatever else there was; otherwise "again", or "long" from three on.
    A fragment goes on with what was told before it, however many there are.
    """
    if tracker is None:
        return "first"
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered))
    intents = [turn.intent_name for turn in islice(said, RECENT_TURNS)]
    before = tracker.slots["heard"].value if "heard" in tracker.slots else None
    if GRIEF in intents or (intents and intents[0] == FRAGMENT and before == "grief"):
        return "grief"
    n_shares = sum(is_share(intent) or intent == FRAGMENT for intent in intents)
    if n_shares == 0:
        return "first"
    return "long" if n_shares >= MANY_SHARES else "again"


def is_share(intent: str | None) -> bool:
    """Whether an intent tells a feeling."""
    return (intent or "").startswith("share_")
