"""Records of the weights that ship (models/weights.toml), and the check that the files are the recorded
ones."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from perception.errors import WeightsError

Record = TypeVar("Record")

RECORDS = "weights.toml"
_FIELDS = ("file", "sha256", "licence", "labels", "input", "data", "split", "result")


@dataclass(frozen=True)
class WeightRecord:
    """What is known of one file; `file` is relative to the models folder, `labels` are in the order of the
    output."""

    name: str
    file: str
    sha256: str
    licence: str
    labels: tuple[str, ...]
    input: str
    data: str
    split: str
    result: dict[str, float]


def records(models_dir: Path) -> list[WeightRecord]:
    """Every record of `models_dir`/weights.toml.

    Raises WeightsError when the file is missing, is no TOML, or a record lacks a field.
    """
    path = models_dir / RECORDS
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path} cannot be read ({error}); restore it from the repository") from error
    return [_record(name, table, path) for name, table in tables.items()]


def verify(models_dir: Path) -> list[str]:
    """One sentence per problem with the files that ship; empty when every checksum holds."""
    try:
        known = records(models_dir)
    except WeightsError as error:
        return [str(error)]
    problems = []
    for record in known:
        path = models_dir / record.file
        if not path.is_file():
            problems.append(f"{path} is missing")
        elif sha256_of(path) != record.sha256:
            problems.append(f"{path} is not the file that weights.toml records (sha256 differs)")
    return problems


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(name: str, table: Any, path: Path) -> WeightRecord:
    missing = [field for field in _FIELDS if not isinstance(table, dict) or field not in table]
    if missing:
        raise WeightsError(
            f"{path}: [{name}] lacks {', '.join(missing)}; every record names {', '.join(_FIELDS)}"
        )
    values = {field: table[field] for field in _FIELDS}
    return WeightRecord(name=name, **{**values, "labels": tuple(values["labels"])})


def serving_record(kind: type[Record], path: Path) -> Record:
    """A serving.json as the dataclass that it holds, lists as tuples; WeightsError if missing or damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
        }
        return kind(**values)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path} cannot be read ({error}); restore models/ from the repository") from error
