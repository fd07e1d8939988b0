"""`sense --voice` and lines with sound files, with scripted senses."""

import json
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from perception.emotion import EmotionReading, Modality
from perception.errors import InputError
from perception.pipeline import Pipeline
from perception.window import Window
from tests.fakes.perceiver import ANGRY, GLAD, ScriptedPerceiver
from undertone import sense
from undertone.cli import app
from undertone.sense import sense_files


class LoudIsAngry:
    """A voice sense to which every sound that is not silent is angry."""

    modality = Modality.VOICE

    def perceive(self, window: Window) -> EmotionReading | None:
        if window.voice is None or not np.abs(window.voice.samples).max(initial=0.0):
            return None
        return ANGRY

    def perceive_batch(self, windows: Sequence[Window]) -> list[EmotionReading | None]:
        return [self.perceive(window) for window in windows]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    found = Pipeline([ScriptedPerceiver([(0.0, GLAD)]), LoudIsAngry()])
    monkeypatch.setattr(sense, "pipeline_for", lambda _settings: found)
    return found


def sound(path: Path, level: float = 0.3, rate_hz: int = 44_100) -> Path:
    """One second of a tone in a WAV file."""
    tone = level * np.sin(2 * np.pi * 220 * np.arange(rate_hz) / rate_hz)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate_hz, 0, "NONE", ""))
        file.writeframes((32_767 * tone).astype("<i2").tobytes())
    return path


def answers(batch: Path) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, ["sense", "--batch", str(batch)])
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_sound_file_gives_the_voices_reading(pipeline: Pipeline, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["sense", "--voice", str(sound(tmp_path / "a.wav")), "--json"])
    assert done.exit_code == 0
    fields = json.loads(done.stdout)
    assert fields["label"] == "anger"
    assert list(fields) == ["label", "probabilities", "valence", "arousal", "confidence"]


def test_words_and_voice_together_are_pooled_and_say_their_weights(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    fields = sense_files(pipeline, "what a day", sound(tmp_path / "a.wav"))
    assert fields["weights"] == {"text": pytest.approx(0.625), "voice": pytest.approx(0.375)}
    assert fields["label"] == "joy"


def test_a_reading_for_people_says_that_it_is_an_estimate_and_is_never_sure(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["sense", "--voice", str(sound(tmp_path / "a.wav"))])
    assert (
        done.stdout.splitlines()[0]
        == f"it sounds like anger: an estimate, confidence {ANGRY.confidence:.2f} of 1"
    )
    assert "sure" not in done.stdout


def test_silence_is_nothing_to_read(pipeline: Pipeline, tmp_path: Path) -> None:
    path = sound(tmp_path / "a.wav", level=0.0)
    assert sense_files(pipeline, voice=path)["label"] is None
    done = CliRunner().invoke(app, ["sense", "--voice", str(path)])
    assert "Nothing to read" in done.stdout


def test_what_is_no_sound_is_one_clear_error(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("I am no sound")
    done = CliRunner().invoke(app, ["sense", "--voice", str(tmp_path / "a.wav")])
    assert isinstance(done.exception, InputError)
    assert "give a sound file" in str(done.exception)


@pytest.mark.parametrize("given", [[], ["--text", "a", "--batch", "-"], ["--voice", "a", "--batch", "-"]])
def test_one_way_of_giving_is_asked_for(pipeline: Pipeline, given: list[str]) -> None:
    assert CliRunner().invoke(app, ["sense", *given]).exit_code == 2


def test_a_batch_mixes_words_voices_and_both_in_order(pipeline: Pipeline, tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    (tmp_path / "broken.ogg").write_bytes(b"OggS")
    lines = [
        {"text": "fine"},
        {"voice": "a.wav"},
        {"text": "fine", "voice": str(tmp_path / "a.wav")},
        {"voice": "broken.ogg"},
        {"voice": "none.wav"},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(map(json.dumps, lines)))
    found = answers(batch)
    assert [fields.get("label") for fields in found] == ["joy", "anger", "joy", None, None]
    assert [fields.get("line") for fields in found] == [None, None, None, 4, 5]
    assert "broken.ogg" in found[3]["error"]
    assert "none.wav" in found[4]["error"]
