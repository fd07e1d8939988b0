from collections.abc import Iterator

import pytest

from tests.fakes.spotify_service import SpotifyService, spotify_service, track

YESTERDAY = track(
    "yesterday", "Yesterday - Remastered 2009", "The Beatles", album="Help!", released="1965-08-06"
)
LIVE = track("live", "Yesterday - Live", "The Beatles", album="Live at the BBC", released="1994")
KARAOKE = track("karaoke", "Yesterday (Karaoke Version)", "Sing Along", album="Karaoke Hits")


@pytest.fixture
def spotify() -> Iterator[SpotifyService]:
    """Spotify, as it stands on loopback."""
    with spotify_service(KARAOKE, LIVE, YESTERDAY) as service:
        yield service
