"""Records of weights and their check."""

import hashlib
from pathlib import Path

import pytest

from perception.errors import WeightsError
from perception.weights import records, verify

RECORD = """
[text]
file = "text/text.onnx"
sha256 = "{sha256}"
licence = "Apache-2.0"
labels = ["joy", "sadness"]
input = "ids"
data = "some"
split = "official"

[text.result]
macro_f1 = 0.5
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "text.onnx").write_bytes(b"weights")
    sha256 = hashlib.sha256(b"weights").hexdigest()
    (tmp_path / "weights.toml").write_text(RECORD.format(sha256=sha256))
    return tmp_path


def test_recorded_weights_have_no_problem(models: Path) -> None:
    assert verify(models) == []
    assert records(models)[0].labels == ("joy", "sadness")


def test_an_altered_file_is_named(models: Path) -> None:
    (models / "text" / "text.onnx").write_bytes(b"other weights")
    assert "text.onnx" in verify(models)[0]


def test_a_missing_file_is_named(models: Path) -> None:
    (models / "text" / "text.onnx").unlink()
    assert "missing" in verify(models)[0]


def test_a_missing_record_file_is_a_problem_and_an_error(tmp_path: Path) -> None:
    assert len(verify(tmp_path)) == 1
    with pytest.raises(WeightsError):
        records(tmp_path)


def test_a_record_without_a_licence_is_refused(models: Path) -> None:
    path = models / "weights.toml"
    path.write_text(path.read_text().replace('licence = "Apache-2.0"\n', ""))
    with pytest.raises(WeightsError, match="licence"):
        records(models)
