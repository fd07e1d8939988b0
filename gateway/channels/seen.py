"""Which events were acted on, in memory: answers a platform's quick repetitions without the database.

The table `seen_events` (`personalization.links`) does the same across restarts and processes.
"""

from collections import OrderedDict
from typing import Final

MAX_KNOWN: Final = 50_000


class SeenEvents:
    """Knows the newest `max_known` digests."""

    def __init__(self, max_known: int = MAX_KNOWN) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()
        self._max_known = max_known

    def first(self, event: str) -> bool:
        """Whether `event` comes for the first time."""
        if event in self._known:
            return False
        self._known[event] = None
        if len(self._known) > self._max_known:
            self._known.popitem(last=False)
        return True
