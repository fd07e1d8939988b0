"""Who was erased while something else was under way, so that nothing of them is begun again."""

from collections import OrderedDict
from typing import Final

MAX_KNOWN: Final = 10_000


class Erasures:
    """Counts erasures and knows the newest `max_known` people; in the event loop."""

    def __init__(self, max_known: int = MAX_KNOWN) -> None:
        self._known: OrderedDict[str, int] = OrderedDict()
        self._max_known = max_known
        self.n = 0

    def note(self, user: str) -> None:
        """`user` is to be erased."""
        self.n += 1
        self._known[user] = self.n
        self._known.move_to_end(user)
        if len(self._known) > self._max_known:
            self._known.popitem(last=False)

    def since(self, n: int, user: str) -> bool:
        """Whether `user` was erased after there had been `n` erasures."""
        return self._known.get(user, 0) > n
