"""Long answers come in pieces that a platform takes and a person can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.splitting import split

LONG = "First comes this. Then comes that! And is it over? Not yet. “So it goes.” The end."


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_what_fits_stays_whole() -> None:
    assert split(LONG, 200) == [LONG]


def test_it_parts_at_the_ends_of_sentences() -> None:
    assert split(LONG, 40) == [
        "First comes this. Then comes that!",
        "And is it over? Not yet. “So it goes.”",
        "The end.",
    ]


def test_an_end_of_a_paragraph_is_better_than_that_of_a_sentence() -> None:
    assert split("One. Two.\n\nThree. Four five six.", 22) == ["One. Two.", "Three. Four five six."]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert split("He said “no.” She said nothing at all.", 14)[0] == "He said “no.”"


def test_a_word_that_is_too_long_is_parted() -> None:
    assert split("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_nothing_comes_of_blanks() -> None:
    assert split(" \n ", 10) == []


def test_a_skin_tone_stays_with_its_hand() -> None:
    hands = "\U0001f44d\U0001f3fd" * 6
    assert all(piece.startswith("\U0001f44d") for piece in split(hands, 5))


def test_sentences_of_other_scripts_end_without_a_blank() -> None:
    assert split("これは長い文です。次の文です。終わり。", 12) == [
        "これは長い文です。",
        "次の文です。終わり。",
    ]


def test_a_platform_may_count_otherwise() -> None:
    pieces = split("😀😀😀😀 😀😀😀😀", 8, utf16)
    assert pieces == ["😀😀😀😀", "😀😀😀😀"]


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="limit was 0"):
        split("a", 0)


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_no_word_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit, utf16)
    assert all(0 < utf16(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
