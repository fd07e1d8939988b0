import string
from itertools import pairwise

import pytest

from actions.words import OFFERS, PHRASES, Words
from personalization.item import ItemKind, Purpose
from personalization.mood import Mood
from personalization.privacy import DataSummary

VALUES = {
    "title": "A Song", "why": "It sounds even.", "form": "a poem",
    "genre": "jazz", "loved": "jazz", "rejected": "metal",
    "told": "you love jazz", "learned": "folk", "artist": "A Band",
}  # fmt: skip
CLAIMS = (" you are sad", "you feel", "your mood is", "i know how", "diagnos", "disorder", "symptom")


def mood(need: str | None, confidence: float = 0.8) -> Mood:
    return Mood((1.0,) + (0.0,) * 8, 0.5, 0.1, confidence, None, need)


@pytest.mark.parametrize("name", PHRASES)
def test_every_reply_can_be_filled_in_and_starts_with_a_capital(name: str) -> None:
    for seed in range(8):
        text = Words.seeded(seed).pick(name, **VALUES)
        assert not text[0].islower()
        assert "{" not in text


@pytest.mark.parametrize("name", PHRASES)
def test_every_reply_asks_only_for_values_that_actions_give(name: str) -> None:
    for variant in PHRASES[name]:
        assert {field for _, field, _, _ in string.Formatter().parse(variant) if field} <= set(VALUES)


def test_replies_come_in_several_variants_but_for_the_ones_that_must_be_exact() -> None:
    assert {name for name, variants in PHRASES.items() if len(variants) < 2} == {"forget_fails"}


def test_no_reply_claims_to_know_or_sounds_clinical() -> None:
    for variants in PHRASES.values():
        for variant in variants:
            assert not any(claim in f" {variant.casefold()}" for claim in CLAIMS), variant


def test_replies_are_short() -> None:
    for name, variants in PHRASES.items():
        limit = 230 if name.endswith("_person") else 160
        assert all(len(variant) <= limit for variant in variants), name


def test_the_same_random_source_says_the_same_words() -> None:
    first, second = (Words.seeded(3) for _ in range(2))
    assert [first.pick("liked", title="x") for _ in range(9)] == [
        second.pick("liked", title="x") for _ in range(9)
    ]


def test_no_reply_is_said_twice_in_a_row_where_there_are_two() -> None:
    words = Words.seeded(5)
    said = [words.pick("another") for _ in range(30)]
    assert all(first != second for first, second in pairwise(said))
    assert set(said) == set(PHRASES["another"])


@pytest.mark.parametrize("kind", ItemKind)
@pytest.mark.parametrize("need", [*Purpose, None, "unknown"])
def test_every_kind_has_an_opening_for_every_need(kind: ItemKind, need: str | None) -> None:
    assert Words.seeded(1).for_offer(kind, mood(need))
    assert Words.seeded(1).for_offer(kind, None)


def test_an_uncertain_need_is_not_spoken_to() -> None:
    opening = Words.seeded(1).for_offer(ItemKind.TRACK, mood("vent", confidence=0.1))
    assert opening in OFFERS[ItemKind.TRACK][""]


def test_a_summary_reads_well_for_none_one_and_many() -> None:
    words = Words.seeded(1)
    text = words.data_summary(DataSummary(1, 3, 0, 0, 2))
    assert text.startswith(
        "I keep 1 visit, 3 readings, no notes about what I offered and how you liked it, 2 things you told me"
    )
    assert "none of your words" in text
    assert "the words of 2 messages" in words.data_summary(DataSummary(1, 3, 2, 0, 2))
