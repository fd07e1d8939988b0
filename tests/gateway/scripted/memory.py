"""A database in a list."""

from collections.abc import Mapping, Sequence

from gateway.memory import Fact
from gateway.protocol import Sense


class ScriptedMemory:
    """Keeps facts in `facts`; fails while `broken`."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.granted: dict[str, dict[Sense, bool]] = {}
        self.broken = False

    def write(self, facts: Sequence[Fact]) -> None:
        self._check()
        self.facts += facts

    def consents(self, user: str) -> Mapping[Sense, bool]:
        self._check()
        return self.granted.get(user, {})

    def reachable(self) -> bool:
        return not self.broken

    def _check(self) -> None:
        if self.broken:
            raise OSError("the disk is gone")
