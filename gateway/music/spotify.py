"""Spotify with the app's own keys: what a search finds, as candidates."""

import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import requests
from spotipy import Spotify
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.exceptions import SpotifyException
from spotipy.oauth2 import SpotifyClientCredentials

from gateway.music.config import SETTINGS, SpotifyConfig
from gateway.music.matching import Candidate, Song
from gateway.outside.errors import ServiceAway
from gateway.outside.http_session import BoundedSession
from gateway.outside.service import OutsideRules, OutsideService

N_RESULTS: Final = 10
"""The most that Spotify's search gives since 2026."""
MAX_WORDS: Final = 100
TRACK_ID: Final = re.compile(r"[0-9A-Za-z]{22}")
NAME: Final = "spotify"

# spotipy writes tokens and keys into its debug log; what matters is said by our own
logging.getLogger("spotipy").setLevel(logging.CRITICAL + 1)


def rules_of(config: SpotifyConfig) -> OutsideRules:
    """One quota for the whole account, so that one 429 holds every call; nothing waits for Retry-After."""
    return OutsideRules(
        SETTINGS,
        timeout_s=2.5 * config.timeout_s,
        attempts=2,
        patience_s=3 * config.timeout_s,
        one_quota=True,
    )


def plain_session() -> requests.Session:
    """A session that repeats nothing and reads no answer without end.

    spotipy's own session, even without retries, turns every 5xx into a 429 without Retry-After: urllib3 gives
    up on the statuses that it was told to repeat before spotipy sees them.
    """
    return BoundedSession()


def client_of(config: SpotifyConfig, session: requests.Session, **auth: Any) -> Spotify:
    """spotipy without retries of its own; `auth` is its `auth` or `auth_manager`."""
    client = Spotify(
        requests_session=session, requests_timeout=config.timeout_s, retries=0, status_retries=0, **auth
    )
    client.prefix = f"{config.api_url}/v1/"
    return client


class SpotifySearch:
    """Searches with the client credentials flow. Its calls raise OutsideError."""

    def __init__(self, config: SpotifyConfig, service: OutsideService) -> None:
        self._config = config
        self._service = service
        self._tokens = MemoryCacheHandler()
        session = plain_session()
        keys = SpotifyClientCredentials(
            client_id=config.client_id,
            client_secret=config.client_secret.get_secret_value(),
            requests_session=session,
            requests_timeout=config.timeout_s,
            cache_handler=self._tokens,  # the other kind writes the token to a file
        )
        keys.OAUTH_TOKEN_URL = f"{config.accounts_url}/api/token"
        self._client = client_of(config, session, auth_manager=keys)

    async def search(self, song: Song) -> list[Candidate]:
        """What may be the song, at most N_RESULTS: by its fields, then by its words where that finds none."""
        title, artist = song.title[:MAX_WORDS], song.artist[:MAX_WORDS]
        by_fields = f"track:{_without_operators(title)} artist:{_without_operators(artist)}"
        return await self._ask(by_fields) or await self._ask(f"{title} {artist}")

    async def _ask(self, words: str) -> list[Candidate]:
        work = partial(self._search, words)
        return await self._service.call_blocking("search", work, repeat=True)

    def _search(self, words: str) -> list[Candidate]:
        market = self._config.market or None
        try:
            found = self._client.search(words, limit=N_RESULTS, type="track", market=market)
        except SpotifyException as error:
            if error.http_status != 401:
                raise
            self._tokens.token_info = None  # it has ended before its time: once more with a new one
            found = self._client.search(words, limit=N_RESULTS, type="track", market=market)
        if not _is_answer(found):  # spotipy gives None for a page that is no JSON, as of a portal
            raise ServiceAway("answered what cannot be read")
        return candidates_of(found)


def _is_answer(found: Any) -> bool:
    tracks = found.get("tracks") if isinstance(found, Mapping) else None
    return isinstance(tracks, Mapping) and isinstance(tracks.get("items"), list)


def _without_operators(words: str) -> str:
    return re.sub(r'[:"]', " ", words)


def candidates_of(found: Any) -> list[Candidate]:
    """The tracks of a search's answer; whatever is not as documented is left out."""
    tracks = found.get("tracks") if isinstance(found, Mapping) else None
    items = tracks.get("items") if isinstance(tracks, Mapping) else None
    candidates = [_candidate(item) for item in items or () if isinstance(item, Mapping)]
    return [candidate for candidate in candidates if candidate is not None][:N_RESULTS]


def _candidate(item: Mapping[str, Any]) -> Candidate | None:
    track_id, title = item.get("id"), item.get("name")
    if not (isinstance(track_id, str) and TRACK_ID.fullmatch(track_id) and isinstance(title, str)):
        return None
    names = [artist.get("name") for artist in item.get("artists") or () if isinstance(artist, Mapping)]
    album = item.get("album")
    album = album if isinstance(album, Mapping) else {}
    released = re.match(r"\d{4}", str(album.get("release_date") or ""))
    return Candidate(
        id=track_id,
        title=title,
        artists=tuple(name for name in names if isinstance(name, str)),
        album=str(album.get("name") or ""),
        year=int(released[0]) if released and released[0] != "0000" else None,
        compilation=album.get("album_type") == "compilation",
    )
