"""`sense --face` and lines with photos, with an observer that plays a script."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from perception.errors import InputError
from perception.face.checkpoint import PLAIN
from perception.face.perceiver import FacePerceiver
from perception.pipeline import Pipeline
from tests.fakes.observer import BLACK, GREEN, RED, ScriptedObserver, picture
from tests.fakes.perceiver import GLAD, ScriptedPerceiver
from undertone import sense
from undertone.cli import app
from undertone.cli_output import without_native_notes
from undertone.sense import sense_files


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    found = Pipeline([ScriptedPerceiver([(0.0, GLAD)]), FacePerceiver(PLAIN)], ScriptedObserver())
    monkeypatch.setattr(sense, "pipeline_for", lambda _settings: found)
    return found


@pytest.fixture
def angry(tmp_path: Path) -> Path:
    path = tmp_path / "angry.jpg"
    path.write_bytes(picture(RED))
    return path


def test_a_photo_gives_the_faces_reading(pipeline: Pipeline, angry: Path) -> None:
    done = CliRunner().invoke(app, ["sense", "--face", str(angry), "--json"])
    assert done.exit_code == 0
    fields = json.loads(done.stdout)
    assert fields["label"] == "anger"
    assert list(fields) == ["label", "probabilities", "valence", "arousal", "confidence"]


def test_a_file_is_looked_at_as_a_photo(angry: Path) -> None:
    observer = ScriptedObserver()
    sense_files(Pipeline([FacePerceiver(PLAIN)], observer), face=angry)
    assert [image.is_photo for _, image in observer.seen] == [True]


def test_words_and_face_together_are_pooled_and_say_their_weights(pipeline: Pipeline, angry: Path) -> None:
    fields = sense_files(pipeline, "what a day", face=angry)
    assert set(fields["weights"]) == {"text", "face"}
    assert sum(fields["weights"].values()) == pytest.approx(1.0, abs=1e-3)


def test_a_photo_without_a_face_is_nothing_to_read(pipeline: Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "nobody.png"
    path.write_bytes(picture(BLACK, "PNG"))
    assert sense_files(pipeline, face=path)["label"] is None
    done = CliRunner().invoke(app, ["sense", "--face", str(path)])
    assert "Nothing to read" in done.stdout


@pytest.mark.parametrize("content", [b"I am no picture", b"<svg/>", picture()[:200], None])
def test_what_is_no_picture_is_one_clear_error(
    pipeline: Pipeline, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "a.jpg"
    if content is not None:
        path.write_bytes(content)
    done = CliRunner().invoke(app, ["sense", "--face", str(path)])
    assert isinstance(done.exception, InputError)
    assert "JPEG, PNG or WebP" in str(done.exception)


def test_notes_of_compiled_libraries_are_kept_off_the_error_stream_and_ours_are_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with without_native_notes():
        os.write(2, b"W0000 delegate created\n")
    os.write(2, b"ours\n")
    assert capfd.readouterr().err == "ours\n"


def test_a_batch_takes_photos_beside_words(pipeline: Pipeline, tmp_path: Path, angry: Path) -> None:
    (tmp_path / "glad.webp").write_bytes(picture(GREEN, "WEBP"))
    lines = [{"text": "fine"}, {"face": "glad.webp"}, {"face": str(angry)}, {"face": "none.jpg"}]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(map(json.dumps, lines)))
    done = CliRunner().invoke(app, ["sense", "--batch", str(batch)])
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [fields.get("label") for fields in found] == ["joy", "joy", "anger", None]
    assert found[3]["line"] == 4
    assert "none.jpg" in found[3]["error"]
