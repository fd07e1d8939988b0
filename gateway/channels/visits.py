"""Chats elsewhere: each event is acted on once, in the visit that it belongs to."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, Generic
from weakref import WeakValueDictionary

import structlog

from gateway.channels.channel import Author, Channel, Incoming, MediaDesk, OutgoingT, Place, Sender
from gateway.channels.digests import Digests
from gateway.channels.linking import TRIES_AT_ONCE, TRIES_PER_S
from gateway.channels.postbox import Outcome, Postbox, PostRules
from gateway.channels.seen import SeenEvents
from gateway.channels.visit import SameAuthor, Visit
from gateway.channels.visit_desk import VisitDesk
from gateway.doorman import Doorman
from gateway.errors import ConfigError
from gateway.limits import AddressBuckets
from gateway.memory import Memory
from gateway.metrics import Metrics
from gateway.protocol import ServerModel
from gateway.recorder import Recorder
from gateway.threads import Threads
from personalization.links import LinkKeeper

log = structlog.get_logger(__name__)

MAX_EVENT_CHARS: Final = 200
MAX_NAME_CHARS: Final = 15
"""Of a channel: with the digest of a workplace behind it, it fills the column that it is stored in."""
POST_RULES: Final = PostRules()


class ChannelOutlet(Generic[OutgoingT]):
    """A channel and the postbox of its places. Implements `gateway.channels.visit.Outlet`."""

    def __init__(
        self, channel: Channel[Any, OutgoingT], postbox: Postbox[OutgoingT], media: MediaDesk | None
    ) -> None:
        self.name = channel.name
        self.media = media
        self.postbox = postbox
        self._channel = channel

    def show(self, place: Place, owner: str, message: ServerModel) -> bool:
        """Send `message` in the channel's form; whether it has one."""
        try:
            rendered = self._channel.render(message)
        except Exception as error:  # noqa: BLE001 - one message must not end a session
            log.error("render_failed", channel=self.name, error=type(error).__name__)
            return False
        for outgoing in rendered:
            self.postbox.put(place, owner, outgoing)
        return bool(rendered)

    def empty(self, place: Place, owner: str) -> None:
        """Let go of what waits there to be sent to `owner`, and of what is remembered of the place."""
        self.postbox.empty(place, owner)

    async def settled(self, place: Place) -> None:
        """Wait until everything for `place` has been sent or let go."""
        await self.postbox.settled(place)


class ChatVisits:
    """Every chat of every channel. Everything happens in the event loop; `clock` and `sleep` in seconds."""

    def __init__(
        self,
        *,
        doorman: Doorman,
        recorder: Recorder,
        threads: Threads,
        memory: Memory,
        links: LinkKeeper,
        metrics: Metrics,
        own_key: str,
        retention_days: int,
        words_kept: bool,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[Any]] = asyncio.sleep,
        rules: PostRules = POST_RULES,
    ) -> None:
        self.links = links
        self.digests = Digests(own_key)
        self._metrics = metrics
        self._clock = clock
        self._sleep = sleep
        self._rules = rules
        self._seen = SeenEvents()
        self._outlets: dict[str, ChannelOutlet[Any]] = {}
        self._visits: dict[tuple[Author, Place], Visit] = {}
        self._locks: WeakValueDictionary[Author, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._desk = VisitDesk(
            doorman=doorman,
            erasures=doorman.erasures,
            recorder=recorder,
            threads=threads,
            memory=memory,
            links=links,
            metrics=metrics,
            digests=self.digests,
            clock=clock,
            sleep=sleep,
            background=self._in_background,
            part=self.part,
            retention_days=retention_days,
            words_kept=words_kept,
            code_tries=AddressBuckets(TRIES_PER_S, TRIES_AT_ONCE),
        )

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels that are on."""
        return tuple(self._outlets)

    def __len__(self) -> int:
        return len(self._visits)

    def add(
        self, channel: Channel[Any, OutgoingT], sender: Sender[OutgoingT], media: MediaDesk | None = None
    ) -> None:
        """From here on `channel` is spoken; `media` fetches its voice notes and photos.

        Raises ConfigError for a name that visits cannot be stored under.
        """
        name = channel.name
        if not 1 <= len(name) <= MAX_NAME_CHARS:
            raise ConfigError(
                f"the name of a channel was {name!r}, of {len(name)} characters; "
                f"it has to have 1 to {MAX_NAME_CHARS} characters"
            )

        def tell(outcome: Outcome) -> None:
            self._metrics.chat_letters.labels(name, outcome).inc()

        postbox = Postbox(sender, channel.limits, self._clock, self._sleep, self._rules, tell)
        self._outlets[name] = ChannelOutlet(channel, postbox, media)

    def take(self, incoming: Incoming) -> None:
        """Act on something that happened in a channel, soon and once; never raises for what a visitor did.

        Raises KeyError for a channel that was not added.
        """
        name = incoming.author.channel
        outlet = self._outlets[name]
        if self._stopped or len(incoming.event) > MAX_EVENT_CHARS:
            self._metrics.chat_events.labels(name, "dropped").inc()
            return
        if not self._seen.first(self.digests.event(name, incoming.event)):
            self._metrics.chat_events.labels(name, "repeated").inc()
            return
        key = (incoming.author, incoming.place)
        visit = self._visits.get(key)
        if visit is None:
            visit = self._visits[key] = Visit(
                self._desk,
                outlet,
                incoming.author,
                incoming.place,
                self._same_author(incoming.author),
                lambda over: self._over(key, over),
            )
        visit.take(incoming)

    def take_all(self, happened: "list[Incoming] | tuple[Incoming, ...]") -> None:
        """`take` each, in order."""
        for incoming in happened:
            self.take(incoming)

    def part(self, user: str) -> None:
        """The links of others to `user` were undone: their open chats go on as their own, soon."""
        linked: dict[Author, Visit] = {}
        for (author, _), visit in self._visits.items():
            visit.was_parted(user)
            if visit.user == user != visit.own_user:
                linked[author] = visit
        for visit in linked.values():
            self._in_background(visit.part(user))

    def n_waiting(self, channel: str) -> int:
        """Letters that are not sent yet."""
        return self._outlets[channel].postbox.n_waiting

    async def settled(self) -> None:
        """Wait until everything taken so far has been acted on and its answers are sent or let go."""
        while self._tasks or any(outlet.postbox.n_waiting for outlet in self._outlets.values()):
            if self._tasks:
                await asyncio.wait(set(self._tasks))
            for outlet in self._outlets.values():
                await outlet.postbox.flush()

    async def stop(self, within_s: float) -> None:
        """Take nothing more; finish within `within_s` what can be finished."""
        self._stopped = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self.settled()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for outlet in self._outlets.values():
            await outlet.postbox.stop()

    def _same_author(self, author: Author) -> SameAuthor:
        lock = self._locks.setdefault(author, asyncio.Lock())
        return SameAuthor(lock, lambda: [visit for (of, _), visit in self._visits.items() if of == author])

    def _over(self, key: tuple[Author, Place], visit: Visit) -> None:
        if self._visits.get(key) is visit:
            del self._visits[key]

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
