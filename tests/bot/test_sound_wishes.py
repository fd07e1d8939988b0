import pytest

from bot.sound_wishes import wished_sounds


@pytest.mark.parametrize(
    ("text", "genres", "wanted", "unwanted"),
    [
        ("play something with piano", ["piano"], ["piano"], []),
        ("play something but no guitar", [], [], ["guitar"]),
        ("a song without drums", [], [], ["drums"]),
        ("something with strings and a choir, please", [], ["strings", "choir"], []),
        ("Play jazz with a piano but no drums", ["jazz"], ["piano"], ["drums"]),
        ("play something but no metal", ["metal"], [], ["metal"]),
        ("no jazz, play rock", ["jazz", "rock"], [], ["jazz"]),
        ("play rock instead of jazz", ["rock", "jazz"], [], ["jazz"]),
        ("not metal, jazz please", ["metal", "jazz"], [], ["metal"]),
        ("no drums, guitar or vocals", [], [], ["drums", "guitar", "vocals"]),
        ("something with no singing", [], [], ["vocals"]),
        ("play anything but hip hop", ["hip hop"], [], ["hip hop"]),
        ("play some jazz", ["jazz"], [], []),
        ("play a song with soul", ["soul"], [], []),
        ("not so much guitar", [], [], []),
        ("play me a song", [], [], []),
        ("", [], [], []),
    ],
)
def test_a_wish_says_what_shall_be_heard_and_what_not(
    text: str, genres: list[str], wanted: list[str], unwanted: list[str]
) -> None:
    found = wished_sounds(text, genres)
    assert (list(found.wanted), list(found.unwanted)) == (wanted, unwanted)
