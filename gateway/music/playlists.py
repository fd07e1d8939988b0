"""The songs of a conversation as a private playlist of the visitor."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from gateway.errors import Refusal
from gateway.music.config import SpotifyConfig
from gateway.music.keeping import MusicMemory
from gateway.music.login import LoginDesk
from gateway.music.matching import Song
from gateway.music.spotify import client_of, plain_session
from gateway.music.tracks import Tracks, Wanted
from gateway.outside.errors import ServiceAway, ServiceLimited
from gateway.threads import Threads
from personalization.item import Item

MAX_SONGS: Final = 100
"""What one call may add at Spotify; the newest songs of the conversation are taken."""
LOOKED_UP_WITHIN_S: Final = 8.0
EMPTY_S: Final = 600.0
"""How long a playlist that could not be filled is remembered, for the next try."""
DESCRIPTION: Final = "Songs from a conversation with Undertone."


@dataclass(frozen=True)
class SavedPlaylist:
    """`missing` are the titles that Spotify does not have, or did not find in time."""

    url: str
    name: str
    n_songs: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Made:
    """A playlist at Spotify with nothing in it yet, remembered until `until`."""

    id: str
    url: str
    name: str
    until: float


class PlaylistDesk:
    """Saves playlists in the name of visitors who are logged in. Lives in the event loop."""

    def __init__(
        self,
        config: SpotifyConfig,
        logins: LoginDesk,
        tracks: Tracks,
        memory: MusicMemory,
        threads: Threads,
        clock: Callable[[], float],
    ) -> None:
        self._config = config
        self._logins = logins
        self._tracks = tracks
        self._memory = memory
        self._threads = threads
        self._clock = clock
        self._empty: dict[str, _Made] = {}

    async def save(self, user: str, session: str, *, liked: bool, name: str | None) -> SavedPlaylist:
        """Save what was offered in this conversation, or what of it is liked.

        Raises Refusal, OutsideError and StoreError.
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        songs = await self._threads.database(
            partial(self._memory.songs_of_conversation, user, session, now, liked=liked)
        )
        if not songs:
            which = "liked" if liked else "offered"
            raise Refusal(
                "invalid", f"no song was {which} in this conversation yet; there is nothing to save"
            )
        found = await self._found(songs[-MAX_SONGS:])
        ids = [track for _, track in found if track]
        if not ids:
            raise Refusal("not_available", "none of these songs was found at Spotify; try again later")
        title = name or f"Undertone, {now.day} {now:%B %Y}"
        made = self._empty_of(user, title)
        if made is None:
            made = await self._logins.using(user, "playlist", partial(self._make, title))
        await self._fill(user, made, ids)
        return SavedPlaylist(
            made.url, title, len(ids), tuple(song.title for song, track in found if not track)
        )

    async def _found(self, songs: Sequence[Item]) -> list[tuple[Item, str | None]]:
        wanted = [Wanted(song.id, Song(song.title, song.artist or "", song.year)) for song in songs]
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN_S):
                tracks = await asyncio.gather(*map(self._tracks.track, wanted))
        except TimeoutError:
            tracks = [self._tracks.known(one) for one in wanted]
        return list(zip(songs, tracks, strict=True))

    def forget(self, user: str) -> None:
        """Everything of this visitor is being erased."""
        self._empty.pop(user, None)

    def _empty_of(self, user: str, name: str) -> _Made | None:
        now = self._clock()
        self._empty = {owner: made for owner, made in self._empty.items() if now < made.until}
        made = self._empty.get(user)
        return self._empty.pop(user) if made and made.name == name else None

    async def _fill(self, user: str, made: _Made, ids: Sequence[str]) -> None:
        """By replacing what is in it: once more, after no answer came, puts no song in twice."""
        try:
            await self._logins.using(user, "playlist_songs", partial(self._put_in, made.id, ids))
        except (ServiceAway, ServiceLimited):
            self._empty[user] = made
            raise

    def _make(self, name: str, token: str) -> _Made:
        client = client_of(self._config, plain_session(), auth=token)
        told: Any = client.current_user_playlist_create(name, public=False, description=DESCRIPTION)
        try:
            playlist_id, url = str(told["id"]), str(told["external_urls"]["spotify"])
        except (KeyError, TypeError):
            raise ServiceAway("answered what cannot be read") from None
        return _Made(playlist_id, url, name, self._clock() + EMPTY_S)

    def _put_in(self, playlist_id: str, ids: Sequence[str], token: str) -> None:
        client_of(self._config, plain_session(), auth=token).playlist_replace_items(playlist_id, list(ids))
