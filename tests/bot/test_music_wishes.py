import pytest

from bot.music_wishes import (
    compares,
    is_a_wish_for_now,
    is_another_for_now,
    is_only_a_wish,
    names_what_to_play,
    wished_artist,
    wished_need,
)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("something upbeat", "energise"),
        ("something calmer", "calm"),
        ("a slow one", "calm"),
        ("play something relaxing", "calm"),
        ("something with more energy", "energise"),
        ("another one, less sad", "uplift"),
        ("something happier", "uplift"),
        ("not so loud please", "calm"),
        ("not so slow", "energise"),
        ("less energetic", "calm"),
        ("a song", None),
        ("something else", None),
        ("", None),
    ],
)
def test_a_wish_says_how_lively(text: str, need: str | None) -> None:
    assert wished_need(text) == need


@pytest.mark.parametrize(
    ("text", "artist"),
    [
        ("by Adele", "adele"),
        ("play Adele", "adele"),
        ("play something by Queen", "queen"),
        ("Can you play me some Pink Floyd please?", "pink floyd"),
        ("a song by The Beatles", "the beatles"),
        ("do you have anything by Nina Simone?", "nina simone"),
        ("play the beatles", "the beatles"),
        ("play Florence + the Machine", "florence + the machine"),
        ("play Coldplay but no piano", "coldplay"),
        ("play some music", None),
        ("play something happy", None),
        ("play me a song", None),
        ("play music", None),
        ("play it again", None),
        ("play a song for my mood", None),
        ("a song", None),
        ("by myself", None),
        ("put on something relaxing", None),
        ("", None),
    ],
)
def test_a_wish_names_an_artist(text: str, artist: str | None) -> None:
    assert wished_artist(text) == artist


@pytest.mark.parametrize(
    "text",
    [
        "a slow one",
        "something calmer",
        "Something upbeat please",
        "by Adele",
        "something by Queen",
        "a faster song",
        "not so loud please",
        "slower",
        "a bit more upbeat",
    ],
)
def test_a_bare_wish_is_known_as_one(text: str) -> None:
    assert is_only_a_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I feel calm",
        "that was slow",
        "I'm by myself again",
        "a slow day at work",
        "by myself",
        "the party was fun",
    ],
)
def test_what_tells_more_is_no_bare_wish(text: str) -> None:
    assert not is_only_a_wish(text)


def test_a_wish_may_be_measured_against_the_last_song() -> None:
    assert compares("something slower")
    assert compares("not so loud please")
    assert not compares("a slow one")


@pytest.mark.parametrize(
    "text",
    [
        "play something but no metal",
        "Play jazz but no vocals",
        "can you put on some rock without drums",
        "please play me a song with no guitar",
    ],
)
def test_a_song_that_lacks_something_is_asked_for_now(text: str) -> None:
    assert is_a_wish_for_now(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("play Metallica", True),
        ("could you play some jazz please", True),
        ("play no jazz", False),
        ("play nothing with drums", False),
        ("play more jazz", False),
        ("play anything but jazz", False),
        ("never play jazz", False),
        ("don't play jazz", False),
        ("play jazz again in future", False),
        ("jazz", False),
    ],
)
def test_play_and_what_is_a_wish(text: str, is_one: bool) -> None:
    assert names_what_to_play(text) is is_one


def test_something_else_may_lack_something_as_well() -> None:
    assert is_another_for_now("something else but no drums")
    assert is_another_for_now("another one, without vocals")
    assert not is_another_for_now("something else")
    assert not is_another_for_now("no drums")


@pytest.mark.parametrize(
    "text",
    [
        "no metal",
        "play no metal",
        "please never play songs without vocals",
        "don't play anything without drums",
        "I love music without drums",
        "play less metal but no techno",
        "play jazz",
        "",
    ],
)
def test_what_is_refused_for_good_is_no_wish_for_now(text: str) -> None:
    assert not is_a_wish_for_now(text)
