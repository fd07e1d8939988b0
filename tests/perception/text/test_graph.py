"""Windows and calibration around the graph."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perception.emotion import GOEMOTIONS_TO_PLUTCHIK
from perception.errors import WeightsError
from perception.text.graph import (
    CLS,
    N_PIECES,
    N_WINDOWS,
    SEP,
    Calibration,
    TextGraph,
    windows,
)

CALIBRATION = Calibration(tuple(GOEMOTIONS_TO_PLUTCHIK), (0.3,) * 28, 1.2, -0.1, 0.8, 0.6)


@given(st.integers(0, 2000))
def test_every_window_fits_and_keeps_beginning_and_end(n_pieces: int) -> None:
    ids = list(range(1000, 1000 + n_pieces))
    found = windows(ids)
    assert 1 <= len(found) <= N_WINDOWS
    assert all(len(window) <= N_PIECES and window[0] == CLS and window[-1] == SEP for window in found)
    if ids:
        assert found[0][1] == ids[0]
        assert found[-1][-2] == ids[-1]


def test_calibration_keeps_the_order_and_stays_between_0_and_1() -> None:
    logits = np.array([[-60.0, -2.0, 0.0, 2.0, 60.0]])
    found = CALIBRATION.probabilities(logits)[0]
    assert (np.diff(found) > 0).all()
    assert found.min() >= 0.0
    assert found.max() <= 1.0
    assert CALIBRATION.confidence(np.array([0.0, 1.0])).tolist() == sorted(
        CALIBRATION.confidence(np.array([0.0, 1.0]))
    )


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"labels": 1}', json.dumps({"labels": [], "scale": 1})])
def test_a_damaged_calibration_file_is_an_error_that_names_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "serving.json").write_text(content)
    with pytest.raises(WeightsError, match=r"serving\.json"):
        Calibration.load(tmp_path / "serving.json")


def test_a_graph_that_gives_something_else_is_an_error_that_names_it(tmp_path: Path) -> None:
    models = Path(__file__).parents[3] / "models"
    (tmp_path / "text.onnx").symlink_to(models / "face" / "face.onnx")
    with pytest.raises(WeightsError, match=r"text\.onnx is of another version.*emotion_embedding"):
        TextGraph(tmp_path)


def test_a_missing_graph_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="restore"):
        TextGraph(tmp_path)
