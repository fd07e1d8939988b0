import numpy as np
import pytest

from personalization.item import TRAITS, Item, ItemKind, Purpose
from personalization.profile import Polarity, Subject, Told
from personalization.recommend.index import CatalogueIndex


@pytest.fixture(scope="module")
def index(catalogue: list[Item]) -> CatalogueIndex:
    return CatalogueIndex(catalogue)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        *((Subject.TRAIT, trait) for trait in TRAITS),
        (Subject.GENRE, "jazz"),
        (Subject.GENRE, "no-such-genre"),
        (Subject.DECADE, "1990s"),
        (Subject.ARTIST, "ac dc"),
        (Subject.ARTIST, "Nobody At All"),
    ],
)
def test_the_index_finds_what_was_told_of_as_the_item_itself_does(
    index: CatalogueIndex, kind: Subject, subject: str
) -> None:
    told = Told(kind, subject, Polarity.REJECTED)
    assert index.concerned(told).tolist() == [told.concerns(item) for item in index.items]


def test_masks_agree_with_the_items(index: CatalogueIndex) -> None:
    tracks = frozenset({ItemKind.TRACK})
    assert index.of_kinds(tracks).tolist() == [item.kind in tracks for item in index.items]
    assert index.of_kinds(None).all()
    for purpose in Purpose:
        assert index.good_for(purpose).tolist() == [purpose in item.purposes for item in index.items]


def test_asking_for_a_mask_leaves_the_index_as_it_was(index: CatalogueIndex) -> None:
    index.of_kinds(None)[:] = False
    assert index.of_kinds(None).all()


def test_directions_have_length_one_and_the_middle_of_each_kind_is_nowhere(index: CatalogueIndex) -> None:
    np.testing.assert_allclose(np.linalg.norm(index.directions, axis=1), 1.0, atol=1e-5)
    for number, kind in enumerate(ItemKind):
        of_kind = index.vectors[index.of_kinds(frozenset({kind}))]
        np.testing.assert_allclose(of_kind.mean(axis=0), index.middles[number], atol=1e-6)


def test_an_empty_catalogue_can_be_laid_out() -> None:
    empty = CatalogueIndex([])
    assert len(empty) == 0
    assert empty.rows(["a"]).tolist() == []
