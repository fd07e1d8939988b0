"""Who was erased while something else was under way, so that nothing of them is begun again."""

from collections import Counter, OrderedDict
from concurrent.futures import Future
from threading import Lock
from typing import Final

MAX_KNOWN: Final = 10_000


class Erasures:
    """Counts when erasures are noted and when they are over; of those it knows the newest `max_known` people,
    and everybody whose erasure is not over yet. For all threads."""

    def __init__(self, max_known: int = MAX_KNOWN) -> None:
        self._known: OrderedDict[str, int] = OrderedDict()
        self._under_way: Counter[str] = Counter()
        self._max_known = max_known
        self._lock = Lock()
        self.n = 0

    def note(self, user: str, written: "Future[None]") -> None:
        """`user` is to be erased, which is over once `written` is done."""
        with self._lock:
            self._under_way[user] += 1
            self._count(user)
        written.add_done_callback(lambda _: self._over(user))

    def since(self, n: int, user: str) -> bool:
        """Whether an erasure of `user` is under way or came to its end after `n` was counted."""
        with self._lock:
            return user in self._under_way or self._known.get(user, 0) > n

    def _over(self, user: str) -> None:
        with self._lock:
            self._under_way[user] -= 1
            if not self._under_way[user]:
                del self._under_way[user]
            self._count(user)

    def _count(self, user: str) -> None:
        self.n += 1
        self._known[user] = self.n
        self._known.move_to_end(user)
        if len(self._known) > self._max_known:
            self._known.popitem(last=False)
