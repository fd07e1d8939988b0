"""Spotify's parts over the stand-in."""

from dataclasses import replace

from pydantic import SecretStr

from gateway.metrics import Metrics
from gateway.music.config import SpotifyConfig
from gateway.music.spotify import NAME, SpotifySearch, rules_of
from gateway.music.spotify_errors import judge
from gateway.outside.service import OutsideService
from tests.fakes.spotify_service import CLIENT_ID, CLIENT_SECRET, SpotifyService
from tests.gateway.house import Clock


def config_of(spotify: SpotifyService, secret: str = CLIENT_SECRET, **more: object) -> SpotifyConfig:
    made = SpotifyConfig(
        CLIENT_ID,
        SecretStr(secret),
        redirect_url="http://127.0.0.1:8080/v1/music/spotify/callback",
        api_url=spotify.url,
        accounts_url=spotify.url,
        timeout_s=2.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def outside_of(config: SpotifyConfig, clock: Clock, attempts: int = 1) -> OutsideService:
    rules = replace(rules_of(config), attempts=attempts, wait_first_s=0.0, wait_max_s=0.0, jitter_s=0.0)
    return OutsideService(NAME, rules, Metrics(), clock, judge)


def search_of(config: SpotifyConfig, service: OutsideService) -> SpotifySearch:
    return SpotifySearch(config, service)
