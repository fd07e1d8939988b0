"""One person in several channels, by a one-time code that one of them shows and the other takes."""

import secrets
from typing import Final

ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what looks like something else."""
LENGTH: Final = 8
TRIES_PER_S: Final = 1 / 60
TRIES_AT_ONCE: Final = 5
"""Of one author: so guessing one of 31^8 codes takes longer than the ten minutes that it lasts."""


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """A code as one reads it."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read_code(words: str) -> str:
    """A code as somebody typed it."""
    return "".join(letter for letter in words.upper() if letter in ALPHABET)
