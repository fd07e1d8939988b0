import pytest

from actions.artists import named
from personalization.item import Item, ItemKind


def track(artist: str | None) -> Item:
    return Item("x", ItemKind.TRACK, "A Song", 0.0, 0.0, (0.0,) * 8, 0.5, frozenset(), artist=artist)


@pytest.mark.parametrize(
    ("asked", "artist"),
    [
        ("adele", "Adele"),
        ("the beatles", "The Beatles"),
        ("Beatles", "The Beatles"),
        ("beyonce", "Beyoncé"),
        ("sinead oconnor", "Sinéad O'Connor"),
        ("rem", "R.E.M."),
        ("bob marley", "Bob Marley & The Wailers"),
        ("chopin", "Frédéric Chopin"),
        ("ac dc", "AC/DC"),
    ],
)
def test_an_artist_is_found_in_a_persons_spelling(asked: str, artist: str) -> None:
    assert named([track(artist)], asked)


@pytest.mark.parametrize(
    ("asked", "artist"), [("adel", "Adele"), ("the", "The Beatles"), ("", "Adele"), ("x", None)]
)
def test_pieces_of_words_find_nobody(asked: str, artist: str | None) -> None:
    assert named([track(artist)], asked) == []


def test_a_title_is_found_where_no_artist_is_called_so() -> None:
    assert named([track("Adele")], "a song")
    assert named([track("Adele")], "song") == []
