"""A database in a list."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.memory import Fact, SessionOpened, UserErased
from gateway.vocabulary import FeedbackAction, Sense
from personalization.errors import DatabaseBusyError, UnknownItemError, UnknownUserError
from tests.gateway.scripted.bot import TRACK


class ScriptedMemory:
    """Keeps facts in `facts`; fails while `broken`; writes wait while `held`."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.batches: list[int] = []
        self.granted: dict[str, dict[Sense, bool]] = {}
        self.profiles: dict[str, dict[str, Any]] = {}
        self.feedbacks: set[str] = set()
        self.broken = False
        self.closed = False
        self.go_on = threading.Event()
        self.go_on.set()

    def write(self, facts: Sequence[Fact]) -> None:
        self.go_on.wait(10)
        self._check()
        for fact in facts:
            if isinstance(fact, UserErased):
                self._forget(fact.user)
            self.facts.append(fact)
        self.batches.append(len(facts))

    def consents(self, user: str) -> Mapping[Sense, bool]:
        self._check()
        return self.granted.get(user, {})

    def knows(self, user: str) -> bool:
        self._check()
        return any(isinstance(fact, SessionOpened) and fact.user == user for fact in self.facts)

    def reachable(self) -> bool:
        return not self.broken

    def close(self) -> None:
        self.closed = True

    def profile(self, user: str) -> dict[str, Any]:
        self._check()
        if user not in self.profiles:
            raise UnknownUserError("no such user")
        return self.profiles[user]

    def update_profile(self, user: str, changes: Mapping[str, Any], at: float) -> dict[str, Any]:
        self._check()
        blank = {"user": user, "locale": "en", "created_at": "2026-01-01", "last_seen_at": "2026-01-01"}
        profile = self.profiles.setdefault(user, {**blank, "preferences": {}})
        profile["preferences"] |= changes
        return profile

    def recommendations(self, user: str, kinds: Sequence[str], n: int, at: float) -> list[dict[str, Any]]:
        self._check()
        return [TRACK] * n

    def feedback(self, user: str, item: str, action: FeedbackAction, feedback_id: str, at: float) -> bool:
        self._check()
        if item != TRACK["id"]:
            raise UnknownItemError("no such item")
        new = feedback_id not in self.feedbacks
        self.feedbacks.add(feedback_id)
        return new

    def export(self, user: str, at: float) -> dict[str, Any]:
        self._check()
        return {"user": user, "n_facts": len(self.facts)}

    def _forget(self, user: str) -> None:
        self.facts = [
            fact for fact in self.facts if not (isinstance(fact, SessionOpened) and fact.user == user)
        ]
        self.profiles.pop(user, None)

    def _check(self) -> None:
        if self.broken:
            raise DatabaseBusyError("the disk is gone")
