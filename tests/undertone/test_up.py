"""Starting everything."""

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from gateway.errors import ConfigError
from undertone.settings import Settings
from undertone.up import up


@pytest.mark.parametrize(
    ("name", "value"),
    [("allowed_origins", ("example.org",)), ("secret_key", "short"), ("max_text_chars", 1_000_000)],
)
def test_a_setting_that_the_gateway_refuses_stops_the_start_at_once(
    tmp_path: Path, name: str, value: Any
) -> None:
    settings = Settings(port=0, data_dir=tmp_path, **{name: value})
    with pytest.raises(ConfigError, match=name):
        up(settings, Console(), open_browser=False)
