"""How Spotify is reached, where the owner has keys."""

from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from gateway.errors import ConfigError

SETTINGS: Final = "spotify_client_id and spotify_client_secret"
LOOPBACK: Final = ("http://127.0.0.1", "http://[::1]")
CALLBACK: Final = "/v1/music/spotify/callback"


@dataclass(frozen=True)
class SpotifyConfig:
    """`redirect_url` is where a visitor comes back to, as it is registered with Spotify; empty: nobody logs
    in. `market` is a country (ISO 3166-1) whose catalogue is searched; empty: any. The two addresses are
    Spotify's own, but in tests."""

    client_id: str
    client_secret: SecretStr
    redirect_url: str = ""
    market: str = ""
    api_url: str = "https://api.spotify.com"
    accounts_url: str = "https://accounts.spotify.com"
    timeout_s: float = 4.0

    def __post_init__(self) -> None:
        """Raise ConfigError for a redirect that Spotify does not take."""
        if self.redirect_url and not self.redirect_url.startswith(("https://", *LOOPBACK)):
            raise ConfigError(
                f"spotify_redirect_url is {self.redirect_url!r}; Spotify takes an https address, or "
                f"http://127.0.0.1:PORT{CALLBACK} on this machine"
            )
