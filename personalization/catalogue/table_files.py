"""Rows of CSV and JSON Lines files, compressed or not, each with the line that it ends on."""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from personalization.catalogue.characters import escaped
from personalization.catalogue.loader import not_utf8, unreadable
from personalization.errors import CatalogueError, CatalogueProblem

FORMATS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz")

Row = dict[str, Any]
OnRead = Callable[[int], object]

_NOT_DECODED = re.compile("[\\udc80-\\udcff]")
"""How Python's `surrogateescape` stands for bytes that are not UTF-8."""


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

    Raises CatalogueError where the file cannot be read, or not to its end.
    """
    line = 0
    read = _json_lines if format_of(path) == ".jsonl" else _csv
    try:
        with _opened(path, on_read) as (file, tell):
            for line, row in read(path, file):
                yield line, row
                tell()
    except OSError as error:
        raise CatalogueError(str(path), [unreadable(path, error)]) from error
    except (EOFError, zlib.error) as error:
        message = f"it cannot be read to its end: {error}"
        raise CatalogueError(
            str(path), [CatalogueProblem(str(path), message, line or None, "line" if line else None)]
        ) from error


@contextmanager
def _opened(path: Path, on_read: OnRead) -> Iterator[tuple[TextIO, Callable[[], object]]]:
    with path.open("rb") as raw:
        plain = gzip.GzipFile(fileobj=raw) if path.name.casefold().endswith(".gz") else raw
        with io.TextIOWrapper(plain, encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield file, lambda: on_read(raw.tell())


def _csv(path: Path, file: TextIO) -> Iterator[tuple[int, Row | CatalogueProblem]]:
    reader = csv.reader(file, strict=True)
    header = _header(path, reader)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, CatalogueProblem(str(path), f"it is not CSV: {error}", line, "line")
            continue
        line = reader.line_num
        if not values:
            continue
        message = _undecoded("".join(values))
        if message is None and len(values) != len(header):
            message = f"the row has {len(values)} values, not the {len(header)} of the header"
        if message is not None:
            yield line, CatalogueProblem(str(path), message, line, "line")
        else:
            yield line, dict(zip(header, values, strict=True))


def _header(path: Path, reader: Iterator[list[str]]) -> list[str]:
    try:
        header = next((values for values in reader if values), [])
    except csv.Error as error:
        problem = CatalogueProblem(str(path), f"it is not CSV: {error}", 1, "line")
        raise CatalogueError(str(path), [problem]) from error
    twice = next((name for name in header if name and header.count(name) > 1), None)
    message = _undecoded("".join(header))
    if message is None and twice is not None:
        message = f"the column `{escaped(twice)}` stands twice in the header; keep one"
    if message is not None:
        raise CatalogueError(str(path), [CatalogueProblem(str(path), message, 1, "line")])
    return header


def _undecoded(text: str) -> str | None:
    """What to say of a text that came from bytes which are not UTF-8."""
    found = _NOT_DECODED.search(text)
    return not_utf8(ord(found[0]) - 0xDC00) if found else None


def _json_lines(path: Path, file: TextIO) -> Iterator[tuple[int, Row | CatalogueProblem]]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        message, field = _undecoded(text), None
        row: object = None
        if message is None:
            try:
                row = json.loads(text, object_pairs_hook=_keys_once)
                message = None if isinstance(row, dict) else "it is not a JSON object"
            except _RepeatedKeyError as error:
                message, field = "the key stands twice in one object; keep one", escaped(error.key)
            except RecursionError:
                message = "it is not JSON that can be read: it is nested too deeply"
            except ValueError as error:
                message = f"it is not JSON: {error}"
        if message is not None:
            yield line, CatalogueProblem(str(path), message, line, "line", field=field)
        elif isinstance(row, dict):
            yield line, row


class _RepeatedKeyError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _keys_once(pairs: list[tuple[str, Any]]) -> Row:
    row: Row = {}
    for key, value in pairs:
        if key in row:
            raise _RepeatedKeyError(key)
        row[key] = value
    return row
