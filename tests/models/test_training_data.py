"""How sentences become batches."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.text.hparams import read
from models.text.prepare import Sentences, batches, emobank, goemotions, own_sentences

TOKENIZER = Path(__file__).resolve().parents[2] / "models" / "text" / "tokenizer.json"


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(TOKENIZER))


def test_every_sentence_is_in_one_batch_an_epoch_and_cut_to_the_limit() -> None:
    pieces = [[1] * (3 + n % 90) for n in range(501)]
    rows = []
    for numbers, ids, mask in batches(pieces, 40, np.random.default_rng(1), max_pieces=64):
        assert ids.shape == mask.shape
        assert ids.shape[1] <= 64
        rows += numbers.tolist()
    assert sorted(rows) == list(range(501))


def test_shuffled_epochs_differ_and_repeat_with_their_seed() -> None:
    pieces = [[1] * 5 for _ in range(200)]

    def order(seed: int) -> list[int]:
        return [int(row) for rows, _, _ in batches(pieces, 10, np.random.default_rng(seed)) for row in rows]

    assert order(1) == order(1) != order(2)


def test_own_sentences_all_carry_known_labels(tokenizer: Tokenizer) -> None:
    own = own_sentences(tokenizer)
    assert own.emotions is not None
    assert (own.emotions.sum(1) >= 1).all()
    assert own.emotions.shape == (len(own), 28)


def test_each_run_learns_from_earlier_runs_only() -> None:
    known: list[str] = [""]
    for run in read().runs:
        assert {run.start, *run.teachers} <= set(known)
        known.append(run.name)


@pytest.mark.data
@pytest.mark.parametrize(("split", "n"), [("train", 43_410), ("dev", 5_426), ("test", 5_427)])
def test_the_official_splits_of_goemotions_are_whole(
    data_dir: Path, tokenizer: Tokenizer, split: str, n: int
) -> None:
    found: Sentences = goemotions(data_dir, split, tokenizer)
    assert len(found) == n
    assert found.emotions is not None
    assert (found.emotions.sum(1) >= 1).all()


@pytest.mark.data
def test_emobank_lies_in_the_square_of_valence_and_arousal(data_dir: Path, tokenizer: Tokenizer) -> None:
    found = emobank(data_dir, "test", tokenizer)
    assert found.valence_arousal is not None
    assert np.abs(found.valence_arousal).max() <= 1.0


@pytest.mark.data
def test_no_own_sentence_is_in_the_test_split(data_dir: Path, tokenizer: Tokenizer) -> None:
    def bare(text: str) -> str:
        return "".join(letter for letter in text.lower() if letter.isalnum())

    unseen = {bare(text) for text in goemotions(data_dir, "test", tokenizer).texts} - {""}
    assert not unseen & {bare(text) for text in own_sentences(tokenizer).texts}
