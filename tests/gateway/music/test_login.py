"""A visitor's own Spotify, over HTTP, before the stand-in: logging in, saving a playlist, taking it back."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from gateway.music.tracks import MAX_LOOKUPS
from personalization.catalogue.loader import own_items
from personalization.item import Item, ItemKind
from tests.fakes.spotify_service import SCOPE, SpotifyService, spotify_service, track
from tests.gateway.house import House, open_house
from tests.gateway.music.setting_up import config_of

NOT_CONNECTED = {"available": True, "connected": False, "waiting": False, "url": None}
SONGS = [item for item in own_items() if item.kind is ItemKind.TRACK][:3]


def track_of(n: int, song: Item) -> dict[str, Any]:
    return track(f"song{n}", song.title, song.artist or "", released=str(song.year or 2000))


@dataclass
class Person:
    """A visitor with a browser, who may log in at Spotify."""

    house: House
    headers: dict[str, str]
    browser: httpx.AsyncClient

    async def call(self, method: str, path: str = "", **body: Any) -> httpx.Response:
        address = f"/v1/music/spotify{path}"
        return await self.house.http.request(method, address, headers=self.headers, json=body or None)

    async def begin(self) -> str:
        """Spotify's page."""
        return str((await self.call("POST", "/login")).json()["url"])

    async def allow(self, url: str) -> str:
        """Say yes at Spotify; the page that one comes back to."""
        there = await self.browser.get(url)
        back = urlsplit(there.headers["location"])
        page = await self.browser.get(f"{self.house.http.base_url}{back.path}?{back.query}")
        return page.text

    async def log_in(self) -> httpx.Response:
        page = await self.allow(await self.begin())
        return await self.call("POST", "/login/finish", digits=digits_in(page))

    async def connected(self) -> bool:
        return bool((await self.call("GET")).json()["connected"])


def digits_in(page: str) -> str:
    found = re.search(r"<strong>(\d{6})</strong>", page)
    assert found, page
    return found[1]


@asynccontextmanager
async def somebody(house: House) -> AsyncIterator[Person]:
    async with httpx.AsyncClient() as browser:
        yield Person(house, await house.bearer(), browser)


def visit(
    folder: Path,
    work: Callable[[House, SpotifyService, Person], Awaitable[None]],
    session_window_s: float = 1800.0,
    **config: Any,
) -> None:
    async def run(spotify: SpotifyService) -> None:
        own = replace(config_of(spotify), **config)
        async with (
            open_house(folder, spotify=own, session_window_s=session_window_s) as house,
            somebody(house) as person,
        ):
            house.memory.music.songs = list(SONGS)
            await work(house, spotify, person)

    with spotify_service(*(track_of(n, song) for n, song in enumerate(SONGS))) as spotify:
        asyncio.run(run(spotify))


def test_a_visitor_logs_in_with_one_scope_and_is_connected(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        assert (await person.call("GET")).json() == NOT_CONNECTED
        url = await person.begin()
        query = parse_qs(urlsplit(url).query)
        assert query["scope"] == [SCOPE]
        assert query["code_challenge_method"] == ["S256"]
        page = await person.allow(url)
        assert not await person.connected()
        assert (await person.call("POST", "/login/finish", digits=digits_in(page))).json()["connected"]
        assert await person.connected()

    visit(tmp_path, work)


def test_the_songs_of_the_conversation_become_a_private_playlist(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        saved = (await person.call("POST", "/playlists", name="For the evening")).json()
        assert (saved["name"], saved["n_songs"], saved["missing"]) == ("For the evening", 3, [])
        (playlist,) = spotify.playlists.values()
        assert playlist["public"] is False
        assert playlist["uris"] == [track_of(n, song)["uri"] for n, song in enumerate(SONGS)]
        assert saved["url"].startswith("https://open.spotify.com/playlist/")

    visit(tmp_path, work)


def test_only_the_liked_ones_may_be_saved_and_what_is_missing_is_named(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        house.memory.music.likes = {SONGS[0].id, SONGS[2].id}
        spotify.tracks.pop()
        await person.log_in()
        saved = (await person.call("POST", "/playlists", songs="liked")).json()
        assert (saved["n_songs"], saved["missing"]) == (1, [SONGS[2].title])
        assert saved["name"] == "Undertone, 15 January 2027"

    visit(tmp_path, work)


def test_where_nothing_was_offered_or_nothing_is_found_no_playlist_is_made(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        house.memory.music.songs = []
        assert (await person.call("POST", "/playlists")).status_code == 422
        house.memory.music.songs = [replace(SONGS[0], title="Nowhere to be found")]
        assert (await person.call("POST", "/playlists")).status_code == 501
        assert spotify.playlists == {}

    visit(tmp_path, work)


def test_who_is_not_logged_in_saves_nothing(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        answer = await person.call("POST", "/playlists")
        assert answer.status_code == 403
        assert answer.json()["type"].endswith("consent_needed")

    visit(tmp_path, work)


def test_a_login_passed_on_to_somebody_else_connects_nobody(tmp_path: Path) -> None:
    """Somebody sends their own link to Spotify's page: who follows it is shown digits that only they know."""

    async def work(house: House, spotify: SpotifyService, attacker: Person) -> None:
        url = await attacker.begin()
        async with somebody(house) as victim:
            page = await victim.allow(url)
            stolen = await victim.call("POST", "/login/finish", digits=digits_in(page))
            assert stolen.status_code == 422
            assert not await victim.connected()
        for guess in ("000000", "123456", "999999", "111111", "222222"):
            if guess != digits_in(page):
                await attacker.call("POST", "/login/finish", digits=guess)
        assert (await attacker.call("POST", "/login/finish", digits=digits_in(page))).status_code == 422
        assert not await attacker.connected()

    visit(tmp_path, work)


def test_a_state_is_good_once(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        url = await person.begin()
        await person.allow(url)
        assert "That did not work" in await person.allow(url)

    visit(tmp_path, work)


def test_a_state_and_its_digits_end(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        url = await person.begin()
        house.clock.now += 601.0
        assert "this login is over" in await person.allow(url)
        page = await person.allow(await person.begin())
        house.clock.now += 301.0
        assert (await person.call("POST", "/login/finish", digits=digits_in(page))).status_code == 422

    visit(tmp_path, work)


def test_a_new_login_ends_the_one_before(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        first = await person.begin()
        await person.begin()
        assert "That did not work" in await person.allow(first)

    visit(tmp_path, work)


@pytest.mark.parametrize(
    "query", ["", "state=x", "state=x&code=y", "error=access_denied", "state=<b>&code=y"]
)
def test_a_way_back_that_nobody_began_shows_no_digits_and_echoes_nothing(tmp_path: Path, query: str) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        answer = await house.http.get(f"/v1/music/spotify/callback?{query}")
        assert answer.status_code == 400
        assert "<strong>" not in answer.text
        assert "<b>" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"

    visit(tmp_path, work)


def test_who_says_no_at_spotify_is_told_so(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        state = parse_qs(urlsplit(await person.begin()).query)["state"][0]
        answer = await house.http.get(f"/v1/music/spotify/callback?state={state}&error=access_denied")
        assert "nothing was allowed" in answer.text

    visit(tmp_path, work)


def test_tokens_are_encrypted_at_rest_and_in_no_answer(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        answer = await person.log_in()
        (login,) = house.memory.music.logins.values()
        for token in (*spotify.visitor_tokens, *spotify.refresh_tokens):
            assert token.encode() not in login.sealed
            assert token not in repr(login) + answer.text
        assert login.scope == SCOPE

    visit(tmp_path, work)


def test_an_access_token_that_has_ended_is_renewed_and_the_new_refresh_token_kept(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        house.clock.now += 3_600.0
        for _ in range(2):
            assert (await person.call("POST", "/playlists")).status_code == 201
            house.clock.now += 3_600.0
        assert len(spotify.refresh_tokens) == 1

    visit(tmp_path, work)


def test_an_access_token_that_ends_before_its_time_is_renewed_too(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.end_all_tokens()
        assert (await person.call("POST", "/playlists")).status_code == 201
        assert len(spotify.playlists) == 1

    visit(tmp_path, work)


def test_two_at_once_do_not_use_one_refresh_token_twice(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        house.clock.now += 3_600.0
        both = await asyncio.gather(person.call("POST", "/playlists"), person.call("POST", "/playlists"))
        assert [answer.status_code for answer in both] == [201, 201]
        assert await person.connected()

    visit(tmp_path, work)


def test_access_taken_back_at_spotify_is_recognised_and_the_login_erased(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.withdraw()
        answer = await person.call("POST", "/playlists")
        assert answer.status_code == 403
        assert "taken back at Spotify" in answer.json()["detail"]
        assert not await person.connected()
        assert house.memory.music.logins == {}
        assert house.services.music.status.state == "ok"

    visit(tmp_path, work)


def test_the_visitor_takes_it_back_here(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        assert (await person.call("DELETE")).json() == NOT_CONNECTED
        assert house.memory.music.logins == {}
        assert (await person.call("POST", "/playlists")).status_code == 403

    visit(tmp_path, work)


def test_a_service_that_is_down_fails_the_call_and_not_the_login(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        assert (await person.call("POST", "/playlists")).status_code == 201
        spotify.trouble = "down"
        answer = await person.call("POST", "/playlists")
        assert answer.status_code == 503
        assert answer.json()["type"].endswith("service_unavailable")
        assert await person.connected()

    visit(tmp_path, work)


def test_with_another_secret_key_a_login_is_worth_nothing(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        (user,) = house.memory.music.logins
        kept = house.memory.music.logins[user]
        house.memory.music.logins[user] = replace(kept, sealed=kept.sealed[:-1] + b"\x00")
        assert not await person.connected()
        assert (await person.call("POST", "/playlists")).status_code == 403

    visit(tmp_path, work)


def test_without_a_redirect_nobody_logs_in(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        assert (await person.call("GET")).json() == NOT_CONNECTED | {"available": False}
        assert (await person.call("POST", "/login")).status_code == 501
        assert (await person.call("DELETE")).status_code == 200

    visit(tmp_path, work, redirect_url="")


def test_who_was_forgotten_while_spotify_answered_is_not_logged_in(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        page = await person.allow(await person.begin())
        spotify.trouble = "hang"
        finishing = asyncio.create_task(person.call("POST", "/login/finish", digits=digits_in(page)))
        await house.until(lambda: spotify.n_asked("/api/token") > 0)
        await house.http.post("/v1/forget", headers=person.headers)
        spotify.trouble = ""
        spotify.go_on.set()
        assert (await finishing).status_code == 409
        assert "UserErased" in [type(fact).__name__ for fact in house.memory.facts[-2:]]

    visit(tmp_path, work)


def test_digits_stay_good_while_the_service_is_away(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        digits = digits_in(await person.allow(await person.begin()))
        spotify.trouble = "down"
        for _ in range(7):  # more often than the breaker and the tries allow
            assert (await person.call("POST", "/login/finish", digits=digits)).status_code == 503
        spotify.trouble = ""
        house.clock.now += 60.0
        assert (await person.call("POST", "/login/finish", digits=digits)).json()["connected"]

    visit(tmp_path, work)


def test_a_limit_that_a_search_met_holds_no_login(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.trouble = "limited"
        await person.call("POST", "/playlists")
        assert house.services.music.status.state == "limited"
        spotify.trouble = ""
        assert (await person.log_in()).json()["connected"]
        assert house.services.music.status.state == "limited"

    visit(tmp_path, work)


def test_the_owner_is_told_of_an_accounts_service_that_fails(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        digits = digits_in(await person.allow(await person.begin()))
        spotify.trouble = "down"
        await person.call("POST", "/login/finish", digits=digits)
        assert house.services.music.status.state == "failing"

    visit(tmp_path, work)


@pytest.mark.parametrize("left_out", ["access_token", "expires_in"])
def test_tokens_that_cannot_be_read_are_a_service_that_is_away(tmp_path: Path, left_out: str) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.leaves_out = left_out
        house.clock.now += 3_600.0
        assert (await person.call("POST", "/playlists")).status_code == 503
        assert (await person.log_in()).status_code == 503

    visit(tmp_path, work)


def test_the_page_with_the_digits_may_be_loaded_again(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        back = urlsplit((await person.browser.get(await person.begin())).headers["location"])
        address = f"{house.http.base_url}{back.path}?{back.query}"
        page = await person.browser.get(address)
        again = await person.browser.get(address)
        assert digits_in(again.text) == digits_in(page.text)
        await person.call("POST", "/login/finish", digits=digits_in(page.text))
        assert "That did not work" in (await person.browser.get(address)).text

    visit(tmp_path, work)


def test_a_login_under_way_is_told_of_until_it_is_over(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        async def waiting() -> bool:
            return bool((await person.call("GET")).json()["waiting"])

        assert not await waiting()
        url = await person.begin()
        assert await waiting()
        assert (await person.call("GET")).json()["url"] == url
        page = await person.allow(url)
        assert await waiting()
        assert (await person.call("GET")).json()["url"] is None
        await person.call("POST", "/login/finish", digits=digits_in(page))
        assert not await waiting()
        page = await person.allow(await person.begin())
        for n in range(5):
            wrong = f"{(int(digits_in(page)) + 1 + n) % 1_000_000:06}"
            await person.call("POST", "/login/finish", digits=wrong)
        assert not await waiting()
        await person.begin()
        house.clock.now += 601.0
        assert not await waiting()

    visit(tmp_path, work)


@pytest.mark.parametrize("is_asked", [False, True])
def test_forgetting_ends_a_login_under_way_where_no_session_is_open_any_more(
    tmp_path: Path, *, is_asked: bool
) -> None:
    """`is_asked`: Spotify is being asked at that moment."""

    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        digits = digits_in(await person.allow(await person.begin()))
        house.clock.now += house.services.config.session_window_s + 130.0
        house.services.registry.tick()
        assert len(house.services.registry) == 0
        if is_asked:
            spotify.trouble = "hang"
            finishing = asyncio.create_task(person.call("POST", "/login/finish", digits=digits))
            await house.until(lambda: spotify.n_asked("/api/token") > 0)
            await house.http.post("/v1/forget", headers=person.headers)
            spotify.go_on.set()
            assert (await finishing).status_code == 409
        else:
            await house.http.post("/v1/forget", headers=person.headers)
            assert (await person.call("POST", "/login/finish", digits=digits)).status_code == 422
        assert house.memory.music.logins == {}

    visit(tmp_path, work, session_window_s=10.0)


def test_taking_it_back_ends_a_login_under_way(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        url = await person.begin()
        await person.call("DELETE")
        assert "That did not work" in await person.allow(url)

    visit(tmp_path, work)


def test_what_is_taken_back_while_spotify_answers_erases_nothing_else(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        digits = digits_in(await person.allow(await person.begin()))
        spotify.trouble = "hang"
        finishing = asyncio.create_task(person.call("POST", "/login/finish", digits=digits))
        await house.until(lambda: spotify.n_asked("/api/token") > 0)
        await person.call("DELETE")
        spotify.go_on.set()
        assert (await finishing).status_code == 422
        assert house.memory.music.logins == {}
        assert "UserErased" not in [type(fact).__name__ for fact in house.memory.facts]

    visit(tmp_path, work)


def test_logins_that_others_only_began_push_out_none_that_came_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.music.login.MAX_PENDING", 2)

    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        digits = digits_in(await person.allow(await person.begin()))
        async with somebody(house) as second, somebody(house) as third:
            pushed_out, stays = await second.begin(), await third.begin()
            assert "That did not work" in await second.allow(pushed_out)
            assert "Almost there" in await third.allow(stays)
            assert (await second.call("POST", "/login")).status_code == 501
        assert (await person.call("POST", "/login/finish", digits=digits)).json()["connected"]

    visit(tmp_path, work)


def test_every_song_of_a_long_conversation_is_looked_up(tmp_path: Path) -> None:
    many = [item for item in own_items() if item.kind is ItemKind.TRACK][: MAX_LOOKUPS + 10]

    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        spotify.tracks = [track_of(n, song) for n, song in enumerate(many)]
        house.memory.music.songs = many
        await person.log_in()
        await person.call("POST", "/playlists")
        searched = {words.partition(" artist:")[0] for words in spotify.words}
        assert len(searched) == len({song.title for song in many})

    visit(tmp_path, work)


def test_an_access_token_that_ends_between_two_steps_makes_no_second_playlist(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.tokens_end_before = "/items"
        assert (await person.call("POST", "/playlists")).status_code == 201
        (playlist,) = spotify.playlists.values()
        assert len(playlist["uris"]) == 3

    visit(tmp_path, work)


def test_a_playlist_that_stayed_empty_is_filled_by_the_next_try(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.troubles_of["/items"] = "down"
        assert (await person.call("POST", "/playlists")).status_code == 503
        assert (await person.call("POST", "/playlists")).status_code == 201
        (playlist,) = spotify.playlists.values()
        assert len(playlist["uris"]) == 3
        assert (await person.call("POST", "/playlists")).status_code == 201
        assert len(spotify.playlists) == 2

    visit(tmp_path, work)


def test_an_empty_playlist_that_was_removed_at_spotify_is_made_anew(tmp_path: Path) -> None:
    async def work(house: House, spotify: SpotifyService, person: Person) -> None:
        await person.log_in()
        spotify.troubles_of["/items"] = "down"
        await person.call("POST", "/playlists")
        spotify.playlists.clear()
        await person.call("POST", "/playlists")
        assert (await person.call("POST", "/playlists")).status_code == 201
        (playlist,) = spotify.playlists.values()
        assert len(playlist["uris"]) == 3

    visit(tmp_path, work)
