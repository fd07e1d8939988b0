"""spotipy against a stand-in with Spotify's HTTP: what is found, and how each trouble is known."""

import asyncio
import logging
import time
import traceback
from collections.abc import Iterator

import pytest

from gateway.music.matching import Song, best
from gateway.music.spotify import candidates_of
from gateway.outside.errors import OutsideError, ServiceAway, ServiceLimited, ServiceRefused
from tests.fakes.spotify_service import CLIENT_SECRET, SpotifyService, Trouble
from tests.gateway.house import Clock
from tests.gateway.music.setting_up import config_of, outside_of, search_of

SONG = Song("Yesterday", "The Beatles", 1965)


class Asking:
    """A search as the gateway makes it."""

    def __init__(self, spotify: SpotifyService, secret: str = CLIENT_SECRET, **config: object) -> None:
        self.clock = Clock()
        self.service = outside_of(config_of(spotify, secret, **config), self.clock)
        self.search = search_of(config_of(spotify, secret, **config), self.service)

    def ask(self, song: Song = SONG) -> str | None:
        found = best(song, asyncio.run(self.search.search(song)))
        return found.candidate.title if found else None

    def fails(self) -> OutsideError:
        with pytest.raises(OutsideError) as raised:
            self.ask()
        return raised.value


@pytest.fixture
def asking(spotify: SpotifyService) -> Iterator[Asking]:
    made = Asking(spotify)
    yield made
    made.service.close()


def test_the_right_song_is_found_among_wrong_ones_with_one_token_and_at_most_ten_results(
    asking: Asking, spotify: SpotifyService
) -> None:
    assert asking.ask() == "Yesterday - Remastered 2009"
    assert asking.ask() == "Yesterday - Remastered 2009"
    assert spotify.n_tokens == 1
    assert set(spotify.limits) == {10}


def test_a_song_that_is_not_there_is_asked_for_twice_in_other_words_and_not_found(
    asking: Asking, spotify: SpotifyService
) -> None:
    assert asking.ask(Song("Nowhere", "Nobody")) is None
    assert spotify.n_asked("/v1/search") == 2


def test_a_token_that_ends_before_its_time_is_replaced_once(asking: Asking, spotify: SpotifyService) -> None:
    asking.ask()
    spotify.end_all_tokens()
    assert asking.ask() == "Yesterday - Remastered 2009"
    assert spotify.n_tokens == 2


@pytest.mark.parametrize(
    ("trouble", "kind", "why", "state"),
    [
        ("quota", ServiceLimited, "QUOTA_EXCEEDED", "limited"),
        ("limited", ServiceLimited, "asked too often", "limited"),
        ("down", ServiceAway, "answered 503", "failing"),
        ("premium", ServiceRefused, "needs Spotify Premium", "failing"),
        ("gone", ServiceRefused, "no longer offers", "failing"),
        ("not_json", ServiceAway, "cannot be read", "failing"),
        ("odd_error", ServiceRefused, "400", "ok"),
    ],
)
def test_each_trouble_is_known_by_its_name_and_kept_as_the_state(
    asking: Asking, spotify: SpotifyService, trouble: Trouble, kind: type[OutsideError], why: str, state: str
) -> None:
    asking.ask()  # the token is there
    spotify.trouble = trouble
    error = asking.fails()
    assert isinstance(error, kind)
    assert why in error.why
    assert asking.service.status.state == state


@pytest.mark.parametrize("trouble", ["quota", "limited", "down", "not_json", "odd_error"])
def test_trouble_with_the_token_itself_is_known_too(
    asking: Asking, spotify: SpotifyService, trouble: Trouble
) -> None:
    spotify.trouble = trouble
    error = asking.fails()
    limited, away = {"quota", "limited"}, {"down", "not_json"}
    wanted = ServiceLimited if trouble in limited else ServiceAway if trouble in away else ServiceRefused
    assert isinstance(error, wanted)


def test_retry_after_of_a_day_is_never_slept_on_and_holds_every_call(
    asking: Asking, spotify: SpotifyService
) -> None:
    spotify.trouble, spotify.retry_after = "quota", "86400"
    began = time.monotonic()
    for _ in range(3):
        asking.fails()
    assert time.monotonic() - began < 5.0
    assert len(spotify.asked) == 1
    spotify.trouble = ""
    asking.clock.now += 86_000.0
    asking.fails()
    asking.clock.now += 500.0
    assert asking.ask() == "Yesterday - Remastered 2009"


def test_a_quota_without_a_time_is_left_alone_for_an_hour(asking: Asking, spotify: SpotifyService) -> None:
    spotify.trouble, spotify.retry_after = "quota", None
    error = asking.fails()
    assert isinstance(error, ServiceLimited)
    assert error.retry_after_s == 3600.0


def test_wrong_keys_are_named_and_asked_for_once_in_a_while(spotify: SpotifyService) -> None:
    asking = Asking(spotify, secret="wrong-secret-of-somebody")
    for _ in range(3):
        error = asking.fails()
        assert isinstance(error, ServiceRefused)
        assert "invalid_client" in error.why
    assert len(spotify.asked) == 1
    assert asking.service.status.state == "failing"


def test_a_service_that_does_not_answer_is_given_up(spotify: SpotifyService) -> None:
    asking = Asking(spotify, timeout_s=0.1)
    spotify.trouble = "hang"
    assert isinstance(asking.fails(), ServiceAway)
    spotify.go_on.set()


def test_a_service_that_is_not_there_is_away() -> None:
    asking = Asking(SpotifyService(url="http://127.0.0.1:9"))
    error = asking.fails()
    assert isinstance(error, ServiceAway)
    assert error.why == "cannot be reached"


@pytest.mark.parametrize(
    "body", [{}, {"error": "maintenance"}, {"tracks": None}, {"tracks": {"items": None}}, {"tracks": {}}, []]
)
def test_json_that_is_no_answer_to_a_search_is_not_taken_for_a_song_that_is_not_there(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    monkeypatch.setattr(asking.search._client, "search", lambda *_args, **_named: body)
    error = asking.fails()
    assert isinstance(error, ServiceAway)
    assert "cannot be read" in error.why


def test_neither_key_nor_token_is_in_a_log_an_error_or_the_state(
    spotify: SpotifyService, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        asking = Asking(spotify)
        asking.ask()
        spotify.trouble = "down"
        error = asking.fails()
    told = (
        "".join(traceback.format_exception(error)) + repr(asking.service.status) + repr(asking.search._config)
    )
    seen = told + caplog.text + "".join(capsys.readouterr())
    assert CLIENT_SECRET not in seen
    assert "app-token" not in seen


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        {},
        {"tracks": None},
        {"tracks": {"items": [None, {}, {"id": 7}, {"id": "short", "name": "x"}]}},
    ],
)
def test_what_is_not_as_documented_is_no_candidate(found: object) -> None:
    assert candidates_of(found) == []
