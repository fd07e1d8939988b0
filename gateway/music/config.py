"""How Spotify is reached, where the owner has keys."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from gateway.errors import ConfigError

SETTINGS: Final = "spotify_client_id and spotify_client_secret"
LOOPBACK: Final = ("127.0.0.1", "::1")
CALLBACK: Final = "/v1/music/spotify/callback"
REDIRECTS: Final = f"https://your-host{CALLBACK}, or http://127.0.0.1:PORT{CALLBACK} on this machine"
"""What Spotify takes as a redirect that this gateway answers."""


def is_redirect(url: str) -> bool:
    """Whether Spotify takes `url`, and a visitor who is sent there comes back to this gateway."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return (
        (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
        and bool(host)
        and "@" not in parts.netloc
        and parts.path.endswith(CALLBACK)
        and not (parts.query or parts.fragment)
    )


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
        """Raise ConfigError for a redirect that Spotify does not take, or that ends nowhere."""
        if self.redirect_url and not is_redirect(self.redirect_url):
            raise ConfigError(f"spotify_redirect_url is {self.redirect_url!r}; give {REDIRECTS}")
