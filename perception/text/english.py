"""Is this English at all? The network only knows English; elsewhere its certainty means nothing.

Three signs: letters of other scripts, how English the letter sequences are (trigrams), and how many words
are common ones. The tables are built from the training text (models/text/english.py) and ship as
english.npz.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from perception.errors import WeightsError

N_SYMBOLS: Final = 28
"""Blank, a to z, and any other Latin letter."""

DOUBT: Final = 1.0
"""Words, half of them common, that are counted besides the real ones: a single rare word is no foreign
language."""

WITHOUT_LETTERS: Final = 0.5
"""Evidence of a text of digits and punctuation only: it could be anybody's."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True)
class EnglishTables:
    """`trigrams` (28, 28, 28): natural logarithm of a symbol's probability after two others; `words`:
    common ones.

    `weights` are intercept, letters, words of the logistic function fitted on English and foreign
    sentences.
    """

    trigrams: NDArray[np.float32]
    words: frozenset[str]
    weights: tuple[float, float, float]

    @classmethod
    def load(cls, path: Path) -> "EnglishTables":
        """Read english.npz. Raises WeightsError when it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                trigrams = arrays["trigrams"].astype(np.float32) / -20.0
                words = frozenset(str(arrays["words"]).split())
                intercept, letters, common = (float(value) for value in arrays["weights"])
        except (OSError, ValueError, KeyError) as error:
            raise WeightsError(
                f"{path} cannot be read ({error}); restore models/ from the repository"
            ) from error
        return cls(trigrams, words, (intercept, letters, common))

    def evidence(self, text: str) -> float:
        """How likely it is that the network can read this text, in [0, 1]; about 1 for ordinary English."""
        found = words_of(text)
        if not found:
            return WITHOUT_LETTERS
        intercept, letters, common = self.weights
        score = intercept + letters * self.likeness(found) + common * self.share_of_common(found)
        return latin_share(found) / (1.0 + math.exp(-max(-50.0, min(50.0, score))))

    def likeness(self, found: list[str]) -> float:
        """Mean log-probability of the letters, in nats; English is about -2, gibberish below -3."""
        codes = symbols(found)
        return float(self.trigrams[codes[:-2], codes[1:-1], codes[2:]].mean())

    def share_of_common(self, found: list[str]) -> float:
        """Share of the words that are common English ones, in [0, 1]; one word alone proves little either
        way."""
        return (sum(word in self.words for word in found) + DOUBT / 2) / (len(found) + DOUBT)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without digits and punctuation."""
    return [word.lower() for word in _WORD.findall(text)]


def symbols(found: list[str]) -> NDArray[np.int64]:
    """The words as codes, a blank (0) around each; an apostrophe is a blank too."""
    return np.array([_code(letter) for letter in f"  {' '.join(found)} "])


def latin_share(found: list[str]) -> float:
    """Share of the letters that are Latin, in [0, 1]."""
    letters = [letter for word in found for letter in word if letter != "'"]
    n_latin = sum(letter.isascii() or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return n_latin / max(len(letters), 1)


def _code(letter: str) -> int:
    if "a" <= letter <= "z":
        return ord(letter) - ord("a") + 1
    return 0 if letter in " '" else N_SYMBOLS - 1
