import pytest

from bot.unreadable import is_unreadable
from tests.bot.nlu_files import HELD_OUT_FILES, TRAINING_FILES, sentences


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3900,
        "x " * 1950,
        "a" * 60,
        "ghjk fdsa",
        "asdf qwer zxcv",
        "asdfasdf",
        "jkfdlsjkfl",
        "ghghghghgh",
        "sdfg dfgh sdkjfh",
        "Asdf Jkl",
        "qwertyuiop",
        "h" * 45,
    ],
)
def test_keyboard_noise_is_unreadable(text: str) -> None:
    assert is_unreadable(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "xxx",
        "🙂",
        "12345",
        "no no no",
        "grrrr",
        "hmmm",
        "pfff",
        "brrr",
        "zzzzz",
        "aaaargh",
        "hahahaha",
        "noooooo",
        "idk tbh",
        "omg",
        "wtf",
        "nvm",
        "rhythm",
        "tsk tsk",
        "im so sadddd",
        "properties",
        "Привет",
        "I feel asdf today",
        "typewriter",
        "my psych exam",
        "was",
        "lol lol lol",
        "stfu",
        "strengths",
        "dunno",
        "thnks",
    ],
)
def test_sounds_words_and_slips_are_readable(text: str) -> None:
    assert not is_unreadable(text)


def test_no_sentence_in_scope_is_unreadable() -> None:
    known = sentences([*TRAINING_FILES, *HELD_OUT_FILES])
    mistaken = [
        text
        for intent, listed in known.items()
        if intent != "out_of_scope"
        for text in listed
        if is_unreadable(text)
    ]
    assert mistaken == []
