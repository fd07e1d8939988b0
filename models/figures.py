"""The figures of a model as they are written: rounded, as JSON that a reader can compare line by line."""

import json
from pathlib import Path
from typing import Any


def rounded(value: Any, places: int = 4) -> Any:
    """`value` with every float in it, however deep, to so many places; tuples become lists."""
    if isinstance(value, dict):
        return {name: rounded(part, places) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part, places) for part in value]
    return round(value, places) if isinstance(value, float) else value


def write_figures(path: Path, values: dict[str, Any], places: int = 4) -> dict[str, Any]:
    """Write `values`, rounded, to `path`, whose folder is made; what was written."""
    written: dict[str, Any] = rounded(values, places)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    return written
