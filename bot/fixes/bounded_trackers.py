"""A conversation's whole history is serialised and replayed in every turn (RasaHQ/rasa #8235, #11313).

Measured: 7 ms a turn grow to 76 ms over 200 turns, and every conversation stays in memory for ever. Here a
tracker is kept as an object, with its last turns and all its slots, and the number of trackers is bounded:
the one that rested longest goes first. Nothing is written to disk, so no visitor's words are.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.fixes import replayed_once

N_TURNS = 4
N_TRACKERS = 10_000


class BoundedTrackerStore(TrackerStore):
    """In memory: the last `n_turns` turns of the last `n_trackers` conversations."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        n_turns: int = N_TURNS,
        n_trackers: int = N_TRACKERS,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._n_turns = n_turns
        self._n_trackers = n_trackers
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        replayed_once.forget(tracker)
        tracker.events = deque(recent_events(tracker.events, self._n_turns))
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > self._n_trackers:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        tracker = self._trackers.get(sender_id)
        if tracker is not None:
            self._trackers.move_to_end(sender_id)
        return tracker

    async def keys(self) -> Iterable[str]:
        return list(self._trackers)

    def forget(self, sender_id: str) -> bool:
        """Drops a conversation; says whether there was one."""
        return self._trackers.pop(sender_id, None) is not None


def recent_events(events: Iterable[Event], n_turns: int) -> list[Event]:
    """The last turns' events, led by one SlotSet for each slot that was set before them.

    The cut is made before the `action_listen` that waited for the oldest kept turn, so that a replay of the
    result ends in the state of the whole.
    """
    kept = list(events)
    starts = [place for place, event in enumerate(kept) if isinstance(event, UserUttered)]
    if len(starts) <= n_turns:
        return kept
    cut = starts[-n_turns]
    while cut > 0 and not isinstance(kept[cut], ActionExecuted):
        cut -= 1
    slots = {event.key: event for event in kept[:cut] if isinstance(event, SlotSet)}
    return [*slots.values(), *kept[cut:]]
