"""A bounded memory of chats."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

MAX_PLACES: Final = 10_000
"""Places of which something is remembered between two messages; the one that was quiet longest is let go."""

V = TypeVar("V")


class Newest(Generic[V]):
    """One value for each place, of the newest places."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, V] = OrderedDict()

    def put(self, place: str, value: V) -> None:
        """Remember it, in the place of what was there."""
        self._entries[place] = value
        self._entries.move_to_end(place)
        while len(self._entries) > MAX_PLACES:
            self._entries.popitem(last=False)

    def get(self, place: str) -> V | None:
        """What is remembered."""
        return self._entries.get(place)

    def drop(self, place: str) -> None:
        """Forget it."""
        self._entries.pop(place, None)

    def all(self) -> list[tuple[str, V]]:
        """Every place and its value."""
        return list(self._entries.items())
