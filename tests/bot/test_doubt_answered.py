import pytest

from bot.doubt_answered import named_label, says_both, says_neither
from bot.senses_apart import SensesApart

WORDS_OR_VOICE = SensesApart("text", "voice", "sadness", "joy")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("more sad", "sadness"),
        ("sad", "sadness"),
        ("not sad, glad", "joy"),
        ("my voice", "joy"),
        ("go by my words", "sadness"),
        ("what I said", "sadness"),
        ("the way I sound", "joy"),
    ],
)
def test_an_answer_names_a_feeling_or_a_sense(text: str, label: str) -> None:
    assert named_label(text, tells_a_feeling=False, apart=WORDS_OR_VOICE) == label


def test_a_whole_sentence_that_tells_a_feeling_is_an_answer_too() -> None:
    text = "to be honest I am more worried than anything else"
    assert named_label(text, tells_a_feeling=True, apart=None) == "fear"
    assert named_label(text, tells_a_feeling=False, apart=None) is None


@pytest.mark.parametrize(
    "text",
    ["something calm", "a happy song", "sad and glad", "my face", "my words or my voice", "not sad", "hm"],
)
def test_what_names_none_or_two_or_a_wish_is_no_label(text: str) -> None:
    assert named_label(text, tells_a_feeling=False, apart=WORDS_OR_VOICE) is None


def test_a_sense_is_no_answer_where_it_is_not_known_what_it_said() -> None:
    assert named_label("my voice", tells_a_feeling=False, apart=SensesApart("text", "voice")) is None


def test_both_and_neither_are_told_apart() -> None:
    assert says_both("a bit of both") and not says_neither("a bit of both")
    assert says_neither("none of them") and not says_both("none of them")
    assert not says_both("both of my parents came to see me last week")
