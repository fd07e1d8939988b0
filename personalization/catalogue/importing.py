"""Bring a catalogue file into the database: all of it, or nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from personalization.catalogue.audio_features import NEEDED_COLUMNS, AudioFeatures
from personalization.catalogue.entries import Entry, entry_of
from personalization.catalogue.loader import OWN_SOURCE, Placed, duplicates, read_tables, shortened, told
from personalization.catalogue.table_files import OnRead, Row, format_of, rows_of
from personalization.errors import CatalogueError, CatalogueProblem
from personalization.item import Item
from personalization.store import Store

LISTS = ("genres", "purposes", "traits")
"""Columns of our own CSV that hold several words, separated by semicolons."""


@dataclass(frozen=True)
class CatalogueFile:
    """What a file holds: usable items, what is wrong with the other rows, and how many rows there are."""

    path: Path
    placed: tuple[Placed, ...]
    problems: tuple[CatalogueProblem, ...]
    n_rows: int

    @property
    def items(self) -> tuple[Item, ...]:
        """The items without their places."""
        return tuple(each.item for each in self.placed)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done; `n_changed` counts items added or changed."""

    source: str
    n_rows: int
    n_items: int
    n_changed: int
    n_retired: int
    problems: tuple[CatalogueProblem, ...]
    dry_run: bool

    @property
    def n_left_out(self) -> int:
        """Rows that have problems."""
        return n_rows_of(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "source": self.source,
            "rows": self.n_rows,
            "items": self.n_items,
            "changed": self.n_changed,
            "retired": self.n_retired,
            "left_out": self.n_left_out,
            "dry_run": self.dry_run,
            "problems": [problem.as_dict() for problem in self.problems],
        }


def source_named(name: str) -> str:
    """A name for where items come from. Raises CatalogueError where it cannot be one."""
    if name == OWN_SOURCE or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
        message = f"a source is up to 64 small letters, digits, dots, _ and -, and not {OWN_SOURCE!r}"
        raise CatalogueError(name, [CatalogueProblem(name, message, field="source", given=repr(name))])
    return name


def source_of(path: Path) -> str:
    """A file's name as a source."""
    stem = re.sub(r"\.(csv|jsonl|toml)(\.gz)?$", "", path.name.casefold())
    return re.sub(r"[^a-z0-9._-]+", "-", stem).strip("-._")[:64] or "imported"


def read_catalogue(path: Path, source: str, on_read: OnRead = lambda _: None) -> CatalogueFile:
    """Everything in a TOML, CSV or JSON Lines file. Raises CatalogueError where it cannot be read at all."""
    if format_of(path) == ".toml":
        placed, problems = read_tables(path, source=source)
        n_rows = len(placed) + n_rows_of(problems)
        return _of_rows(path, placed, problems, n_rows)
    reader = _Reader(path, source)
    n_rows = 0
    try:
        for line, row in rows_of(path, on_read):
            n_rows += 1
            reader.take(line, row)
    except CatalogueError as error:
        raise CatalogueError(str(path), [*reader.problems, *error.problems]) from error
    return _of_rows(path, reader.placed(), reader.problems, n_rows)


def _of_rows(
    path: Path, placed: Sequence[Placed], problems: Sequence[CatalogueProblem], n_rows: int
) -> CatalogueFile:
    if not placed and not problems:
        raise CatalogueError(str(path), [CatalogueProblem(str(path), "the file holds no rows")])
    return CatalogueFile(path, tuple(placed), (*problems, *duplicates(placed)), n_rows)


def n_rows_of(problems: Iterable[CatalogueProblem]) -> int:
    """How many rows the problems are about; one row may have several."""
    return len({(problem.table, problem.row) for problem in problems if problem.row is not None})


class _Reader:
    """Turns rows into items; tracks that a table of audio features lists more than once become one."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._source = source
        self._entries: list[Placed] = []
        self._tracks: dict[str, Placed] = {}
        self.problems: list[CatalogueProblem] = []

    def take(self, line: int, row: Row | CatalogueProblem) -> None:
        if isinstance(row, CatalogueProblem):
            self.problems.append(row)
            return
        try:
            if row.keys() >= NEEDED_COLUMNS:
                self._take_measured(line, AudioFeatures.model_validate(row))
            else:
                self._entries.append(self._placed(line, self._entry(row).item(self._source)))
        except ValidationError as error:
            self.problems += told(error, str(self._path), line, "line", row)
        except _UnknownKindError as error:
            problem = CatalogueProblem(
                str(self._path), str(error), line, "line", field="kind", given=shortened(row.get("kind"))
            )
            self.problems.append(problem)

    def placed(self) -> list[Placed]:
        return [*self._entries, *self._tracks.values()]

    def _placed(self, line: int, item: Item) -> Placed:
        return Placed(item, str(self._path), line, "line")

    def _take_measured(self, line: int, features: AudioFeatures) -> None:
        item = features.item(self._source)
        known = self._tracks.get(features.key)
        if known is None:
            self._tracks[features.key] = self._placed(line, item)
        else:
            genres = tuple(dict.fromkeys((*known.item.genres, *item.genres)))
            self._tracks[features.key] = replace(known, item=replace(known.item, genres=genres))

    def _entry(self, row: Row) -> Entry:
        values = dict(row)
        kind = values.pop("kind", "") or "track"
        if not isinstance(kind, str) or kind not in Entry.KINDS:
            raise _UnknownKindError(f"allowed are {', '.join(sorted(Entry.KINDS))}")
        if format_of(self._path) == ".csv":
            values = _from_text(values)
        return entry_of(kind, values)


class _UnknownKindError(Exception):
    pass


def _from_text(values: Row) -> Row:
    """The values of a CSV row as an entry has them; empty cells are left out."""
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    entry: Row = dict(given)
    for name in LISTS:
        if name in given:
            entry[name] = [word.strip() for word in given[name].split(";") if word.strip()]
    if "feelings" in given:
        pairs = (part.partition("=") for part in given["feelings"].split(";") if part.strip())
        entry["feelings"] = {name.strip(): value.strip() for name, _, value in pairs}
    return entry


def import_file(
    store: Store, file: CatalogueFile, source: str, now: datetime, *, dry_run: bool, skip_invalid: bool
) -> ImportReport:
    """Put a file's items into the database in one transaction, and retire what the source had before.

    With `skip_invalid` the rows that have problems are left out; without it they raise CatalogueError, and
    nothing changes. `dry_run` undoes everything at the end.
    """
    with store.unit_of_work() as uow:
        sources = uow.items.sources_of([item.id for item in file.items])
        problems = [*file.problems, *_of_others(file, sources, source)]
        if (problems and not skip_invalid) or not file.items:
            nothing = [CatalogueProblem(str(file.path), "no row of the file can be used")]
            raise CatalogueError(str(file.path), problems or nothing)
        items = _usable(file.items, sources, source)
        n_changed = uow.items.upsert(items, now)
        n_retired = uow.items.retire_missing(source, [item.id for item in items], now)
        if not dry_run:
            uow.commit()
    return ImportReport(source, file.n_rows, len(items), n_changed, n_retired, tuple(problems), dry_run)


def _of_others(file: CatalogueFile, sources: dict[str, str], source: str) -> list[CatalogueProblem]:
    return [
        each.problem(f"id `{each.item.id}` belongs to the source {theirs!r} already", "id")
        for each in file.placed
        if (theirs := sources.get(each.item.id, source)) != source
    ]


def _usable(items: Sequence[Item], sources: dict[str, str], source: str) -> list[Item]:
    """One item for each id, none that belongs to another source."""
    first = {item.id: item for item in reversed(items)}
    return [item for item in first.values() if sources.get(item.id, source) == source]
