"""One contract for every sense and for the scripted fake."""

import math
from pathlib import Path

import numpy as np
import pytest

from perception.emotion import LABELS
from perception.errors import PerceptionError
from perception.perceiver import Perceiver
from perception.text.perceiver import TextPerceiver
from perception.window import Window
from tests.fakes.perceiver import GLAD, ScriptedPerceiver

MODELS = Path(__file__).resolve().parents[2] / "models"
SENSIBLE = ["I am so happy for you!", "my dog died", "ok", "play something quiet", "😭"]
SILENT = [None, "", " ", "\n\t", "\x00", "\u200b\ufeff"]
HOSTILE = [
    "\x00" * 50,
    "a\x00b\x01\x02",
    "\ud800 lone \udfff surrogates",
    "x" * 1_000_000,
    "so sad " * 150_000,
    "e\u0301" * 3000,
    "\u202e reversed \u202d",
    "😀" * 5000,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "[CLS] [SEP] [MASK] [PAD]",
    "'; DROP TABLE users; --",
    "<script>alert(1)</script>",
    "\uffff\ufffe",
    "Z̷̢̛a̸͠l̶̕g̴o̵" * 40,
]


@pytest.fixture(scope="module", params=["scripted", "text"])
def perceiver(request: pytest.FixtureRequest) -> Perceiver:
    if request.param == "scripted":
        return ScriptedPerceiver([(0.0, GLAD)])
    return TextPerceiver(MODELS / "text")


@pytest.mark.parametrize("text", SENSIBLE)
def test_a_reading_is_a_distribution_with_everything_in_range(perceiver: Perceiver, text: str) -> None:
    reading = perceiver.perceive(Window(text=text))
    assert reading is not None
    assert len(reading.probabilities) == len(LABELS)
    assert math.isclose(sum(reading.probabilities), 1.0, abs_tol=1e-6)
    assert -1.0 <= reading.valence <= 1.0
    assert -1.0 <= reading.arousal <= 1.0
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.modality is perceiver.modality
    assert reading.observable <= set(LABELS)


@pytest.mark.parametrize("text", SILENT)
def test_silence_gives_nothing_or_an_unsure_neutral(perceiver: Perceiver, text: str | None) -> None:
    reading = perceiver.perceive(Window(text=text))
    assert reading is None or (reading.label == "neutral" and reading.confidence < 0.5)


def test_the_same_input_gives_the_same_reading(perceiver: Perceiver) -> None:
    window = Window(text="I can't believe you did that", started_s=1.0, ended_s=2.0)
    assert perceiver.perceive(window) == perceiver.perceive(window)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_read_or_refused_but_never_crashes(perceiver: Perceiver, text: str) -> None:
    try:
        reading = perceiver.perceive(Window(text=text))
    except PerceptionError:
        return
    assert reading is None or math.isfinite(reading.valence + reading.arousal + reading.confidence)


def test_a_batch_reads_as_one_by_one_and_in_order(perceiver: Perceiver) -> None:
    windows = [Window(text=text) for text in [*SENSIBLE, "", "a longer sentence about the weather " * 4]]
    together = perceiver.perceive_batch(windows)
    alone = [perceiver.perceive(window) for window in windows]
    for one, other in zip(together, alone, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            np.testing.assert_allclose(one.probabilities, other.probabilities, atol=1e-9)
            assert one.label == other.label
