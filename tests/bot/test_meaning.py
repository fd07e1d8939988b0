"""The vector that comes with a turn: used for exactly its words, in exactly its turn."""

import asyncio
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.meaning import Meaning, at_hand, vector_at_hand
from bot.sentence_featurizer import SentenceFeaturizer
from bot.text_graph import MAX_TOKENS, TextGraph

VECTOR = np.full(384, 384**-0.5, "<f2").tobytes()
ENCODED = b64encode(VECTOR).decode()


def test_a_meaning_is_read() -> None:
    assert Meaning.read({"words": "I am fine", "vector": ENCODED}) == Meaning("I am fine", VECTOR)
    assert np.linalg.norm(Meaning("", VECTOR).values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        [],
        {},
        {"words": 3, "vector": ENCODED},
        {"words": "x", "vector": None},
        {"words": "x", "vector": "?"},
        {"words": "x", "vector": "é"},
        {"words": "x", "vector": ENCODED[:-4]},
        {"words": "x", "vector": b64encode(np.full(384, np.nan, "<f2").tobytes()).decode()},
    ],
)
def test_what_is_no_meaning_is_done_without(given: object) -> None:
    assert Meaning.read(given) is None


def test_a_vector_is_at_hand_for_its_own_words_only() -> None:
    with at_hand(Meaning("I am fine", VECTOR)):
        assert vector_at_hand(" I am  fine\n") is not None
        assert vector_at_hand("I am not fine") is None
        assert vector_at_hand("i am fine") is None


def test_a_vector_is_gone_after_its_turn_and_unknown_to_other_turns() -> None:
    async def turn(meaning: Meaning | None) -> bool:
        with at_hand(meaning):
            await asyncio.sleep(0)
            return vector_at_hand("x") is not None

    async def script() -> list[bool]:
        return await asyncio.gather(turn(Meaning("x", VECTOR)), turn(None))

    assert asyncio.run(script()) == [True, False]
    with pytest.raises(RuntimeError), at_hand(Meaning("x", VECTOR)):
        raise RuntimeError
    assert vector_at_hand("x") is None


def test_the_graph_knows_which_texts_it_would_cut() -> None:
    graph = TextGraph(Path(__file__).parents[2] / "models" / "text")
    assert graph.fits("I am fine")
    assert graph.fits("word " * (MAX_TOKENS - 2))
    assert not graph.fits("word " * (MAX_TOKENS - 1))


class ScriptedGraph:
    """Gives zeros; keeps what it was asked; reads at most twenty characters."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fits(self, text: str) -> bool:
        return len(text) <= 20

    def embed(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        return np.zeros(384, np.float32)


@pytest.mark.parametrize(
    ("text", "words", "asked"),
    [
        ("I am fine", "I am fine", []),
        ("I am fine", "I am not fine", ["I am fine"]),
        ("I am 😞", "I am disappointed", ["I am sad"]),
        ("I am 😞", "I am sad", []),
        ("a text that is cut off", "a text that is cut off", ["a text that is cut off"]),
    ],
)
def test_the_graph_is_spared_only_where_it_would_read_the_same(
    text: str, words: str, asked: list[str]
) -> None:
    graph, message = ScriptedGraph(), Message({TEXT: text})
    featurizer = SentenceFeaturizer(SentenceFeaturizer.get_default_config(), "featurizer", graph)  # type: ignore[arg-type]
    with at_hand(Meaning(words, VECTOR)):
        featurizer.process([message])
    _, features = message.get_dense_features(TEXT)
    assert graph.asked == asked
    assert features.features.shape == (1, 384)
    assert bool(features.features.any()) is not bool(asked)
