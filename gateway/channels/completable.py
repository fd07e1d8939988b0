"""Messages with a card of which more may become known, so that it can be put into them: each once."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from gateway.channels.channel import Place

MAX_KNOWN: Final = 1000

V = TypeVar("V")


@dataclass(frozen=True)
class CardName:
    """The card of one message: the message's number in its session, and the card's item. Numbers begin anew
    with every session of a place; the item keeps them apart."""

    message: int
    item: str


class Completable(Generic[V]):
    """What a platform calls the newest `max_known` such messages."""

    def __init__(self, max_known: int = MAX_KNOWN) -> None:
        self._known: OrderedDict[tuple[Place, CardName], V] = OrderedDict()
        self._max_known = max_known

    def shown(self, place: Place, card: CardName, message: V) -> None:
        """`message` of ours has this card."""
        self._known.pop((place, card), None)
        self._known[place, card] = message
        if len(self._known) > self._max_known:
            self._known.popitem(last=False)

    def take(self, place: Place, card: CardName) -> V | None:
        """The message that has this card, once; None where there is none, or it is too long ago."""
        return self._known.pop((place, card), None)

    def forget(self, place: Place) -> None:
        """Nothing there is completed any more."""
        for known in [known for known in self._known if known[0] == place]:
            del self._known[known]

    def drop(self, place: Place, is_it: Callable[[V], bool]) -> None:
        """A message there is not to be completed: it shows something else by now."""
        for known in [known for known, kept in self._known.items() if known[0] == place and is_it(kept)]:
            del self._known[known]
