"""A card goes out at once with what is known; the song itself comes when the service answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.cards import CARDS
from gateway.music.completion import CardCompletion
from gateway.music.matching import Candidate, Song
from gateway.music.tracks import MAX_LOOKUPS, Tracks, Wanted
from gateway.threads import Threads
from tests.fakes.spotify_service import SpotifyService, Trouble, spotify_service, track
from tests.gateway.desk import NOW, Desk
from tests.gateway.house import Clock, House, of_type, open_house
from tests.gateway.music.setting_up import config_of
from tests.gateway.scripted.bot import EXERCISE, TRACK, words
from tests.gateway.scripted.music_memory import ScriptedMusicMemory

SONG = track("slow", "A Slow Morning", "The Example Band", released="1999-05-01")
PAGE = f"https://open.spotify.com/track/{SONG['id']}"


def offer(turn: dict[str, Any]) -> list[dict[str, Any]]:
    if "exercise" in turn["text"]:
        return [words("Here is something to do.", card=EXERCISE)]
    return [words("Here is something.", card=TRACK)]


@asynccontextmanager
async def a_house(folder: Path, spotify: SpotifyService | None, **config: Any) -> AsyncIterator[House]:
    settings = replace(config_of(spotify), **config) if spotify else None
    async with open_house(folder, spotify=settings) as house:
        house.bot.script = offer
        yield house


def cards(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message["card"] for message in of_type(messages, "message") if message["card"]]


def test_the_turn_is_over_before_a_service_that_hangs_answers_and_the_card_is_completed_then(
    tmp_path: Path,
) -> None:
    async def run(spotify: SpotifyService) -> None:
        spotify.trouble = "hang"
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            await visitor.hello()
            turn = await visitor.ask("1", "music please")
            (card,) = cards(turn)
            assert card["found"] is None
            assert card["links"][0]["url"].startswith("https://open.spotify.com/search/")
            message = next(one for one in of_type(turn, "message") if one["card"])
            spotify.trouble = ""
            spotify.go_on.set()
            completed = await visitor.until("card")
            assert completed["message"] == message["seq"]
            assert completed["seq"] > message["seq"]
            assert completed["card"]["found"]["url"] == PAGE
            assert completed["card"]["links"][0] == {"service": "spotify", "url": PAGE}
            assert completed["card"]["links"][1] == card["links"][1]

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_nobody_is_asked_before_the_turn_is_over(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            await visitor.hello()
            house.bot.finish.clear()
            await visitor.send("text", id="1", text="music please")
            while not (await visitor.until("message"))["card"]:
                pass
            for _ in range(50):  # time enough for a search that had begun
                await visitor.until_pong()
            assert spotify.asked == []
            house.bot.finish.set()
            await visitor.until("card")

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_what_is_known_is_in_the_card_at_once_and_nobody_is_asked_again(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            await visitor.hello()
            await visitor.ask("1", "music please")
            await visitor.until("card")
            n_asked = len(spotify.asked)
            (card,) = cards(await visitor.ask("2", "music please"))
            assert card["found"]["embed"] == f"https://open.spotify.com/embed/track/{SONG['id']}"
            await visitor.until_pong()
            assert len(of_type(visitor.heard, "card")) == 1
            assert len(spotify.asked) == n_asked

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


@pytest.mark.parametrize("trouble", ["quota", "down", "premium", "gone", "not_json"])
def test_whatever_is_wrong_outside_the_conversation_goes_on(tmp_path: Path, trouble: Trouble) -> None:
    async def run(spotify: SpotifyService) -> None:
        spotify.trouble = trouble
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            await visitor.hello()
            for n in range(3):
                messages = await visitor.ask(str(n), "music please")
                assert cards(messages)[0]["found"] is None
                assert not of_type(messages, "error")
            await house.until(lambda: house.services.music.status.state != "ok")

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_a_visitor_who_comes_back_is_replayed_the_completed_card(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        spotify.trouble = "hang"
        async with a_house(tmp_path, spotify) as house:
            async with house.visitor() as visitor:
                token = (await visitor.hello())["token"]
                done = (await visitor.ask("1", "music please"))[-1]
            spotify.trouble = ""
            spotify.go_on.set()
            await house.until(lambda: house.memory.music.tracks)
            async with house.visitor() as visitor:
                await visitor.hello(token=token, last_seq=done["seq"])
                assert (await visitor.until("card"))["card"]["found"]["url"] == PAGE

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_who_was_forgotten_meanwhile_gets_no_card_of_before(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        spotify.trouble = "hang"
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            token = (await visitor.hello())["token"]
            await visitor.ask("1", "music please")
            await house.http.post("/v1/forget", headers={"Authorization": f"Bearer {token}"})
            await visitor.until("forgotten")
            spotify.trouble = ""
            spotify.go_on.set()
            await house.until(lambda: house.memory.music.tracks)
            await visitor.until_pong()
            assert not of_type(visitor.heard, "card")

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_of_a_visitor_nothing_but_the_songs_own_name_is_told_outside(tmp_path: Path) -> None:
    async def run(spotify: SpotifyService) -> None:
        async with a_house(tmp_path, spotify) as house, house.visitor() as visitor:
            await visitor.hello()
            await visitor.ask("1", "music for zanzibar by night")
            await visitor.until("card")
            await visitor.ask("2", "an exercise")
            assert spotify.words == ["track:A Slow Morning artist:The Example Band"]

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_without_keys_nobody_is_asked_and_the_cards_lead_to_searches(tmp_path: Path) -> None:
    async def run() -> None:
        async with a_house(tmp_path, None) as house, house.visitor() as visitor:
            await visitor.hello()
            (card,) = cards(await visitor.ask("1", "music please"))
            assert card["found"] is None
            assert house.services.music.status.state == "off"

    asyncio.run(run())


def test_recommendations_carry_what_is_known_and_the_rest_is_looked_up_for_the_next_time(
    tmp_path: Path,
) -> None:
    async def run(spotify: SpotifyService) -> None:
        async with a_house(tmp_path, spotify) as house:
            headers = await house.bearer()
            first = (await house.http.get("/v1/recommendations", headers=headers)).json()
            assert first["recommendations"][0]["found"] is None
            await house.until(lambda: house.memory.music.tracks)
            second = (await house.http.get("/v1/recommendations", headers=headers)).json()
            assert second["recommendations"][0]["found"]["url"] == PAGE

    with spotify_service(SONG) as spotify:
        asyncio.run(run(spotify))


def test_a_session_that_is_over_sends_no_completed_card() -> None:
    desk = Desk()
    desk.session.close("gone")
    assert desk.session.card_completed(2, CARDS.validate_python(TRACK), NOW) == []


def test_a_card_does_not_wait_behind_many_lookups_and_is_completed_when_it_is_offered_again() -> None:
    class SlowSearch:
        def __init__(self) -> None:
            self.go_on = asyncio.Event()
            self.asked: list[Song] = []

        async def search(self, song: Song) -> list[Candidate]:
            self.asked.append(song)
            await self.go_on.wait()
            return []

    async def run() -> None:
        search, threads = SlowSearch(), Threads(1)
        tracks = Tracks("spotify", search, ScriptedMusicMemory(), threads, Clock())
        cards, card = CardCompletion(tracks), CARDS.validate_python(TRACK)
        many = [
            asyncio.create_task(tracks.track(Wanted(f"song-{n}", Song("A Song", "A Band"))))
            for n in range(MAX_LOOKUPS)
        ]
        assert cards.is_to_be_completed(card)
        await asyncio.sleep(0)
        assert not cards.is_to_be_completed(card)
        cards.look_up_later([card])
        search.go_on.set()
        await asyncio.gather(*many)
        assert len(search.asked) == MAX_LOOKUPS
        assert cards.is_to_be_completed(card)
        threads.stop()

    asyncio.run(run())
