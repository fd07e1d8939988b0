"""Rows of CSV and JSON Lines files, compressed or not, each with the line that it ends on."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from personalization.catalogue.loader import unreadable
from personalization.errors import CatalogueError, CatalogueProblem

FORMATS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz")

Row = dict[str, Any]
OnRead = Callable[[int], object]


def format_of(path: Path) -> str:
    """The ending that says how a file is written. Raises CatalogueError for any other."""
    name = path.name.casefold()
    found = next((ending for ending in (*FORMATS, ".toml") if name.endswith(ending)), None)
    if found is None:
        allowed = ", ".join((*FORMATS, ".toml"))
        raise CatalogueError(str(path), [CatalogueProblem(str(path), f"the name ends in none of {allowed}")])
    return found.removesuffix(".gz")


def rows_of(path: Path, on_read: OnRead) -> Iterator[tuple[int, Row | CatalogueProblem]]:
    """Each row, or what is wrong with it; `on_read` is told how many bytes of the file were read so far.

    Raises CatalogueError where the file cannot be read at all.
    """
    read = _json_lines if format_of(path) == ".jsonl" else _csv
    try:
        with _opened(path, on_read) as (file, tell):
            for line, row in read(path, file):
                yield line, row
                tell()
    except OSError as error:
        raise CatalogueError(str(path), [unreadable(path, error)]) from error
    except (UnicodeDecodeError, EOFError, csv.Error) as error:
        raise CatalogueError(
            str(path), [CatalogueProblem(str(path), f"it cannot be read: {error}")]
        ) from error


@contextmanager
def _opened(path: Path, on_read: OnRead) -> Iterator[tuple[TextIO, Callable[[], object]]]:
    with path.open("rb") as raw:
        plain = gzip.GzipFile(fileobj=raw) if path.name.casefold().endswith(".gz") else raw
        with io.TextIOWrapper(plain, encoding="utf-8-sig", newline="") as file:
            yield file, lambda: on_read(raw.tell())


def _csv(path: Path, file: TextIO) -> Iterator[tuple[int, Row | CatalogueProblem]]:
    reader = csv.DictReader(file, strict=True)
    for row in reader:
        line = reader.line_num
        if None in row or None in row.values():
            n_columns = len(reader.fieldnames or ())
            message = f"the row has not the {n_columns} values of the header"
            yield line, CatalogueProblem(str(path), message, line, "line")
        else:
            yield line, dict(row)


def _json_lines(path: Path, file: TextIO) -> Iterator[tuple[int, Row | CatalogueProblem]]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            yield line, CatalogueProblem(str(path), f"it is not JSON: {error}", line, "line")
            continue
        if isinstance(row, dict):
            yield line, row
        else:
            yield line, CatalogueProblem(str(path), "it is not a JSON object", line, "line")
