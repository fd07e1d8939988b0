"""Songs of the catalogue as tracks of a service: known from before, or looked up beside the conversation."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

import structlog

from gateway.music.keeping import MusicMemory
from gateway.music.matching import RULES, Candidate, Song, best
from gateway.outside.errors import OutsideError
from gateway.outside.service import N_THREADS
from gateway.threads import Threads
from personalization.errors import StoreError
from personalization.music_model import FoundTrack

log = structlog.get_logger(__name__)

FOUND_S: Final = 30 * 86_400.0
"""After a month a track is looked up again; until that goes well the old one counts."""
MISSING_S: Final = 7 * 86_400.0
"""After a week a song that was not found is looked for again."""
MAX_KEPT: Final = 20_000
AGAIN_S: Final = 86_400.0
"""A song that was found before and is not now is looked for once more, a day later, before that counts."""
N_AT_ONCE: Final = N_THREADS
"""More would only wait behind each other, and before everybody else who calls the service."""
MAX_LOOKUPS: Final = 32
"""From here on cards go without, and are looked up when they are offered the next time."""
MAX_WAITING: Final = 1000


@dataclass(frozen=True)
class Wanted:
    """A song of the catalogue."""

    item_id: str
    song: Song

    @property
    def asked(self) -> str:
        """The words that are looked for."""
        return f"{self.song.title}\n{self.song.artist}".casefold()


class Search(Protocol):
    """Something that can be searched for a song."""

    async def search(self, song: Song) -> list[Candidate]:
        """What may be the song. Raises OutsideError."""


class Tracks:
    """The answers of one service, in memory and in the database. Lives in the event loop.

    An answer counts for the words, the rules of matching and the market that it was found with.
    """

    def __init__(
        self,
        service: str,
        search: Search,
        memory: MusicMemory,
        threads: Threads,
        clock: Callable[[], float],
        market: str = "",
    ) -> None:
        self._service = service
        self._search = search
        self._memory = memory
        self._threads = threads
        self._clock = clock
        self._market = market
        self._kept: OrderedDict[str, FoundTrack] = OrderedDict()
        self._missed: dict[str, float] = {}
        self._under_way: dict[str, asyncio.Task[str | None]] = {}
        self._at_once = asyncio.Semaphore(N_AT_ONCE)

    async def load(self) -> None:
        """Bring back what was found before; without a database the service is asked anew."""
        try:
            kept = await self._threads.database(self._memory.found, self._service, MAX_KEPT)
        except StoreError as error:
            log.error("tracks_not_loaded", error=type(error).__name__)
            return
        for found in reversed(kept):
            self._kept.setdefault(found.item_id, found)

    @property
    def has_room(self) -> bool:
        """Whether few enough lookups wait that one more would soon be done."""
        return len(self._under_way) < MAX_LOOKUPS

    def known(self, wanted: Wanted) -> str | None:
        """The track as far as it is known; takes no time."""
        found = self._kept_for(wanted)
        return found.track if found is not None else None

    def is_to_be_looked_up(self, wanted: Wanted) -> bool:
        """Whether nothing is known of it, or that is too old."""
        found = self._kept_for(wanted)
        if found is None:
            return True
        missed = self._missed.get(wanted.item_id)
        if missed is not None:
            return self._clock() - missed >= AGAIN_S
        age_s = self._clock() - found.at.timestamp()
        return age_s >= (MISSING_S if found.track is None else FOUND_S)

    def _kept_for(self, wanted: Wanted) -> FoundTrack | None:
        found = self._kept.get(wanted.item_id)
        return found if found is not None and found.asked == self._asked(wanted) else None

    def _asked(self, wanted: Wanted) -> str:
        return f"{RULES} {self._market}\n{wanted.asked}"[:640]

    async def track(self, wanted: Wanted) -> str | None:
        """The track, looked up where that is due; what was known where the service fails."""
        if not self.is_to_be_looked_up(wanted):
            return self.known(wanted)
        task = self._under_way.get(wanted.item_id)
        if task is None:
            if len(self._under_way) >= MAX_WAITING:
                return self.known(wanted)
            task = asyncio.create_task(self._look_up(wanted))
            self._under_way[wanted.item_id] = task
            task.add_done_callback(lambda _done: self._under_way.pop(wanted.item_id, None))
        return await asyncio.shield(task)

    async def _look_up(self, wanted: Wanted) -> str | None:
        try:
            async with self._at_once:
                match = best(wanted.song, await self._search.search(wanted.song))
        except OutsideError:
            return self.known(wanted)  # the service keeps what is wrong as its state
        before = self.known(wanted)
        missed = self._missed.pop(wanted.item_id, None)
        if match is None and before is not None and missed is None:
            self._missed[wanted.item_id] = self._clock()
            return before
        track, score = (match.candidate.id, match.score) if match else (None, 0.0)
        now = datetime.fromtimestamp(self._clock(), UTC)
        found = FoundTrack(wanted.item_id, self._service, self._asked(wanted), track, score, now)
        self._kept[wanted.item_id] = found
        self._kept.move_to_end(wanted.item_id)
        while len(self._kept) > MAX_KEPT:
            self._missed.pop(self._kept.popitem(last=False)[0], None)
        await self._keep(found)
        return track

    async def _keep(self, found: FoundTrack) -> None:
        try:
            await self._threads.database(self._memory.keep_found, found)
        except StoreError as error:
            log.error("track_not_kept", error=type(error).__name__)

    async def stop(self) -> None:
        """Give up what is under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
