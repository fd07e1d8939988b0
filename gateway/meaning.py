"""What the text graph made of a turn's words: the bot has the same graph and need not run it again."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

MAX_WORDS_CHARS: Final = 500
"""Longer words go to the bot without their vector: it reads them in another way than the senses do."""


@dataclass(frozen=True)
class Meaning:
    """For one turn only, never stored. `vector` is base64 of little-endian float16, of length 1.

    `words` are the visitor's as the graph read them, so that the bot can tell whether it would read the same.
    """

    words: str
    vector: str

    @classmethod
    def of(cls, words: str, vector: Sequence[float]) -> "Meaning":
        """The vector (384,) of these words, ready to travel."""
        return cls(words, b64encode(np.asarray(vector, dtype="<f2").tobytes()).decode("ascii"))
