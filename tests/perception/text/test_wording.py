"""Cleaning before the tokenizer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.text.wording import EMOJI_WORDS, MAX_CHARACTERS, emoji_words, plain


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("I’m  “fine”…", 'I\'m "fine"...'),
        ("a\x00b\tc\n", "a b c"),
        ("so happy 😂😂😂", "so happy laughing out loud"),
        ("😂 no 😂", "laughing out loud no laughing out loud"),
        ("❤️", "love"),
        ("👍🏽 ok", "good ok"),
        ("🦆", "duck"),
        ("\ud83d broken", "broken"),
        ("noooooooo", "nooo"),
        ("ok 12345 ...", "ok 12345 ..."),
        ("   ", ""),
    ],
)
def test_a_text_is_cleaned_for_the_tokenizer(text: str, cleaned: str) -> None:
    assert plain(text) == cleaned


def test_a_very_long_text_keeps_its_beginning_and_its_end() -> None:
    cleaned = plain("first " + "middle " * 100_000 + "last")
    assert cleaned.startswith("first")
    assert cleaned.endswith("last")
    assert len(cleaned) <= MAX_CHARACTERS + 1


@pytest.mark.parametrize("emoji", EMOJI_WORDS)
def test_the_words_of_an_emoji_are_plain_words(emoji: str) -> None:
    assert emoji_words(emoji).replace(",", "").replace(" ", "").isalpha()
    assert len(emoji) == 1


@given(st.text())
def test_cleaning_never_fails_and_a_clean_text_stays(text: str) -> None:
    cleaned = plain(text)
    assert isinstance(cleaned.encode("utf-8"), bytes)
    assert cleaned == " ".join(cleaned.split())
