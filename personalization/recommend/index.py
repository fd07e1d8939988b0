"""A catalogue laid out for choosing: matrices built once, so that no choice loops over items."""

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from personalization.genres import DECADES, GENRES
from personalization.item import FEELINGS, TRAITS, Form, Item, ItemKind, Practice, Purpose
from personalization.profile import Subject, Told, artist_key
from personalization.space import Vectors, item_vectors

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]

_KINDS = tuple(ItemKind)
_PURPOSES = tuple(Purpose)
_GENRE_COLUMNS = {genre: column for column, genre in enumerate(GENRES + DECADES)}
_FORM_COLUMNS = {form.value: column for column, form in enumerate((*Practice, *Form))}
_TRAIT_COLUMNS = {trait: column for column, trait in enumerate(TRAITS)}


class CatalogueIndex:
    """Items in the order of their ids; a row is an item's place in it. Never changes once built."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Lay the items out."""
        self.items: tuple[Item, ...] = tuple(sorted(items, key=lambda item: item.id))
        self.row_of: dict[str, int] = {item.id: row for row, item in enumerate(self.items)}
        n_items = len(self.items)
        self.valences = np.array([i.valence for i in self.items], np.float32)
        self.arousals = np.array([i.arousal for i in self.items], np.float32)
        feelings = np.array([i.feelings for i in self.items], np.float32).reshape(n_items, len(FEELINGS))
        self.unit_feelings = of_length_one(feelings)  # (n_items, 8)
        self.vectors = item_vectors(self.items)  # (n_items, n_dimensions)
        self.kinds = np.array([_KINDS.index(i.kind) for i in self.items], np.int8)
        self.middles = self._middles()  # (n_kinds, n_dimensions)
        self.directions = of_length_one(self.vectors - self.middles[self.kinds])  # (n_items, n_dimensions)
        self.numbers = np.array([crc32(i.id.encode()) for i in self.items], np.uint32)
        self._genres = _membership((i.genres for i in self.items), _GENRE_COLUMNS, n_items)
        self._traits = _membership((i.traits for i in self.items), _TRAIT_COLUMNS, n_items)
        self._forms = _membership(
            ([form.value for form in (i.practice, i.form) if form] for i in self.items),
            _FORM_COLUMNS,
            n_items,
        )
        self._purposes = np.array([[p in i.purposes for i in self.items] for p in _PURPOSES], np.bool_)
        self._rows_of_artist: dict[str, list[int]] = {}
        self.artists: dict[str, str] = {}
        for row, item in enumerate(self.items):
            if item.artist:
                key = artist_key(item.artist)
                self.artists.setdefault(key, item.artist)
                self._rows_of_artist.setdefault(key, []).append(row)

    def __len__(self) -> int:
        """The number of items."""
        return len(self.items)

    def of_kinds(self, kinds: frozenset[ItemKind] | None) -> Mask:
        """(n_items,) whether the item is of one of these kinds; a new array."""
        if kinds is None:
            return np.ones(len(self), np.bool_)
        wanted = np.array([kind in kinds for kind in _KINDS], np.bool_)
        mask: Mask = wanted[self.kinds]
        return mask

    def with_genre(self, genre: str) -> Mask:
        """(n_items,) whether the item is of this genre or decade."""
        return _column(self._genres, _GENRE_COLUMNS.get(genre), len(self))

    def of_form(self, form: Practice | Form) -> Mask:
        """(n_items,) whether the item is of this practice or form."""
        return _column(self._forms, _FORM_COLUMNS[form.value], len(self))

    def good_for(self, purpose: Purpose) -> Mask:
        """(n_items,) whether the item serves this purpose."""
        mask: Mask = self._purposes[_PURPOSES.index(purpose)]
        return mask

    def concerned(self, told: Told) -> Mask:
        """(n_items,) whether what was told is about the item; the same as `told.concerns`."""
        match told.kind:
            case Subject.TRAIT:
                return _column(self._traits, _TRAIT_COLUMNS.get(told.subject), len(self))
            case Subject.ARTIST:
                mask = np.zeros(len(self), np.bool_)
                mask[self._rows_of_artist.get(artist_key(told.subject), [])] = True
                return mask
            case _:
                return self.with_genre(told.subject)

    def rows(self, ids: Iterable[str]) -> Rows:
        """The rows of those ids that are in the catalogue."""
        return np.array([self.row_of[item_id] for item_id in ids if item_id in self.row_of], np.intp)

    def direction(self, item: Item) -> Vectors:
        """(n_dimensions,) of length 1: where an item, even a retired one, lies from its kind's middle."""
        row = self.row_of.get(item.id)
        if row is not None:
            stored: Vectors = self.directions[row]
            return stored
        away: Vectors = of_length_one(item_vectors([item]) - self.middles[_KINDS.index(item.kind)])[0]
        return away

    def _middles(self) -> Vectors:
        middles = np.zeros((len(_KINDS), self.vectors.shape[1]), np.float32)
        for kind in range(len(_KINDS)):
            of_kind = self.kinds == kind
            if of_kind.any():
                middles[kind] = self.vectors[of_kind].mean(axis=0)
        return middles


def of_length_one(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return scaled


def _membership(words: Iterable[Sequence[str]], columns: dict[str, int], n_items: int) -> Mask:
    """(n_columns, n_items), one column of the catalogue after the other in memory."""
    mask = np.zeros((len(columns), n_items), np.bool_)
    for row, of_item in enumerate(words):
        for word in of_item:
            if word in columns:
                mask[columns[word], row] = True
    return mask


def _column(membership: Mask, column: int | None, n_items: int) -> Mask:
    if column is None:
        return np.zeros(n_items, np.bool_)
    mask: Mask = membership[column]
    return mask
