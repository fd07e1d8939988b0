"""The text sense that ships, loaded once."""

from pathlib import Path

import pytest

from perception.text.perceiver import TextPerceiver

MODELS = Path(__file__).resolve().parents[3] / "models"


@pytest.fixture(scope="session")
def text_sense() -> TextPerceiver:
    return TextPerceiver(MODELS / "text")
