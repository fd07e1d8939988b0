"""Everything about music services, assembled once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.metrics import Metrics
from gateway.music.completion import CardCompletion
from gateway.music.config import SETTINGS, SpotifyConfig
from gateway.music.keeping import MusicMemory
from gateway.music.login import LoginDesk
from gateway.music.playlists import PlaylistDesk
from gateway.music.spotify import NAME, SpotifySearch, rules_of
from gateway.music.spotify_errors import judge
from gateway.music.tracks import Tracks
from gateway.music.vault import Vault
from gateway.outside.service import OutsideService
from gateway.outside.status import ServiceStatus, switched_off
from gateway.outside.two_ways import TwoWays
from gateway.threads import Threads


@dataclass(frozen=True)
class MusicDesk:
    """`outside` and `tracks` are None where the owner gave no keys: cards then keep their search links.
    `logins`, `playlists` and the `accounts` that prove them are None where nobody can log in."""

    cards: CardCompletion = field(default_factory=CardCompletion)
    outside: OutsideService | None = None
    tracks: Tracks | None = None
    logins: LoginDesk | None = None
    playlists: PlaylistDesk | None = None
    accounts: OutsideService | None = None

    @property
    def status(self) -> ServiceStatus:
        """How Spotify is doing, in searches and in logins."""
        if self.outside is None:
            return switched_off(NAME, SETTINGS)
        return TwoWays(self.outside, self.accounts).status if self.accounts else self.outside.status

    def forget(self, user: str) -> None:
        """Everything of this visitor is being erased."""
        if self.logins is not None:
            self.logins.forget(user)
        if self.playlists is not None:
            self.playlists.forget(user)

    async def start(self) -> None:
        """Bring back what was found before."""
        if self.tracks is not None:
            await self.tracks.load()

    async def stop(self) -> None:
        """Give up what is under way."""
        if self.tracks is not None:
            await self.tracks.stop()
        for service in (self.outside, self.accounts):
            if service is not None:
                service.close()


def music_desk(
    config: SpotifyConfig | None,
    memory: MusicMemory,
    threads: Threads,
    metrics: Metrics,
    clock: Callable[[], float],
    secret_key: str,
) -> MusicDesk:
    """The desk for these settings; None: Spotify is off."""
    if config is None:
        return MusicDesk()
    outside = OutsideService(NAME, rules_of(config), metrics, clock, judge)
    tracks = Tracks(NAME, SpotifySearch(config, outside), memory, threads, clock, config.market)
    if not config.redirect_url:
        return MusicDesk(CardCompletion(tracks), outside, tracks)
    accounts = OutsideService(NAME, rules_of(config), metrics, clock, judge)
    logins = LoginDesk(config, accounts, outside, memory, threads, Vault(secret_key), clock)
    playlists = PlaylistDesk(config, logins, tracks, memory, threads, clock)
    return MusicDesk(CardCompletion(tracks), outside, tracks, logins, playlists, accounts)
