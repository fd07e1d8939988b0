"""What the owner can ask a running gateway about services outside."""

import asyncio
from pathlib import Path

from tests.fakes.spotify_service import SpotifyService, spotify_service
from tests.gateway.house import open_house
from tests.gateway.music.setting_up import config_of


def test_each_service_is_told_with_its_state_its_setting_and_why(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        spotify.trouble = "quota"
        async with open_house(tmp_path, spotify=config_of(spotify)) as house:
            services = (await house.http.get("/v1/outside")).json()["services"]
            assert (services[0]["name"], services[0]["state"], services[0]["since"]) == (
                "spotify",
                "ok",
                None,
            )
            headers = await house.bearer()
            await house.http.get("/v1/recommendations", headers=headers)
            await house.until(lambda: house.services.music.status.state == "limited")
            told = (await house.http.get("/v1/outside")).json()["services"][0]
            assert told["since"] == house.clock.now
            assert "QUOTA_EXCEEDED" in told["why"]
            assert told["setting"] == "spotify_client_id and spotify_client_secret"

    with spotify_service() as spotify:
        asyncio.run(run(spotify))


def test_a_service_without_keys_is_off_and_says_what_would_switch_it_on(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_house(tmp_path) as house:
            told = (await house.http.get("/v1/outside")).json()["services"][0]
            assert (told["name"], told["state"]) == ("spotify", "off")
            assert "spotify_client_id" in told["setting"]

    asyncio.run(run())


def test_the_public_is_not_told(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_house(tmp_path) as house:
            answer = await house.http.get("/v1/outside", headers={"X-Forwarded-For": "203.0.114.9"})
            assert answer.status_code == 403

    asyncio.run(run())
