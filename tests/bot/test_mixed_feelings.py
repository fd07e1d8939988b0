import pytest

from bot.mixed_feelings import mixed_feelings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I feel happy and guilty at once", ("happy", "guilty")),
        ("I’m sad but also relieved", ("sad", "relieved")),
        ("nervous and excited", ("nervous", "excited")),
        ("I feel relieved and yet so ashamed", ("relieved", "ashamed")),
        ("I'm proud, but at the same time I feel sad", ("proud", "sad")),
    ],
)
def test_two_feelings_of_opposite_sign_are_both_named(text: str, words: tuple[str, str]) -> None:
    assert mixed_feelings(text) == words


@pytest.mark.parametrize(
    "text",
    ["", "I feel happy", "I'm sad and lonely", "I'm happy and excited", "I'm not happy but sad",
     "I'm not sad, just happy", "I was sad yesterday. Today is a good day", "tired and happy"],
)  # fmt: skip
def test_one_feeling_or_two_of_a_kind_are_not_mixed(text: str) -> None:
    assert mixed_feelings(text) is None
