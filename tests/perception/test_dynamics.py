"""What the learned fusion is told of a sense beside its reading."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from perception.dynamics import VECTOR_LENGTH, WIDTHS, LearnedFusion, as_vector
from perception.emotion import Modality
from perception.errors import WeightsError
from tests.fakes.perceiver import CALM

FOLDER = Path(__file__).resolve().parents[2] / "models" / "fusion"
LEARNED = LearnedFusion(FOLDER)
FEELING = (1.0, *(0.0,) * 383)
MEANING = (0.0, 1.0, *(0.0,) * 382)


def shares(**vectors: tuple[float, ...]) -> tuple[float, ...]:
    fused, _ = LEARNED.fuse({Modality.TEXT: replace(CALM, modality=Modality.TEXT, **vectors)})  # type: ignore[arg-type]
    assert fused is not None
    return fused.reading.probabilities


def test_of_words_the_network_is_told_how_they_feel_and_what_they_say() -> None:
    vector = as_vector(replace(CALM, embedding=FEELING, meaning=MEANING))
    assert vector.shape == (768,)
    assert np.flatnonzero(vector).tolist() == [0, 385]
    assert np.linalg.norm(vector[:384]) == pytest.approx(VECTOR_LENGTH)
    assert as_vector(CALM).shape == (0,)


def test_both_vectors_of_the_words_are_heard() -> None:
    plain = shares(embedding=FEELING, meaning=MEANING)
    assert shares(embedding=FEELING, meaning=FEELING) != pytest.approx(plain, abs=1e-4)
    assert shares(embedding=MEANING, meaning=MEANING) != pytest.approx(plain, abs=1e-4)


def test_a_graph_made_for_vectors_of_another_width_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WIDTHS, Modality.TEXT, 384)
    with pytest.raises(WeightsError, match=r"text_embedding has 768 numbers, the text sense gives 384"):
        LearnedFusion(FOLDER)


def test_a_vector_of_another_width_is_left_out() -> None:
    assert shares(embedding=FEELING) == pytest.approx(shares())
