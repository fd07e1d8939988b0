"""A database in a list."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gateway.effects import RecordCorrection, RecordTurn
from gateway.memory import Fact, SessionOpened, TurnSensed, UserErased
from gateway.ports import public_course, public_reading
from gateway.vocabulary import FeedbackAction, Label, Sense
from personalization.errors import (
    DatabaseBusyError,
    InvalidPreferenceError,
    UnknownItemError,
    UnknownTurnError,
    UnknownUserError,
)
from personalization.expression import ExpressionProfile
from personalization.interaction import TurnRecord
from tests.gateway.scripted.bot import TRACK
from tests.gateway.scripted.music_memory import ScriptedMusicMemory


class ScriptedMemory:
    """Keeps facts in `facts`; fails while `broken`; writes wait while `held`."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.batches: list[int] = []
        self.granted: dict[str, dict[Sense, bool]] = {}
        self.profiles: dict[str, dict[str, Any]] = {}
        self.feedbacks: set[str] = set()
        self.hours: list[int | None] = []
        self.told: dict[str, list[dict[str, Any]]] = {}
        self.points: dict[str, list[dict[str, Any]]] = {}
        self.expressions: dict[str, ExpressionProfile] = {}
        self.music = ScriptedMusicMemory()
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

    def expression(self, user: str) -> ExpressionProfile:
        self._check()
        return self.expressions.get(user, ExpressionProfile())

    def visit(self, user: str, session: str) -> list[TurnRecord] | None:
        """No course of a mood outlives this memory's gateway."""
        self._check()
        return [] if any(_is_visit(fact, user, session) for fact in self.facts) else None

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

    def recommendations(
        self, user: str, kinds: Sequence[str], n: int, at: float, local_hour: int | None
    ) -> list[dict[str, Any]]:
        self._check()
        self.hours.append(local_hour)
        return [TRACK] * n

    def feedback(self, user: str, item: str, action: FeedbackAction, feedback_id: str, at: float) -> bool:
        self._check()
        if item != TRACK["id"]:
            raise UnknownItemError("no such item")
        new = feedback_id not in self.feedbacks
        self.feedbacks.add(feedback_id)
        return new

    def mood(self, user: str, n: int) -> list[dict[str, Any]]:
        self._check()
        sensed = (fact.turn for fact in self.facts if isinstance(fact, TurnSensed) and fact.turn.user == user)
        return [*self.points.get(user, []), *map(point_of, sensed)][-n:]

    def correct(self, user: str, turn: str, label: Label, at: float) -> dict[str, Any]:
        for point in self.mood(user, 1000):
            if point["turn"] == turn:
                self.facts.append(RecordCorrection(user, turn, label, at))
                return point | {"label": label, "corrected": True}
        raise UnknownTurnError("no such turn")

    def preferences(self, user: str) -> dict[str, Any]:
        self._check()
        return {"told": self.told.get(user, []), "learned": [], "strategy": None, "service": None}

    def tell(self, user: str, told: Mapping[str, Any], at: float) -> dict[str, Any]:
        if told["subject"] == "doorbells":
            raise InvalidPreferenceError("doorbells are not in the vocabulary")
        self.untell(user, told, at)
        self.told.setdefault(user, []).append({**told, "spoken": told["subject"]})
        return self.preferences(user)

    def untell(self, user: str, about: Mapping[str, Any], at: float) -> dict[str, Any]:
        kept = [told for told in self.told.get(user, []) if told["subject"] != about["subject"]]
        self.told[user] = kept
        return self.preferences(user)

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


def _is_visit(fact: Fact, user: str, session: str) -> bool:
    return isinstance(fact, SessionOpened) and (fact.user, fact.session) == (user, session)


def point_of(turn: RecordTurn) -> dict[str, Any]:
    """A stored reading as a point of the mood."""
    assert turn.sensed.reading is not None
    return {
        "turn": turn.turn, "at": datetime.fromtimestamp(turn.at, UTC).isoformat(), "corrected": False,
        **public_reading(turn.sensed.reading), **public_course(turn.sensed.point),
    }  # fmt: skip
