"""The meaning vector of a turn's words where the gateway has it already, from the same text graph.

It is no part of the message that Rasa sees, since Rasa keeps that in the tracker: it lies beside the turn for
as long as the turn is handled, and only the featurizer looks at it.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIZE = 384


@dataclass(frozen=True)
class Meaning:
    """`words` as the gateway's graph read them; `vector`: float16, little-endian, (384,), length 1."""

    words: str
    vector: bytes

    @classmethod
    def read(cls, given: object) -> "Meaning | None":
        """From a frame; None for anything that is not one: the bot can do without."""
        if not isinstance(given, Mapping):
            return None
        words, encoded = given.get("words"), given.get("vector")
        if not isinstance(words, str) or not isinstance(encoded, str):
            return None
        try:
            vector = b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(vector) != 2 * SIZE or not np.isfinite(np.frombuffer(vector, "<f2")).all():
            return None
        return cls(words, vector)

    def values(self) -> NDArray[np.float32]:
        """The vector, (384,)."""
        return np.frombuffer(self.vector, "<f2").astype(np.float32)


_of_this_turn: ContextVar[Meaning | None] = ContextVar("meaning", default=None)


@contextmanager
def at_hand(meaning: Meaning | None) -> Iterator[None]:
    """While a turn is handled, in its task."""
    token = _of_this_turn.set(meaning)
    try:
        yield
    finally:
        _of_this_turn.reset(token)


def vector_at_hand(words: str) -> NDArray[np.float32] | None:
    """The vector of exactly these words, blanks apart, if this turn came with it: (384,)."""
    meaning = _of_this_turn.get()
    return meaning.values() if meaning is not None and meaning.words == " ".join(words.split()) else None
