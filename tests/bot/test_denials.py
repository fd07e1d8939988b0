import pytest

from bot.denials import only_denies


@pytest.mark.parametrize(
    "text", ["I'm not unhappy", "I’m not sad", "not really angry", "I am not scared at all"]
)
def test_a_bare_denial_is_only_that(text: str) -> None:
    assert only_denies(text)


def test_denying_what_was_shown_corrects_it() -> None:
    assert not only_denies("I'm not sad", but_not="sadness")
    assert not only_denies("I'm not unhappy", but_not="sadness")
    assert only_denies("I'm not unhappy", but_not="joy")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "that's wrong",
        "I'm not sad, just tired",
        "no, I'm not sad",
        "you're wrong, I'm not sad",
        "I'm happy",
        "I didn't mean that I'm sad",
    ],
)
def test_a_correction_is_more_than_a_denial(text: str) -> None:
    assert not only_denies(text)
