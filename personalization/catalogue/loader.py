"""Read catalogue files and stock the database with them."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from personalization.catalogue.characters import escaped
from personalization.catalogue.entries import Entry, entry_of
from personalization.errors import CatalogueError, CatalogueProblem
from personalization.item import Item
from personalization.store import Store

OWN_FOLDER = Path(__file__).parent / "own"
OWN_SOURCE = "own"

LONGEST_GIVEN = 60
"""Characters of what was given that a problem repeats."""


@dataclass(frozen=True)
class Placed:
    """An item and where it stands: an entry's number in its table, or the line of a row."""

    item: Item
    file: str
    row: int
    table: str

    def problem(self, message: str, field: str) -> CatalogueProblem:
        """What is wrong with this item."""
        return CatalogueProblem(self.file, message, self.row, self.table, self.item.id, field)


def read_items(path: Path, *, source: str) -> list[Item]:
    """The items of one TOML file of `[[track]]`, `[[exercise]]` and `[[read]]` tables.

    Raises CatalogueError with every problem found: unknown tables and keys, missing keys, values out of
    range, duplicate ids.
    """
    placed, problems = read_tables(path, source=source)
    problems += duplicates(placed)
    if problems:
        raise CatalogueError(str(path), problems)
    return [each.item for each in placed]


def read_tables(path: Path, *, source: str) -> tuple[list[Placed], list[CatalogueProblem]]:
    """The usable items of one TOML file, and what is wrong with the others.

    Raises CatalogueError where the file is not TOML or cannot be read.
    """
    placed: list[Placed] = []
    problems: list[CatalogueProblem] = []
    for kind, entries in _parsed(path).items():
        if not isinstance(entries, list):
            name = escaped(kind)
            message = f"`{name}` is not a list of tables; write [[{name}]] before each entry"
            problems.append(CatalogueProblem(str(path), message))
            continue
        if kind not in Entry.KINDS:
            message = f"[[{escaped(kind)}]] is unknown; allowed are {', '.join(sorted(Entry.KINDS))}"
            problems.append(CatalogueProblem(str(path), message))
            continue
        for row, entry in enumerate(entries, start=1):
            try:
                item = entry_of(kind, entry).item(source)
            except ValidationError as error:
                problems += told(error, str(path), row, f"[[{kind}]]", entry)
            else:
                placed.append(Placed(item, str(path), row, f"[[{kind}]]"))
    return placed, problems


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise CatalogueError(str(path), [unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = CatalogueProblem(str(path), not_utf8(error.object[error.start]), line, "line")
        raise CatalogueError(str(path), [problem]) from error
    except RecursionError as error:
        problem = CatalogueProblem(str(path), "it is not TOML that can be read: it is nested too deeply")
        raise CatalogueError(str(path), [problem]) from error
    except ValueError as error:  # TOMLDecodeError, or a number too long to be one
        problem = CatalogueProblem(str(path), f"it is not TOML: {escaped(str(error))}")
        raise CatalogueError(str(path), [problem]) from error


def not_utf8(byte: int) -> str:
    """What is wrong with a byte that is not text."""
    return f"the byte 0x{byte:02X} is not UTF-8; save the file as UTF-8"


def unreadable(path: Path, error: OSError) -> CatalogueProblem:
    """The problem of a file that cannot be opened."""
    return CatalogueProblem(str(path), f"the file cannot be read: {error.strerror or error}")


def told(
    error: ValidationError, file: str, row: int, table: str | None, entry: object
) -> list[CatalogueProblem]:
    """One problem for each field that pydantic refused."""
    item_id = entry.get("id") if isinstance(entry, dict) else None
    return [
        CatalogueProblem(
            file,
            problem["msg"].removeprefix("Value error, "),
            row,
            table,
            _cut(escaped(str(item_id))) if isinstance(item_id, str | int) and item_id else None,
            _cut(escaped(".".join(map(str, problem["loc"])))) or "entry",
            None if problem["type"] == "missing" else shortened(problem["input"]),
        )
        for problem in error.errors(include_url=False)
    ]


def shortened(given: object) -> str:
    """What was given, as it can be repeated in a message."""
    try:
        return _cut(repr(given))
    except RecursionError:
        return "lists or objects nested very deeply"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_GIVEN else text[: LONGEST_GIVEN - 1] + "…"


def duplicates(placed: Iterable[Placed]) -> list[CatalogueProblem]:
    """A problem for each item whose id an earlier one has."""
    seen: dict[str, Placed] = {}
    problems = []
    for each in placed:
        first = seen.setdefault(each.item.id, each)
        if first is not each:
            where = f"in {first.table} {first.row}" + ("" if first.file == each.file else f" of {first.file}")
            message = f"id `{each.item.id}` stands twice, first {where}; give each entry its own"
            problems.append(each.problem(message, "id"))
    return problems


def check_file(path: Path) -> int:
    """The number of items in a user's own file, all of them usable. Raises CatalogueError."""
    return len(read_items(path, source="check"))


def own_items() -> list[Item]:
    """The catalogue that ships: every TOML file under the own folder. Raises CatalogueError."""
    return read_folder(OWN_FOLDER, source=OWN_SOURCE)


def read_folder(folder: Path, *, source: str) -> list[Item]:
    """The items of every TOML file in and under a folder. Raises CatalogueError with every problem of all."""
    found: list[Placed] = []
    problems: list[CatalogueProblem] = []
    for path in sorted(folder.rglob("*.toml")):
        placed, of_file = read_tables(path, source=source)
        found += placed
        problems += of_file
    problems += duplicates(found)
    if problems:
        raise CatalogueError(str(folder), problems)
    return [each.item for each in found]


def stock(store: Store, items: Sequence[Item], now: datetime) -> int:
    """Upsert items and retire what their sources no longer hold; returns the number of changes."""
    with store.unit_of_work() as uow:
        n_changed = uow.items.upsert(items, now)
        for source in sorted({item.source for item in items}):
            kept = [item.id for item in items if item.source == source]
            n_changed += uow.items.retire_missing(source, kept, now)
        uow.commit()
    return n_changed
