"""What ships for the text sense: record, card and results agree, and the vector is good for the dialogue."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.cards import with_results
from models.text import card
from perception.emotion import GOEMOTIONS_TO_PLUTCHIK
from perception.text.graph import Calibration, TextGraph
from perception.text.wording import plain
from perception.weights import records, verify

MODELS = Path(__file__).resolve().parents[2] / "models"
TEXT = MODELS / "text"
INTENTS = {
    "music": ["put on a song", "I want to hear some music", "play something quiet", "any good tune for me"],
    "exercise": [
        "give me a breathing exercise",
        "something to relax my body",
        "guide me through an exercise",
    ],
    "read": ["I'd like to read something", "got a short story for me", "give me something to read"],
    "robot": ["are you a robot", "am I talking to a human", "is this a machine", "are you a real person"],
    "privacy": ["what do you store about me", "is my data safe", "what happens to my data"],
    "thanks": ["thank you so much", "thanks a lot", "cheers, thanks", "many thanks to you"],
    "bye": ["goodbye", "see you tomorrow", "bye for now", "talk to you later"],
}


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEXT / "results.json").read_text())
    return found


def test_the_shipped_files_are_the_recorded_ones() -> None:
    assert verify(MODELS) == []


def test_record_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    record = next(record for record in records(MODELS) if record.name == "text")
    assert record.result
    assert {name: results[name] for name in record.result} == record.result
    assert record.labels == tuple(GOEMOTIONS_TO_PLUTCHIK)


def test_recipe_and_results_hold_the_same_number(results: dict[str, Any]) -> None:
    with (MODELS / "recipes.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["model"] == "text")
    assert row["result"] == f"macro_f1={results['macro_f1']}"
    assert (MODELS.parent / row["script"]).is_file()
    assert (MODELS.parent / row["hparams"]).is_file()


def test_card_and_results_hold_the_same_numbers(results: dict[str, Any]) -> None:
    text = (TEXT / "README.md").read_text()
    assert with_results(text, card.block(results)) == text


def test_the_calibration_names_the_labels_in_the_data_sets_order() -> None:
    calibration = Calibration.load(TEXT / "serving.json")
    assert calibration.labels == tuple(GOEMOTIONS_TO_PLUTCHIK)
    assert len(calibration.thresholds) == 28


def test_the_sentence_vector_tells_intents_apart() -> None:
    texts = [(intent, text) for intent, group in INTENTS.items() for text in group]
    vectors = TextGraph(TEXT).run([text for _, text in texts]).meaning
    likeness = vectors @ vectors.T - 2.0 * np.eye(len(texts))
    right = [texts[row][0] == texts[int(likeness[row].argmax())][0] for row in range(len(texts))]
    assert np.mean(right) >= 0.85


@pytest.mark.data
def test_the_shipped_graph_measures_what_the_results_say(results: dict[str, Any], data_dir: Path) -> None:
    calibration = Calibration.load(TEXT / "serving.json")
    texts, truth = _official_test(data_dir)
    logits = TextGraph(TEXT, n_threads=2).run([plain(text) or "." for text in texts]).logits
    said = calibration.probabilities(logits) > np.array(calibration.thresholds)
    hits = (said & truth).sum(0)
    macro_f1 = float((2.0 * hits / np.maximum(said.sum(0) + truth.sum(0), 1)).mean())
    assert macro_f1 == pytest.approx(results["macro_f1"], abs=0.003)


def _official_test(data_dir: Path) -> tuple[list[str], "np.ndarray[Any, np.dtype[np.bool_]]"]:
    lines = (data_dir / "text" / "goemotions" / "test.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    truth = np.zeros((len(rows), 28), bool)
    for number, row in enumerate(rows):
        truth[number, [int(label) for label in row[1].split(",")]] = True
    return [row[0] for row in rows], truth
