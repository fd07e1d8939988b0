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
from gateway.threads import Threads
from personalization.item import Item

MAX_SONGS: Final = 100
"""What one call may add at Spotify; the newest songs of the conversation are taken."""
LOOKED_UP_WITHIN_S: Final = 8.0
DESCRIPTION: Final = "Songs from a conversation with Undertone."


@dataclass(frozen=True)
class SavedPlaylist:
    """`missing` are the titles that Spotify does not have, or did not find in time."""

    url: str
    name: str
    n_songs: int
    missing: tuple[str, ...]


class PlaylistDesk:
    """Saves playlists in the name of visitors who are logged in."""

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
        make = partial(self._make, title, ids)
        url = await self._logins.using(user, "playlist", make)
        return SavedPlaylist(url, title, len(ids), tuple(song.title for song, track in found if not track))

    async def _found(self, songs: Sequence[Item]) -> list[tuple[Item, str | None]]:
        wanted = [Wanted(song.id, Song(song.title, song.artist or "", song.year)) for song in songs]
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN_S):
                tracks = await asyncio.gather(*(self._tracks.track(one) for one in wanted))
        except TimeoutError:
            tracks = [self._tracks.known(one) for one in wanted]
        return list(zip(songs, tracks, strict=True))

    def _make(self, name: str, ids: Sequence[str], token: str) -> str:
        client = client_of(self._config, plain_session(), auth=token)
        made: Any = client.current_user_playlist_create(name, public=False, description=DESCRIPTION)
        client.playlist_add_items(made["id"], list(ids))
        return str(made["external_urls"]["spotify"])
