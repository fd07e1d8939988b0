"""What doctor says of the face, a machine without npm, and the arithmetic of the face benchmarks."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from gateway.face.device_files import MODEL_FILES, PACKAGE_FILES, DeviceFolders
from undertone import doctor
from undertone.bench import camera_load, faces
from undertone.configs import gateway_config
from undertone.doctor import Status
from undertone.settings import PROJECT_ROOT, Settings


def settings(folder: Path, **more: Any) -> Settings:
    return Settings(data_dir=folder, **more)


def test_doctor_says_that_faces_are_off_when_they_are(tmp_path: Path) -> None:
    found = doctor._face(settings(tmp_path, face=False))
    assert (found.status, "setting `face`" in found.seen) == (Status.OFF, True)


def test_doctor_says_what_is_missing_for_the_device_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "device_folders", lambda _: DeviceFolders(tmp_path, tmp_path, tmp_path))
    monkeypatch.setattr(doctor.shutil, "which", lambda _: None)
    found = doctor._device(settings(tmp_path))
    assert found.status is Status.OFF
    assert PACKAGE_FILES[0] in found.seen
    assert "npm" in found.remedy
    assert doctor._device(settings(tmp_path, face_where="device")).failed
    assert doctor._device(settings(tmp_path, face_where="server")).status is Status.OFF


def test_doctor_says_when_the_device_can_do_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PACKAGE_FILES, *MODEL_FILES):
        (tmp_path / name).touch()
    monkeypatch.setattr(doctor, "device_folders", lambda _: DeviceFolders(tmp_path, tmp_path, tmp_path))
    assert doctor._device(settings(tmp_path)).status is Status.OK


def test_the_settings_of_the_face_reach_the_gateway(tmp_path: Path) -> None:
    given = settings(tmp_path, face=False, face_where="device", face_fps=2.0, face_threads=3, max_cameras=7)
    config = gateway_config(given)
    assert (config.face, config.face_where, config.face_fps) == (False, "device", 2.0)
    assert (config.n_look_threads, config.max_cameras) == (3, 7)


def test_without_npm_nothing_is_fetched_and_the_reason_is_said(tmp_path: Path) -> None:
    script = PROJECT_ROOT / "web_widget" / "device" / "fetch.sh"
    copy = tmp_path / "fetch.sh"
    copy.write_text(script.read_text())
    (tmp_path / "bin").mkdir()
    for program in ("dirname", "sh"):
        (tmp_path / "bin" / program).symlink_to(f"/usr/bin/{program}")
    ran = subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", str(copy)],
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "No npm here" in ran.stderr
    assert not (tmp_path / "packages").exists()


def row(p50: float, cpu: float) -> dict[str, Any]:
    return {"p50": p50, "cpu": cpu, "per_s_of_processor": 1000.0 / cpu}


def test_the_goals_of_a_picture_are_judged_by_processor_time() -> None:
    fast = {"undertone": row(50.0, 8.0), "haar": row(90.0, 88.0)}
    slow = {"undertone": row(9.0, 12.0), "haar": "not measured: OpenCV is not installed"}
    found = faces.goals({"sizes": {"320x240": fast, "640x480": slow}})
    assert [(goal["measured"], goal["met"]) for goal in found] == [(125.0, True), (11.0, True)]
    found = faces.goals({"sizes": {"320x240": slow, "640x480": fast}})
    assert [goal["met"] for goal in found] == [False, True]


def test_the_goals_of_thirty_cameras_are_age_pace_and_fairness() -> None:
    load = {"cameras": 30, "age_ms": {"max": 390.0}, "fps": {"least": 5.0, "most": 5.0}}
    assert [goal["met"] for goal in camera_load.goals([load])] == [True, True, True]
    late = {"cameras": 30, "age_ms": {"max": 401.0}, "fps": {"least": 3.0, "most": 5.0}}
    assert [goal["met"] for goal in camera_load.goals([late])] == [False, False, False]
    assert camera_load.goals([{"cameras": 29}]) == []


def test_the_pictures_of_the_benchmark_are_small_and_none_is_like_another() -> None:
    pytest.importorskip("skimage", reason="scikit-image carries the picture of a face (`make install-test`)")
    shown = faces.pictures(faces.face_image(), faces.SIZES[0])
    assert len(set(shown)) == faces.N_PICTURES
    assert max(map(len, shown)) < 30_000
