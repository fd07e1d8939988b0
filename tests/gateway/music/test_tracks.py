"""What was found is kept with its age; a lookup happens once, beside everything else."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.music import tracks as tracks_module
from gateway.music.matching import Candidate, Song
from gateway.music.tracks import AGAIN_S, FOUND_S, MAX_LOOKUPS, MISSING_S, N_AT_ONCE, Tracks, Wanted
from gateway.outside.errors import ServiceAway
from gateway.threads import Threads
from personalization.errors import DatabaseBusyError
from personalization.music_model import FoundTrack
from tests.gateway.house import Clock
from tests.gateway.scripted.music_memory import ScriptedMusicMemory

SONG = Song("Yesterday", "The Beatles", 1965)
WANTED = Wanted("beatles-yesterday", SONG)
ID, OTHER_ID = "1" * 22, "2" * 22


class ScriptedSearch:
    """Finds what `there` says; waits while `held`."""

    def __init__(self) -> None:
        self.there: str | None = ID
        self.broken = False
        self.asked: list[Song] = []
        self.n_now = self.n_most = 0
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def search(self, song: Song) -> list[Candidate]:
        self.asked.append(song)
        self.n_now += 1
        self.n_most = max(self.n_most, self.n_now)
        await self.go_on.wait()
        self.n_now -= 1
        if self.broken:
            raise ServiceAway("not there")
        return [Candidate(self.there, song.title, (song.artist,))] if self.there else []


class Desk:
    """Tracks over a scripted search and memory."""

    def __init__(self, memory: ScriptedMusicMemory | None = None, market: str = "") -> None:
        self.clock = Clock()
        self.search = ScriptedSearch()
        self.memory = memory or ScriptedMusicMemory()
        self.threads = Threads(1)
        self.tracks = Tracks("spotify", self.search, self.memory, self.threads, self.clock, market)


def with_desk(
    work: Callable[[Desk], Coroutine[Any, Any, None]],
    memory: ScriptedMusicMemory | None = None,
    market: str = "",
) -> None:
    async def run() -> None:
        desk = Desk(memory, market)
        try:
            await work(desk)
        finally:
            await desk.tracks.stop()
            desk.threads.stop()

    asyncio.run(run())


def test_a_song_is_looked_up_once_and_known_from_then_on() -> None:
    async def work(desk: Desk) -> None:
        assert desk.tracks.known(WANTED) is None
        assert await desk.tracks.track(WANTED) == ID
        assert await desk.tracks.track(WANTED) == ID
        assert desk.tracks.known(WANTED) == ID
        assert len(desk.search.asked) == 1

    with_desk(work)


def test_what_was_found_is_known_after_a_restart_without_asking() -> None:
    memory = ScriptedMusicMemory()

    async def before(desk: Desk) -> None:
        await desk.tracks.track(WANTED)

    async def after(desk: Desk) -> None:
        await desk.tracks.load()
        assert await desk.tracks.track(WANTED) == ID
        assert desk.search.asked == []

    with_desk(before, memory)
    with_desk(after, memory)


def test_that_a_song_is_not_there_is_kept_too_for_a_week() -> None:
    async def work(desk: Desk) -> None:
        desk.search.there = None
        assert await desk.tracks.track(WANTED) is None
        desk.search.there = ID
        desk.clock.now += MISSING_S - 1
        assert await desk.tracks.track(WANTED) is None
        assert len(desk.search.asked) == 1
        desk.clock.now += 2
        assert await desk.tracks.track(WANTED) == ID

    with_desk(work)


def test_an_old_track_counts_until_the_service_says_otherwise() -> None:
    async def work(desk: Desk) -> None:
        await desk.tracks.track(WANTED)
        desk.clock.now += FOUND_S + 1
        desk.search.broken = True
        assert desk.tracks.known(WANTED) == ID
        assert await desk.tracks.track(WANTED) == ID
        desk.search.broken, desk.search.there = False, OTHER_ID
        assert await desk.tracks.track(WANTED) == OTHER_ID

    with_desk(work)


def test_a_failure_is_not_taken_for_a_song_that_is_not_there() -> None:
    async def work(desk: Desk) -> None:
        desk.search.broken = True
        assert await desk.tracks.track(WANTED) is None
        assert desk.memory.tracks == {}
        desk.search.broken = False
        assert await desk.tracks.track(WANTED) == ID

    with_desk(work)


def test_two_that_want_the_same_song_wait_for_one_lookup() -> None:
    async def work(desk: Desk) -> None:
        desk.search.go_on.clear()
        both = asyncio.gather(desk.tracks.track(WANTED), desk.tracks.track(WANTED))
        await asyncio.sleep(0)
        desk.search.go_on.set()
        assert set(await both) == {ID}
        assert len(desk.search.asked) == 1

    with_desk(work)


def test_one_who_goes_away_does_not_take_the_lookup_along() -> None:
    async def work(desk: Desk) -> None:
        desk.search.go_on.clear()
        gone = asyncio.create_task(desk.tracks.track(WANTED))
        stays = asyncio.create_task(desk.tracks.track(WANTED))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        desk.search.go_on.set()
        assert await stays == ID

    with_desk(work)


def test_a_hundred_unknown_songs_are_all_looked_up_a_few_at_a_time() -> None:
    async def work(desk: Desk) -> None:
        desk.search.go_on.clear()
        songs = [Wanted(f"song-{n}", SONG) for n in range(100)]
        waiting = asyncio.gather(*(desk.tracks.track(song) for song in songs))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(desk.search.asked) == N_AT_ONCE
        desk.search.go_on.set()
        assert await waiting == [ID] * 100
        assert desk.search.n_most == N_AT_ONCE

    with_desk(work)


def test_there_is_no_room_for_more_while_many_wait_and_again_when_they_are_done() -> None:
    async def work(desk: Desk) -> None:
        desk.search.go_on.clear()
        songs = [Wanted(f"song-{n}", SONG) for n in range(MAX_LOOKUPS)]
        waiting = [asyncio.create_task(desk.tracks.track(song)) for song in songs]
        assert desk.tracks.has_room
        await asyncio.sleep(0)
        assert not desk.tracks.has_room
        desk.search.go_on.set()
        await asyncio.gather(*waiting)
        assert desk.tracks.has_room

    with_desk(work)


def test_what_waits_is_bounded_and_the_rest_goes_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracks_module, "MAX_WAITING", 2)

    async def work(desk: Desk) -> None:
        desk.search.go_on.clear()
        waiting = [asyncio.create_task(desk.tracks.track(Wanted(f"song-{n}", SONG))) for n in range(2)]
        await asyncio.sleep(0)
        assert await desk.tracks.track(WANTED) is None
        desk.search.go_on.set()
        assert await asyncio.gather(*waiting) == [ID, ID]
        assert await desk.tracks.track(WANTED) == ID

    with_desk(work)


def test_one_answer_that_a_known_song_is_not_there_is_not_believed_before_it_comes_again() -> None:
    async def work(desk: Desk) -> None:
        await desk.tracks.track(WANTED)
        desk.search.there = None
        desk.clock.now += FOUND_S + 1
        assert await desk.tracks.track(WANTED) == ID
        assert not desk.tracks.is_to_be_looked_up(WANTED)
        desk.clock.now += AGAIN_S + 1
        assert await desk.tracks.track(WANTED) is None
        assert desk.memory.tracks[WANTED.item_id].track is None
        assert len(desk.search.asked) == 3

    with_desk(work)


def test_a_song_that_is_there_again_after_one_miss_begins_anew() -> None:
    async def work(desk: Desk) -> None:
        await desk.tracks.track(WANTED)
        for there in (None, OTHER_ID, None):
            desk.search.there = there
            desk.clock.now += FOUND_S + 1
            await desk.tracks.track(WANTED)
        assert desk.tracks.known(WANTED) == OTHER_ID

    with_desk(work)


@pytest.mark.parametrize("changed", ["rules", "market"])
def test_a_track_of_other_rules_or_another_market_is_looked_up_again(
    changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = ScriptedMusicMemory()

    async def before(desk: Desk) -> None:
        await desk.tracks.track(WANTED)

    async def after(desk: Desk) -> None:
        await desk.tracks.load()
        desk.search.broken = True
        assert await desk.tracks.track(WANTED) is None
        desk.search.broken, desk.search.there = False, OTHER_ID
        assert await desk.tracks.track(WANTED) == OTHER_ID

    with_desk(before, memory, market="DE")
    if changed == "rules":
        monkeypatch.setattr(tracks_module, "RULES", tracks_module.RULES + 1)
    with_desk(after, memory, market="AT" if changed == "market" else "DE")


def test_an_answer_for_other_words_does_not_count() -> None:
    memory = ScriptedMusicMemory()
    at = datetime.fromtimestamp(Clock().now, UTC)
    memory.keep_found(FoundTrack(WANTED.item_id, "spotify", "help!\nthe beatles", OTHER_ID, 1.0, at))

    async def work(desk: Desk) -> None:
        await desk.tracks.load()
        assert desk.tracks.known(WANTED) is None
        assert await desk.tracks.track(WANTED) == ID

    with_desk(work, memory)


def test_without_a_database_songs_are_found_all_the_same() -> None:
    class BrokenMemory(ScriptedMusicMemory):
        def found(self, service: str, n: int) -> list[FoundTrack]:
            raise DatabaseBusyError("away")

        def keep_found(self, found: FoundTrack) -> None:
            raise DatabaseBusyError("away")

    async def work(desk: Desk) -> None:
        await desk.tracks.load()
        assert await desk.tracks.track(WANTED) == ID
        assert desk.tracks.known(WANTED) == ID

    with_desk(work, BrokenMemory())
