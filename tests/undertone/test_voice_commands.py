"""What doctor says of recognition and speech, `models fetch`, and the arithmetic of the voice benchmarks."""

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from tests.fakes.whisper_package import FakeWhisper
from undertone import doctor
from undertone.bench import senses, voice_load
from undertone.bench.speech import room, talk
from undertone.doctor import Finding, Status
from undertone.models import UnknownModelError, fetch_model
from undertone.settings import Settings


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, **more)


def recognition(folder: Path, **more: Any) -> Finding:
    return doctor._recognition(settings(folder, **more))


def test_doctor_says_which_recogniser_runs_and_how_to_better_it(tmp_path: Path) -> None:
    found = recognition(tmp_path)
    assert found.status is Status.OK
    assert "pocketsphinx" in found.seen
    assert "models fetch whisper-" in found.remedy
    assert recognition(tmp_path, recognition="off").status is Status.OFF


def test_doctor_says_which_checkpoint_torch_serves_or_what_is_missing_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = settings(tmp_path, backend="torch", voice_checkpoint="some/model")
    monkeypatch.setattr(doctor, "find_spec", lambda _name: object())
    found = doctor._voice(torch)
    assert (found.status, "some/model" in found.seen) == (Status.OK, True)
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "speechbrain" else object())
    found = doctor._voice(torch)
    assert (found.status, found.remedy) == (Status.FAILED, "`make install-train`, or set backend to onnx")
    assert "speechbrain" in found.seen


def test_doctor_fails_a_whisper_that_is_not_there_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    found = recognition(tmp_path, recognition="whisper")
    assert found.failed
    assert "extra `whisper`" in found.remedy
    monkeypatch.setattr(doctor, "find_spec", lambda _: object())
    found = recognition(tmp_path, recognition="whisper", whisper_model="small")
    assert found.failed
    assert found.remedy == "`undertone models fetch whisper-small`"
    (tmp_path / "models" / "whisper-small").mkdir(parents=True)
    (tmp_path / "models" / "whisper-small" / "model.bin").write_bytes(b"weights")
    assert not recognition(tmp_path, recognition="whisper", whisper_model="small").failed


def test_doctor_says_who_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor._speech(settings(tmp_path)).status is Status.OK
    assert doctor._speech(settings(tmp_path, speech="off")).status is Status.OFF
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert doctor._speech(settings(tmp_path, speech="espeak")).failed


def test_a_model_is_fetched_into_the_data_folder_and_it_is_said_how_to_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whisper = FakeWhisper()
    monkeypatch.setitem(sys.modules, "faster_whisper", whisper.module())
    console = Console(record=True, width=200)
    fetch_model(settings(tmp_path), "whisper-small.en", console)
    assert whisper.fetched == [("small.en", str(tmp_path / "models" / "whisper-small.en"))]
    assert 'whisper_model = "small.en"' in console.export_text()


@pytest.mark.parametrize("name", ["bert", "whisper-", ""])
def test_another_kind_of_model_is_refused_with_what_is_allowed(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownModelError, match=r"whisper-base\.en"):
        fetch_model(settings(tmp_path), name, Console())


def test_the_speech_of_a_benchmark_says_where_its_utterances_end() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed (Debian: apt-get install espeak-ng)")
    samples, ends = talk(3, 8.0, 1.5)
    assert len(samples) / 16_000 >= 8.0
    assert ends == sorted(ends)
    for end_s in ends:
        after = samples[int(end_s * 16_000) : int((end_s + 1.4) * 16_000)]
        assert np.abs(after.astype(np.int32)).max() < 200
        assert np.abs(samples[int((end_s - 0.5) * 16_000) : int(end_s * 16_000)].astype(np.int32)).max() > 300


def test_the_noise_of_a_room_is_the_same_with_the_same_seed() -> None:
    assert (room(0.1, 3) == room(0.1, 3)).all()
    assert not (room(0.1, 3) == room(0.1, 4)).all()


LOAD: dict[str, Any] = {
    "voices": 20, "frames_sent": 100, "frames_taken": 100, "utterances": 5, "readings": 5,
    "wait_ms": {"p50": 100.0, "p95": 200.0, "max": 250.0}, "partial": {"made": 9, "shed": 1},
    "after_end_ms": {"p50": 10.0, "p95": 20.0, "max": 30.0}, "gateway_processors": 0.5,
}  # fmt: skip


def test_the_goals_of_twenty_voices_are_met_and_missed_by_what_was_measured() -> None:
    assert [goal["met"] for goal in voice_load.goals([LOAD])] == [True, True, True]
    worse = LOAD | {"frames_taken": 99, "readings": 4, "wait_ms": {"max": 301.0}}
    assert [goal["met"] for goal in voice_load.goals([worse])] == [False, False, False]
    assert not voice_load.goals([LOAD | {"voices": 7}])
    assert not voice_load.goals([LOAD | {"wait_ms": None}])[2]["met"]


def test_the_tables_are_printed_from_what_was_measured() -> None:
    console = Console(record=True, width=200)
    voice_load.show({"loads": [LOAD, LOAD | {"wait_ms": None}], "goals": voice_load.goals([LOAD])}, console)
    document = {
        "reading_ms": {"undertone": {"p50": 9.0, "p95": 12.0}, "torch": "not measured: torch"},
        "after_speech_ms": {"reading": None, "transcript": {"p50": 200.0, "p95": 300.0}},
        "voice_activity": {"block_ms": 0.4, "processor_share": 0.012},
        "recognition": {"name": "pocketsphinx", "real_time_factor": 0.3},
        "rss_mib": {"senses": 70.0},
    }
    senses.show({**document, "goals": senses.goals(document)}, console)
    text = console.export_text()
    assert "100 of 100" in text
    assert "not measured: torch" in text
    assert "met" in text


def test_figures_are_the_median_and_the_95th_percentile() -> None:
    assert senses.figures([float(n) for n in range(1, 101)]) == {"p50": 50.5, "p95": 96.0}
    assert voice_load.summary([]) is None
    assert voice_load.summary([1.0, 2.0, 3.0]) == {"p50": 2.0, "p95": 3.0, "max": 3.0}
