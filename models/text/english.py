"""Builds english.npz: letter trigrams and common words of the training text, and the weights of their
evidence."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from perception.text.english import N_SYMBOLS, EnglishTables, symbols, words_of
from perception.text.wording import plain

FOREIGN = Path(__file__).with_name("foreign.txt")

LEAST_COUNT = 6
"""A word counts as common from this many uses on; less would let names and foreign words in."""

SMOOTHING = 0.5
"""Added to every trigram's count."""

ENGLISH_ODDS = 3.0
"""English to other languages before a word is read: the bot speaks English, so most visitors write it."""

N_ENGLISH = 2000
"""English sentences that the weights are fitted on; drawn from dev, which the tables have not seen."""


def build(train: list[str], dev: list[str], path: Path) -> EnglishTables:
    """Count the tables on `train`, fit the weights on `dev` against foreign.txt, write `path`."""
    tables = EnglishTables(trigrams_of(train), common_words(train), (0.0, 1.0, 0.0))
    weights = fitted(tables, dev[:N_ENGLISH], foreign_sentences())
    np.savez_compressed(
        path,
        trigrams=np.clip(np.round(tables.trigrams * -20.0), 0, 255).astype(np.uint8),
        words=np.array(" ".join(sorted(tables.words))),
        weights=np.array(weights),
    )
    return EnglishTables.load(path)


def trigrams_of(texts: list[str]) -> NDArray[np.float32]:
    """(28, 28, 28) natural logarithms of a symbol's probability after two others."""
    counts = np.full((N_SYMBOLS,) * 3, SMOOTHING)
    for text in texts:
        codes = symbols(words_of(plain(text)))
        np.add.at(counts, (codes[:-2], codes[1:-1], codes[2:]), 1.0)
    logs: NDArray[np.float32] = np.log(counts / counts.sum(2, keepdims=True)).astype(np.float32)
    return logs


def common_words(texts: list[str]) -> frozenset[str]:
    """Words used at least LEAST_COUNT times."""
    counts = Counter(word for text in texts for word in words_of(plain(text)))
    return frozenset(word for word, n in counts.items() if n >= LEAST_COUNT)


def foreign_sentences() -> list[str]:
    """The sentences of foreign.txt."""
    lines = FOREIGN.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def fitted(tables: EnglishTables, english: list[str], foreign: list[str]) -> tuple[float, float, float]:
    """Intercept and weights of likeness and common words; both classes weigh the same but for ENGLISH_ODDS.

    English with every fourth word damaged is among them, so that typos are not taken for a language, and
    the first one to three words of each sentence, so that a short message is judged with doubt.
    """
    english = [*english, *(_damaged(text) for text in english[::2]), *_beginnings(english)]
    foreign = [*foreign, *_beginnings(foreign)]
    found = [words_of(plain(text)) for text in [*english, *foreign]]
    signs = [
        [tables.likeness(words), tables.share_of_common(words)] if words else [0.0, 0.0] for words in found
    ]
    truth = np.arange(len(found)) < len(english)
    model = LogisticRegression(class_weight="balanced", C=10.0).fit(signs, truth)
    return (
        float(model.intercept_[0]) + math.log(ENGLISH_ODDS),
        float(model.coef_[0, 0]),
        float(model.coef_[0, 1]),
    )


def _beginnings(texts: list[str]) -> list[str]:
    return [" ".join(words_of(plain(text))[: 1 + n % 3]) for n, text in enumerate(texts)]


def _damaged(text: str) -> str:
    words = text.split()
    return " ".join(_swapped(word) if n % 4 == 3 else word for n, word in enumerate(words))


def _swapped(word: str) -> str:
    return word[:1] + word[2:3] + word[1:2] + word[3:] if len(word) > 3 else word
