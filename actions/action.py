"""What all actions share: read the turn, answer, and apologise where the memory does not answer."""

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import structlog

from actions.reply import DispatcherLike, Reply
from actions.sdk import Action
from actions.turn import TrackerLike, Turn
from actions.words import Words
from personalization.companion import Companion
from personalization.errors import PersonalizationError

Clock = Callable[[], datetime]

log = structlog.get_logger("undertone.actions")


def utc_now() -> datetime:
    """The clock of a running server."""
    return datetime.now(UTC)


class CompanionAction(Action):  # type: ignore[misc]  # rasa-sdk ships no types
    """One custom action, named as in `domain.yml`, over one companion."""

    action_name: ClassVar[str]

    def __init__(self, companion: Companion, words: Words, clock: Clock = utc_now) -> None:
        """Receive everything; build nothing."""
        self.companion = companion
        self.words = words
        self.clock = clock

    def name(self) -> str:
        """The name that Rasa calls."""
        return self.action_name

    async def run(
        self,
        dispatcher: DispatcherLike,
        tracker: TrackerLike,
        domain: dict[str, Any],  # noqa: ARG002 - rasa-sdk passes three arguments
    ) -> list[dict[str, Any]]:
        """Answer in a worker thread, so that a waiting database holds up nobody else."""
        turn = Turn.of(tracker)
        for reply in await asyncio.to_thread(self._answer_or_apologise, turn):
            reply.send(dispatcher)
        return []

    def _answer_or_apologise(self, turn: Turn) -> Sequence[Reply]:
        try:
            return self.answer(turn, self.clock())
        except PersonalizationError as error:
            log.warning("action_failed", action=self.action_name, error=type(error).__name__)
            return self.apology(turn)

    @abstractmethod
    def answer(self, turn: Turn, now: datetime) -> Sequence[Reply]:
        """What to say. May raise PersonalizationError."""

    def apology(self, turn: Turn) -> Sequence[Reply]:  # noqa: ARG002 - care answers by the turn's locale
        """What to say when the memory does not answer."""
        return [Reply(self.words.pick("memory_fails"))]
