"""The course of a conversation, as far as a bounded tracker remembers it."""

from itertools import islice, takewhile

from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

RECENT_TURNS = 4  # a bounded tracker keeps no more
MANY_SHARES = 3
GRIEF = "share_grief"
FRAGMENT = "fragment"
QUESTIONS = frozenset({"utter_ask_which", "utter_ask_for_music"})
"""The bot's actions that ask what a reading left open."""


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
    return (intent or "").startswith("share_") or intent == "answer_feeling"


def question_before(tracker: DialogueStateTracker | None) -> str | None:
    """The question that the bot's last answer was, one of QUESTIONS; None where it was none."""
    events = reversed(tracker.events) if tracker else ()
    answer = takewhile(lambda event: not isinstance(event, UserUttered), events)
    return next((name for event in answer if (name := _question(event))), None)


def asked_lately(tracker: DialogueStateTracker) -> bool:
    """Whether one of QUESTIONS was asked in the last four turns."""
    n_turns = 0
    for event in reversed(tracker.events):
        n_turns += isinstance(event, UserUttered)
        if _question(event):
            return True
        if n_turns == RECENT_TURNS:
            return False
    return False


def _question(event: Event) -> str | None:
    asks = isinstance(event, ActionExecuted) and event.action_name in QUESTIONS
    return str(event.action_name) if asks else None
