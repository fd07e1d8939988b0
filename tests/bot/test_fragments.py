import pytest

from bot.fragments import may_be_a_fragment, opens_like_a_fragment


@pytest.mark.parametrize(
    "text",
    [
        "my mum",
        "last week",
        "every night",
        "because of the cancer",
        "on Sunday",
        "two years ago",
        "The hospital.",
    ],
)
def test_the_middle_of_a_story_is_a_fragment(text: str) -> None:
    assert opens_like_a_fragment(text)


@pytest.mark.parametrize(
    "text",
    ["", "a song", "another one", "the other one", "my data", "what's two plus two", "the same again please"],
)
def test_a_wish_is_no_fragment(text: str) -> None:
    assert not opens_like_a_fragment(text)


@pytest.mark.parametrize("text", ["pneumonia", "his heart", "gone just like that", "so young"])
def test_bare_words_may_be_a_fragment(text: str) -> None:
    assert may_be_a_fragment(text)


@pytest.mark.parametrize(
    "text", ["what's the time", "book a flight", "12345", "a song", "how are you", "is it cancer?"]
)
def test_questions_and_orders_are_none(text: str) -> None:
    assert not may_be_a_fragment(text)
