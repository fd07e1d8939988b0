import pytest

from bot.emoji import WORDS, spelled_out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("😢", "crying, sad"),
        ("😡😡😡", "very angry"),
        ("so tired 😴 😴", "so tired sleepy"),
        ("❤️", "love"),
        ("👍🏽 nice", "good nice"),
        ("no signs  here", "no signs  here"),
        ("🦆", "🦆"),
        ("", ""),
    ],
)
def test_pictographs_become_words_once(text: str, said: str) -> None:
    assert spelled_out(text) == said


def test_every_pictograph_is_one_character() -> None:
    assert {len(sign) for sign in WORDS} == {1}
