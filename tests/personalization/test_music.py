"""What is kept of music services: answers with their age, logins that go with their person."""

from datetime import datetime, timedelta

import pytest

from personalization.companion import EXERCISES, MUSIC, Companion
from personalization.interaction import InteractionKind
from personalization.music import MusicKeeper
from personalization.music_model import FoundTrack, MusicLogin


@pytest.fixture
def music(companion: Companion) -> MusicKeeper:
    return MusicKeeper(companion.store)


@pytest.fixture
def song(companion: Companion) -> str:
    return next(item.id for item in companion.on_offer() if item.kind in MUSIC)


def login_of(user: str, now: datetime, sealed: bytes = b"sealed") -> MusicLogin:
    return MusicLogin(user, "spotify", sealed, "playlist-modify-private", now, now)


def test_an_answer_is_kept_with_its_age_and_replaced_by_the_next(
    music: MusicKeeper, song: str, now: datetime
) -> None:
    missing = FoundTrack(song, "spotify", "words", None, 0.0, now)
    found = FoundTrack(song, "spotify", "words", "4" * 22, 1.0, now + timedelta(days=7))
    music.keep_found(missing)
    assert music.found("spotify", 10) == [missing]
    music.keep_found(found)
    assert music.found("spotify", 10) == [found]
    assert music.found("deezer", 10) == []


def test_of_an_item_that_is_not_in_the_catalogue_nothing_is_kept(music: MusicKeeper, now: datetime) -> None:
    music.keep_found(FoundTrack("gone", "spotify", "words", None, 0.0, now))
    assert music.found("spotify", 10) == []


def test_a_login_is_kept_renewed_and_taken_back(music: MusicKeeper, now: datetime) -> None:
    music.keep_login(login_of("ann", now))
    renewed = MusicLogin("ann", "spotify", b"next", "playlist-modify-private", now, now + timedelta(hours=1))
    assert music.renew_login(renewed)
    assert music.login("ann", "spotify") == renewed
    assert music.drop_login("ann", "spotify")
    assert music.login("ann", "spotify") is None
    assert not music.drop_login("ann", "spotify")


def test_a_login_that_was_taken_back_meanwhile_is_not_renewed(music: MusicKeeper, now: datetime) -> None:
    music.keep_login(login_of("ann", now))
    music.drop_login("ann", "spotify")
    assert not music.renew_login(login_of("ann", now, b"next"))
    assert music.login("ann", "spotify") is None


def test_a_second_login_takes_the_place_of_the_first(music: MusicKeeper, now: datetime) -> None:
    music.keep_login(login_of("ann", now))
    music.keep_login(login_of("ann", now + timedelta(days=1), b"other"))
    kept = music.login("ann", "spotify")
    assert kept is not None
    assert kept.sealed == b"other"


def test_who_is_forgotten_is_logged_out(music: MusicKeeper, companion: Companion, now: datetime) -> None:
    music.keep_login(login_of("ann", now))
    companion.forget("ann")
    assert music.login("ann", "spotify") is None


def test_the_songs_of_a_conversation_are_those_offered_since_it_began(
    music: MusicKeeper, companion: Companion, now: datetime
) -> None:
    companion.open_session("before", "ann", channel="web", locale=None, now=now - timedelta(hours=2))
    companion.offer("ann", kinds=MUSIC, mood=None, now=now - timedelta(hours=1))
    companion.open_session("now", "ann", channel="web", locale=None, now=now)
    first = companion.offer("ann", kinds=MUSIC, mood=None, now=now)
    companion.offer("ann", kinds=EXERCISES, mood=None, now=now)
    second = companion.offer("ann", kinds=MUSIC, mood=None, now=now)
    assert first is not None
    assert second is not None
    songs = music.songs_of_conversation("ann", "now", now, liked=False)
    assert [song.id for song in songs] == [first.item.id, second.item.id]


def test_only_what_is_still_liked_is_among_the_liked(
    music: MusicKeeper, companion: Companion, now: datetime
) -> None:
    companion.open_session("now", "ann", channel="web", locale=None, now=now)
    chosen = [companion.offer("ann", kinds=MUSIC, mood=None, now=now) for _ in range(3)]
    liked, disliked, _ = [choice.item.id for choice in chosen if choice]
    companion.feedback("ann", InteractionKind.LIKE, now, item_id=liked)
    companion.feedback("ann", InteractionKind.LIKE, now, item_id=disliked)
    companion.feedback("ann", InteractionKind.DISLIKE, now, item_id=disliked)
    songs = music.songs_of_conversation("ann", "now", now, liked=True)
    assert [song.id for song in songs] == [liked]


def test_of_a_session_that_nothing_is_stored_of_or_somebody_elses_there_are_no_songs(
    music: MusicKeeper, companion: Companion, now: datetime
) -> None:
    companion.open_session("ann's", "ann", channel="web", locale=None, now=now)
    companion.offer("bob", kinds=MUSIC, mood=None, now=now)
    assert music.songs_of_conversation("bob", "ann's", now, liked=False) == []
    assert music.songs_of_conversation("bob", "nowhere", now, liked=False) == []


def test_a_conversation_that_is_resumed_for_months_is_that_of_the_last_day(
    music: MusicKeeper, companion: Companion, now: datetime
) -> None:
    companion.open_session("s", "ann", channel="slack", locale=None, now=now - timedelta(days=30))
    companion.offer("ann", kinds=MUSIC, mood=None, now=now - timedelta(days=2))
    assert music.songs_of_conversation("ann", "s", now, liked=False) == []
