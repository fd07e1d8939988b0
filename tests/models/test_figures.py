"""Figures are rounded and written in one way."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.figures import rounded, write_figures

MODELS = Path(__file__).resolve().parents[2] / "models"


def test_every_float_is_rounded_however_deep_it_lies() -> None:
    given = {"a": 0.123456, "b": [1.000049, {"c": (np.float64(2 / 3), "word", 7, None, True)}]}
    assert rounded(given) == {"a": 0.1235, "b": [1.0, {"c": [0.6667, "word", 7, None, True]}]}
    assert rounded(0.123456789, places=6) == 0.123457


def test_what_is_returned_is_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "results.json"
    written = write_figures(path, {"f1": 2 / 3, "parts": (0.00004, 1)})
    assert written == json.loads(path.read_text()) == {"f1": 0.6667, "parts": [0.0, 1]}


@pytest.mark.parametrize("model", ["text", "voice", "face", "fusion"])
def test_the_results_that_ship_are_written_in_this_way(tmp_path: Path, model: str) -> None:
    shipped = (MODELS / model / "results.json").read_text()
    write_figures(tmp_path / "results.json", json.loads(shipped))
    assert (tmp_path / "results.json").read_text() == shipped
