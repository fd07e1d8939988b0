"""What the gateway keeps in the database, as facts, and the contract of whoever keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from gateway.effects import RecordConsent, RecordCorrection, RecordFeedback, RecordTurn
from gateway.music.keeping import MusicMemory
from gateway.vocabulary import FeedbackAction, Label, Sense
from personalization.expression import ExpressionProfile
from personalization.interaction import TurnRecord


@dataclass(frozen=True)
class SessionOpened:
    """A visitor has something to be remembered."""

    session: str
    user: str
    locale: str | None
    channel: str
    at: float


@dataclass(frozen=True)
class SessionClosed:
    """A session is over."""

    session: str
    at: float


@dataclass(frozen=True)
class TurnSensed:
    """A turn of a session was read."""

    session: str
    turn: RecordTurn


@dataclass(frozen=True)
class UserErased:
    """The visitor asked to be forgotten."""

    user: str


@dataclass(frozen=True)
class Expired:
    """Everything older than the retention time is to go."""

    at: float


Fact = (
    SessionOpened | SessionClosed | TurnSensed | RecordConsent | RecordFeedback | RecordCorrection
    | UserErased | Expired
)  # fmt: skip
ALONE = (RecordFeedback, RecordCorrection, UserErased, Expired)
"""Facts that are written in a transaction of their own."""


class Memory(Protocol):
    """The database, as the gateway uses it. Blocking: called in worker threads only.

    Every method may raise `personalization.errors.StoreError`; times are epoch seconds.
    """

    @property
    def music(self) -> MusicMemory:
        """What is kept of music services."""

    def write(self, facts: Sequence[Fact]) -> None:
        """Store the facts in their order, all or none; those of `ALONE` come alone."""

    def consents(self, user: str) -> Mapping[Sense, bool]:
        """What the user granted or withdrew."""

    def knows(self, user: str) -> bool:
        """Whether anything is remembered of the user."""

    def expression(self, user: str) -> ExpressionProfile:
        """How the user's senses relate to what they say they feel; blank of somebody unknown."""

    def visit(self, user: str, session: str) -> list[TurnRecord] | None:
        """The newest turns of a session that have a reading, oldest first, from where a sense was withdrawn
        last; None where no such session of the user is stored."""

    def reachable(self) -> bool:
        """Whether the database answers."""

    def close(self) -> None:
        """Give back every connection; called last."""

    def profile(self, user: str) -> dict[str, Any]:
        """What is known of the user's taste. Raises UnknownUserError."""

    def update_profile(self, user: str, changes: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Change `locale`, `genres`, `strategy` or `service`, whichever are given.

        Raises InvalidPreferenceError.
        """

    def recommendations(
        self, user: str, kinds: Sequence[str], n: int, at: float, local_hour: int | None
    ) -> list[dict[str, Any]]:
        """Cards of what fits the user's last reading, recorded as offered."""

    def feedback(self, user: str, item: str, action: FeedbackAction, feedback_id: str, at: float) -> bool:
        """Count what the user did; false where this id was counted before. Raises UnknownItemError."""

    def mood(self, user: str, n: int) -> list[dict[str, Any]]:
        """The newest `n` points of the mood, oldest first; none of somebody unknown."""

    def correct(self, user: str, turn: str, label: Label, at: float) -> dict[str, Any]:
        """A turn should have been `label`: its point of the mood now. Raises UnknownTurnError."""

    def preferences(self, user: str) -> dict[str, Any]:
        """What the user told of their taste and what was learned; empty of somebody unknown."""

    def tell(self, user: str, told: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Keep a preference; the preferences then. Raises InvalidPreferenceError."""

    def untell(self, user: str, about: Mapping[str, Any], at: float) -> dict[str, Any]:
        """Take a preference back; the preferences then. Raises InvalidPreferenceError."""

    def export(self, user: str, at: float) -> dict[str, Any]:
        """Everything stored about the user; of somebody new, nothing."""
