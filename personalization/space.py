"""The space of items: one vector for an item's mood, genres, traits, time and form; a taste is a direction.

Every block is scaled to length 1 at most and then by its own weight, so that the dot product of two vectors
is the weighted sum of how alike the blocks are.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personalization.genres import DECADES, GENRES, decade_of
from personalization.item import FEELINGS, TRAITS, Form, Item, Practice

Vectors = NDArray[np.float32]

OLDER = "older"
"""The time of what was made before the first decade that has a word."""


@dataclass(frozen=True)
class Block:
    """Some dimensions, with their weight and how an item fills them, by name."""

    prefix: str
    names: tuple[str, ...]
    weight: float
    values: Callable[[Item], dict[str, float]]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the dimensions, such as `genre:jazz`."""
        return tuple(f"{self.prefix}:{name}" for name in self.names)


def _of_length_one(names: Sequence[str]) -> dict[str, float]:
    return {name: 1.0 / math.sqrt(len(names)) for name in names}


def _feelings(item: Item) -> dict[str, float]:
    length = math.hypot(*item.feelings)
    return {name: v / length for name, v in zip(FEELINGS, item.feelings, strict=True)} if length else {}


def _affect(item: Item) -> dict[str, float]:
    values = {"valence": item.valence, "arousal": item.arousal, "energy": 2.0 * item.energy - 1.0}
    return {name: value / math.sqrt(len(values)) for name, value in values.items()}


def _genres(item: Item) -> dict[str, float]:
    return _of_length_one([genre for genre in item.genres if genre not in DECADES])


def _decade(item: Item) -> dict[str, float]:
    return {decade_of(item.year) or OLDER: 1.0} if item.year is not None else {}


def _traits(item: Item) -> dict[str, float]:
    return _of_length_one(item.traits)


def _form(item: Item) -> dict[str, float]:
    return {kind.value: 1.0 for kind in (item.practice, item.form) if kind is not None}


BLOCKS: tuple[Block, ...] = (
    Block("genre", GENRES, 1.0, _genres),
    Block("trait", TRAITS, 0.5, _traits),
    Block("decade", (OLDER, *DECADES), 0.6, _decade),
    Block("form", (*Practice, *Form), 0.8, _form),
    Block("feeling", FEELINGS, 0.1, _feelings),
    Block("affect", ("valence", "arousal", "energy"), 0.4, _affect),
)
"""The weights were tried on simulated visitors (docs/choice.md); mood weighs little, it is of the moment."""

DIMENSIONS: tuple[str, ...] = tuple(name for block in BLOCKS for name in block.dimensions)
N_DIMENSIONS = len(DIMENSIONS)

_COLUMNS = {name: column for column, name in enumerate(DIMENSIONS)}


def item_vectors(items: Sequence[Item]) -> Vectors:
    """(n_items, n_dimensions)."""
    vectors = np.zeros((len(items), N_DIMENSIONS), dtype=np.float32)
    for block in BLOCKS:
        scale = math.sqrt(block.weight)
        columns = {name: _COLUMNS[f"{block.prefix}:{name}"] for name in block.names}
        for row, item in enumerate(items):
            for name, value in block.values(item).items():
                vectors[row, columns[name]] = scale * value
    return vectors


def vector_of(weights: dict[str, float]) -> Vectors:
    """(n_dimensions,) from values by dimension; names that the space no longer has are left out."""
    vector = np.zeros(N_DIMENSIONS, dtype=np.float32)
    for name, value in weights.items():
        if name in _COLUMNS:
            vector[_COLUMNS[name]] = value
    return vector


def weights_of(vector: Vectors) -> dict[str, float]:
    """Values by dimension, those that are nothing left out."""
    return {
        DIMENSIONS[column]: round(float(vector[column]), 5)
        for column in np.flatnonzero(np.abs(vector) > 5e-6)
    }
