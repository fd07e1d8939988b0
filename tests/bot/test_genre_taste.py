import pytest

from bot.genre_taste import tastes


@pytest.mark.parametrize(
    ("text", "genres", "expected"),
    [
        ("I love jazz", ["jazz"], ["loved"]),
        ("no metal", ["metal"], ["rejected"]),
        ("no metal please, I love jazz", ["metal", "jazz"], ["rejected", "loved"]),
        ("I love jazz but not metal", ["jazz", "metal"], ["loved", "rejected"]),
        ("I don't like country or metal", ["country", "metal"], ["rejected", "rejected"]),
        ("I’m into soul and blues", ["soul", "blues"], ["loved", "loved"]),
        ("anything but rap", ["rap"], ["rejected"]),
        ("I hate pop, techno, and rock", ["pop", "techno", "rock"], ["rejected", "rejected", "rejected"]),
        ("Jazz is my favourite; please no HIP HOP", ["Jazz", "HIP HOP"], ["loved", "rejected"]),
        ("jazz", ["jazz"], [None]),
        ("", [], []),
    ],
)
def test_each_genre_has_the_taste_of_its_clause(
    text: str, genres: list[str], expected: list[str | None]
) -> None:
    assert tastes(text, genres) == expected
