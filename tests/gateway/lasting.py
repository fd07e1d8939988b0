"""Gateways one after the other over one real database; only the bot and the senses play a script."""

import contextlib
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from gateway.bootstrap import assemble
from gateway.companion_memory import CompanionMemory
from gateway.config import GatewayConfig
from gateway.pipeline_senses import MeantTurn, PipelineSenses, VisitorsTrajectory
from gateway.services import Services
from perception.emotion import EmotionReading, Modality
from perception.pipeline import Pipeline
from perception.window import Window
from personalization.companion import Companion
from personalization.links import LinkKeeper
from personalization.recommend.personal import PersonalRecommender
from personalization.store import Store
from tests.fakes.perceiver import AFRAID, CALM, GLAD, SAD
from tests.gateway.house import Clock, House, open_house

WORDS: Final = {"glad": GLAD, "sad": SAD, "afraid": AFRAID}
MARK: Final = 0.73190452
"""A number of the vector that a sense gives with its reading, and that must be found nowhere."""


class WordSense:
    """Reads the first word it knows, a little less surely where the text is long."""

    modality = Modality.TEXT

    def perceive(self, window: Window) -> EmotionReading | None:
        words = (window.text or "").lower().split()
        if not "".join(words).isprintable() or not words:
            return None
        read = next((WORDS[word] for word in words if word in WORDS), CALM)
        return replace(
            read,
            confidence=read.confidence - 0.02 * len(words),
            embedding=(MARK,) * 384,
            meaning=(MARK,) * 384,
        )

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        return [self.perceive(window) for window in windows]


class WatchedSenses(PipelineSenses):
    """Remembers who each turn was read as."""

    def __init__(self) -> None:
        super().__init__(Pipeline([WordSense()]))
        self.people: list[tuple[float, ...]] = []

    def sense(self, text: str, trajectory: VisitorsTrajectory, *more: Any, **named: Any) -> MeantTurn:
        self.people.append(tuple(named.get("person", ())))
        return super().sense(text, trajectory, *more, **named)


@dataclass
class Lasting:
    """A running gateway, its database and its senses."""

    house: House
    companion: Companion
    senses: WatchedSenses
    clock: Clock

    async def said(self, token: str | None, *texts: str, **hello: Any) -> tuple[str, list[dict[str, Any]]]:
        """The token of a visit, and the emotions shown in it."""
        async with self.house.visitor() as visitor:
            given = {"token": token} if token else {}
            welcome = await visitor.hello(**given, **hello)
            for text in texts:
                self.clock.now += 60.0
                await visitor.ask(f"{self.clock.now:.0f}", text)
            return welcome["token"], [m for m in visitor.heard if m["type"] == "emotion"]

    async def get(self, path: str, token: str) -> tuple[int, dict[str, Any]]:
        answer = await self.house.http.get(path, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()

    def session_of(self, token: str) -> str:
        return self.house.services.tokens.read(token, self.clock.now).session

    def user_of(self, token: str) -> str:
        return self.house.services.tokens.read(token, self.clock.now).user

    async def settled(self) -> None:
        """What was said is in the database."""
        await self.house.until(self.house.services.recorder.settled().done)


@contextlib.asynccontextmanager
async def lasting(folder: Path, clock: Clock, **settings: Any) -> AsyncIterator[Lasting]:
    """A gateway on the database in `folder`; the next one on the same folder is the same after a restart."""
    store = Store(f"sqlite:///{folder}/people.db")
    store.migrate()
    companion, senses = Companion(store, PersonalRecommender()), WatchedSenses()

    def build(config: GatewayConfig) -> Services:
        memory, links = CompanionMemory(companion, retention_days=30), LinkKeeper(store, secrets.token_hex(8))
        return assemble(config, senses, memory, clock, links=links)

    async with open_house(folder, build=build, **settings) as house:
        yield Lasting(house, companion, senses, clock)


def a_day() -> Clock:
    """A clock that the visits of one test share."""
    return Clock()
