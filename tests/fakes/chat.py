"""A messenger that exists in tests only: what it was told, and what it brings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from gateway.channels.channel import Asked, Author, Command, Incoming, Limits, Place, Said, Showed, Spoke
from gateway.channels.splitting import split
from gateway.channels.text_form import plain
from gateway.channels.visits import ChatVisits
from gateway.outside.errors import OutsideError, ServiceAway
from gateway.protocol import Emotion, ServerModel
from perception.sound import RATE_HZ, Sound
from tests.gateway.house import Clock, House

NAME = "telegram"
WITHIN_S = 30.0


@dataclass(frozen=True)
class Shown:
    """A message as it arrived."""

    text: str
    buttons: tuple[str, ...] = ()
    emotion: Emotion | None = None


class FakeChannel:
    limits = Limits(max_chars=2000, max_buttons=5)

    def __init__(self, name: str = NAME) -> None:
        self.name = name

    def receive(self, payload: Incoming) -> Sequence[Incoming]:
        return (payload,)

    def render(self, message: ServerModel) -> Sequence[Shown]:
        if isinstance(message, Emotion):
            return (Shown("", emotion=message),)
        said = plain(message)
        if said is None:
            return ()
        pieces = split(said.text, self.limits.max_chars)
        buttons = tuple(reply.text for reply in said.buttons)
        return [Shown(piece, buttons if piece is pieces[-1] else ()) for piece in pieces]


@dataclass
class FakePlatform:
    """Implements Sender and MediaDesk."""

    name: str = NAME
    got: list[tuple[str, Shown]] = field(default_factory=list)
    away: bool = False
    refusing: list[OutsideError] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    photo: bytes = b""
    loudness: float = 0.3
    n_events: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.channel = FakeChannel(self.name)
        self.fetching = asyncio.Event()
        self.fetching.set()

    async def send(self, place: Place, outgoing: Shown) -> None:
        if self.refusing:
            raise self.refusing.pop(0)
        if self.away:
            raise ServiceAway("nobody there")
        self.got.append((place.id, outgoing))

    async def sound(self, media: str) -> Sound:
        self.fetched.append(media)
        await self.fetching.wait()
        t = np.arange(RATE_HZ, dtype=np.float32) / RATE_HZ
        return Sound(np.asarray(self.loudness * np.sin(2 * np.pi * 220 * t), np.float32))

    async def picture(self, media: str) -> bytes:
        self.fetched.append(media)
        await self.fetching.wait()
        return self.photo

    def texts(self, place: str = "p1") -> list[str]:
        """What was said to a place."""
        return [shown.text for where, shown in self.got if where == place and shown.text]

    def last(self, place: str = "p1") -> str:
        return self.texts(place)[-1]

    def buttons(self, place: str = "p1") -> tuple[str, ...]:
        """Those of the newest message."""
        return [shown for where, shown in self.got if where == place and shown.text][-1].buttons

    def emotions(self) -> list[str]:
        return [shown.emotion.label for _, shown in self.got if shown.emotion is not None]


@dataclass
class Person:
    """Somebody at a place of the fake platform."""

    visits: ChatVisits
    platform: FakePlatform
    clock: Clock
    who: str = "u1"
    where: str = "p1"
    private: bool = True
    workplace: str = ""

    @property
    def author(self) -> Author:
        return Author(self.platform.name, self.who, self.workplace)

    @property
    def place(self) -> Place:
        return Place(self.platform.name, self.where)

    def _about(self, event: str | None) -> tuple[str, Author, Place, float]:
        happened = event or f"{self.who}:{next(self.platform.n_events)}"
        return happened, self.author, self.place, self.clock.now

    def posts(self, text: str, event: str | None = None) -> None:
        """Say something, and do not wait."""
        self.visits.take(Said(*self._about(event), text=text, private=self.private))

    async def says(self, text: str, event: str | None = None) -> list[str]:
        """Say something; what was answered."""
        n_before = len(self.platform.texts(self.where))
        self.posts(text, event)
        await self.settled()
        return self.platform.texts(self.where)[n_before:]

    async def asks(self, command: Command, words: str = "") -> list[str]:
        """Give a command; what was answered."""
        n_before = len(self.platform.texts(self.where))
        self.visits.take(Asked(*self._about(None), command=command, words=words, private=self.private))
        await self.settled()
        return self.platform.texts(self.where)[n_before:]

    async def forgets(self) -> list[str]:
        """Ask to be forgotten, and mean it."""
        await self.asks("forget")
        return await self.asks("forget_confirmed")

    async def speaks(self, media: str = "voice-1") -> list[str]:
        n_before = len(self.platform.texts(self.where))
        self.visits.take(Spoke(*self._about(None), media=media, duration_s=1.0, private=self.private))
        await self.settled()
        return self.platform.texts(self.where)[n_before:]

    async def shows(self, media: str = "photo-1", caption: str = "") -> list[str]:
        n_before = len(self.platform.texts(self.where))
        self.visits.take(Showed(*self._about(None), media=media, caption=caption, private=self.private))
        await self.settled()
        return self.platform.texts(self.where)[n_before:]

    async def settled(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            await self.visits.settled()


def chats_in(house: House) -> ChatVisits:
    """The visits of a house."""
    assert house.services.chats is not None
    return house.services.chats.visits


def joined(house: House, platform: FakePlatform, clock: Clock, **more: str | bool) -> Person:
    """Somebody on a platform that the house now speaks to."""
    visits = chats_in(house)
    visits.add(platform.channel, platform, platform)
    return Person(visits, platform, clock, **more)  # type: ignore[arg-type]
