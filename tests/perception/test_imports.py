"""Importing perception is cheap."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import sys
import perception, perception.bootstrap, perception.emotion, perception.pipeline, perception.weights
heavy = {"torch", "onnxruntime", "tokenizers", "mediapipe", "transformers"} & set(sys.modules)
print(",".join(sorted(heavy)))
"""


def test_importing_perception_loads_no_runtime() -> None:
    found = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert found.stdout.strip() == ""
