"""What a visit elsewhere has around it."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, ParamSpec, Protocol, TypeVar

from gateway.channels.channel import MediaDesk, Place
from gateway.channels.digests import Digests
from gateway.doorman import Doorman
from gateway.erasures import Erasures
from gateway.limits import AddressBuckets
from gateway.memory import Memory
from gateway.metrics import Metrics
from gateway.protocol import ServerModel
from gateway.recorder import Recorder
from gateway.threads import Threads
from personalization.links import LinkKeeper

P = ParamSpec("P")
R = TypeVar("R")

DATABASE_WITHIN_S: Final = 2.0


class Outlet(Protocol):
    """A channel, as a visit uses it."""

    @property
    def name(self) -> str:
        """Of the channel."""

    @property
    def media(self) -> MediaDesk | None:
        """What fetches voice notes and photos, if the channel has any."""

    def show(self, place: Place, owner: str, message: ServerModel) -> bool:
        """Send `message` in the channel's form; whether it has one."""

    def empty(self, place: Place, owner: str) -> None:
        """Let go of what waits there to be sent to `owner`, and of what is remembered of the place."""

    async def settled(self, place: Place) -> None:
        """Wait until everything for `place` has been sent or let go."""


@dataclass(frozen=True)
class VisitDesk:
    """What all visits share; times in seconds. `part` tells everybody who was linked to a user that they are
    not any more."""

    doorman: Doorman
    erasures: Erasures
    recorder: Recorder
    threads: Threads
    memory: Memory
    links: LinkKeeper
    metrics: Metrics
    digests: Digests
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[Any]]
    background: Callable[[Coroutine[Any, Any, None]], None]
    part: Callable[[str], None]
    retention_days: int
    words_kept: bool
    code_tries: AddressBuckets
    noticed: OrderedDict[str, float] = field(default_factory=OrderedDict)

    async def database(self, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the database says in time. Raises StoreError and TimeoutError."""
        async with asyncio.timeout(DATABASE_WITHIN_S):
            return await self.threads.database(call, *args, **kwargs)
