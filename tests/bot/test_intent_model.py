from pathlib import Path

import numpy as np
import pytest

from bot.intent_model import IntentModel, fit
from bot.words import plain, word_features

TEXTS = ["I love jazz", "I love rock", "no jazz", "no rock please", "hello there", "hello you"]
INTENTS = ["love", "love", "reject", "reject", "greet", "greet"]


def vectors(n: int) -> np.ndarray:
    made = np.random.default_rng(7).normal(size=(n, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return fit(TEXTS * 4, np.tile(vectors(6), (4, 1)), INTENTS * 4)


def test_probabilities_sum_to_one(model: IntentModel) -> None:
    p = model.probabilities("no jazz", vectors(6)[2])
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert model.labels[int(p.argmax())] == "reject"


def test_the_words_count_beside_the_meaning(model: IntentModel) -> None:
    reject, same = model.labels.index("reject"), vectors(6)[0]
    refusal, praise = (model.probabilities(text, same) for text in ("no rock please", "I love rock"))
    assert refusal[reject] > praise[reject]


def test_unknown_words_leave_the_meaning_alone(model: IntentModel) -> None:
    p = model.probabilities("qqqq", vectors(6)[0])
    assert np.isfinite(p).all()
    assert model.labels[int(p.argmax())] == "love"


def test_sharpness_moves_confidence_but_not_the_choice(model: IntentModel) -> None:
    from dataclasses import replace

    sharp = replace(model, sharpness=3.0)
    before, after = (m.probabilities("I love jazz", vectors(6)[0]) for m in (model, sharp))
    assert before.argmax() == after.argmax()
    assert after.max() > before.max()


def test_a_saved_model_is_the_same_model(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    for text in TEXTS:
        np.testing.assert_array_equal(
            model.probabilities(text, vectors(6)[2]), again.probabilities(text, vectors(6)[2])
        )


def test_word_features_know_one_apostrophe_and_no_capitals() -> None:
    assert plain("I DON’T   know") == "i don't know"
    assert set(word_features("Don’t")) == set(word_features("don't"))
    assert "p:^ no" in set(word_features("No jazz"))
    assert list(word_features("")) == ["p:^ $"]
