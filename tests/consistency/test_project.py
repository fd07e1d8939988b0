"""What the repository promises about itself."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from gateway.face.device_files import PACKAGE_FILES
from undertone.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "lock",
    ["requirements.lock", "requirements-test.lock", "requirements-train.lock", "bot/requirements.lock"],
)
def test_a_lock_file_names_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--index-url|--find-links", text)
    pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, flags=re.M)
    assert len(pins) > 20
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_browsers_packages_are_pinned_with_checksums_and_no_address() -> None:
    lock = (ROOT / "web_widget" / "device" / "package-lock.json").read_text()
    assert "http" not in lock
    packages = json.loads(lock)["packages"]
    assert {"node_modules/@mediapipe/face_mesh", "node_modules/onnxruntime-web"} <= set(packages)
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)


def test_what_is_fetched_for_browsers_is_what_the_gateway_serves() -> None:
    script = (ROOT / "web_widget" / "device" / "fetch.sh").read_text()
    for name in PACKAGE_FILES:
        assert Path(name).name in script
    copied = re.findall(r"\b(?:face_mesh|ort)[\w.\-]*\.(?:js|mjs|wasm|data|binarypb)\b", script)
    assert set(copied) == {Path(name).name for name in PACKAGE_FILES}


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    missing = [name for name in Settings.model_fields if f"`UNDERTONE_{name.upper()}`" not in page]
    assert not missing


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_readme_names_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def test_weights_stay_under_forty_megabytes() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "models"],  # noqa: S607 - whichever git is on the path
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    assert (
        sum((ROOT / name).stat().st_size for name in tracked if name and (ROOT / name).exists()) < 40_000_000
    )


def test_shipped_graphs_hold_no_folder_of_the_machine_that_made_them() -> None:
    for graph in (ROOT / "models").rglob("*.onnx"):
        content = graph.read_bytes()
        assert not re.findall(rb'site-packages|File "/|/(?:home|root)/', content)
