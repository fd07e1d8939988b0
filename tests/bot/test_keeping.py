import pytest

from bot.keeping import asks_to_be_kept


@pytest.mark.parametrize(
    "text",
    [
        "don't forget me",
        "please never forget me",
        "do not delete my data",
        "promise you won't forget me",
        "Don’t ever forget me",
        "don't you dare forget me",
        "please don't delete anything",
    ],
)
def test_a_wish_to_be_remembered_is_heard(text: str) -> None:
    assert asks_to_be_kept(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "forget me",
        "delete my data",
        "why don't you delete my data",
        "don't forget to delete my data",
        "I can't forget him",
        "I won't forget it",
        "don't keep anything of mine",
        "I don't want you to keep anything about me",
    ],
)
def test_a_wish_to_be_forgotten_is_not_mistaken(text: str) -> None:
    assert not asks_to_be_kept(text)
