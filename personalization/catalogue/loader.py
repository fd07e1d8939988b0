"""Read catalogue files and stock the database with them."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from personalization.catalogue.entries import Entry, entry_of
from personalization.errors import CatalogueError, CatalogueProblem
from personalization.item import Item
from personalization.store import Store

OWN_FOLDER = Path(__file__).parent / "own"
OWN_SOURCE = "own"

LONGEST_GIVEN = 60
"""Characters of what was given that a problem repeats."""


def read_items(path: Path, *, source: str) -> list[Item]:
    """The items of one TOML file of `[[track]]`, `[[exercise]]` and `[[read]]` tables.

    Raises CatalogueError with every problem found: unknown tables and keys, missing keys, values out of
    range, duplicate ids.
    """
    items, problems = _read(path, source)
    problems += duplicates([(str(path), item) for item in items])
    if problems:
        raise CatalogueError(str(path), problems)
    return items


def _read(path: Path, source: str) -> tuple[list[Item], list[CatalogueProblem]]:
    items: list[Item] = []
    problems: list[CatalogueProblem] = []
    for kind, entries in _parsed(path).items():
        if not isinstance(entries, list):
            message = f"`{kind}` is not a list of tables; write [[{kind}]] before each entry"
            problems.append(CatalogueProblem(str(path), message))
            continue
        if kind not in Entry.KINDS:
            message = f"[[{kind}]] is unknown; allowed are {', '.join(sorted(Entry.KINDS))}"
            problems.append(CatalogueProblem(str(path), message))
            continue
        for row, entry in enumerate(entries, start=1):
            try:
                items.append(entry_of(kind, entry).item(source))
            except ValidationError as error:
                problems += told(error, str(path), row, f"[[{kind}]]", entry)
    return items, problems


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(str(path), [unreadable(path, error)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(str(path), [CatalogueProblem(str(path), f"it is not TOML: {error}")]) from error


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
            str(item_id) if item_id else None,
            ".".join(map(str, problem["loc"])) or "entry",
            None if problem["type"] == "missing" else shortened(problem["input"]),
        )
        for problem in error.errors(include_url=False)
    ]


def shortened(given: object) -> str:
    """What was given, as it can be repeated in a message."""
    text = repr(given)
    return text if len(text) <= LONGEST_GIVEN else text[: LONGEST_GIVEN - 1] + "…"


def duplicates(items: Iterable[tuple[str, Item]]) -> list[CatalogueProblem]:
    """A problem for each item, given with its file, whose id an earlier one has."""
    seen: dict[str, str] = {}
    problems = []
    for file, item in items:
        if item.id in seen:
            elsewhere = "" if seen[item.id] == file else f", first in {seen[item.id]}"
            message = f"id `{item.id}` stands twice{elsewhere}; give each entry its own"
            problems.append(CatalogueProblem(file, message, item_id=item.id, field="id"))
        seen.setdefault(item.id, file)
    return problems


def check_file(path: Path) -> int:
    """The number of items in a user's own file, all of them usable. Raises CatalogueError."""
    return len(read_items(path, source="check"))


def own_items() -> list[Item]:
    """The catalogue that ships: every TOML file under the own folder. Raises CatalogueError."""
    return read_folder(OWN_FOLDER, source=OWN_SOURCE)


def read_folder(folder: Path, *, source: str) -> list[Item]:
    """The items of every TOML file in and under a folder. Raises CatalogueError with every problem of all."""
    found: list[tuple[str, Item]] = []
    problems: list[CatalogueProblem] = []
    for path in sorted(folder.rglob("*.toml")):
        items, of_file = _read(path, source)
        found += [(str(path), item) for item in items]
        problems += of_file
    problems += duplicates(found)
    if problems:
        raise CatalogueError(str(folder), problems)
    return [item for _, item in found]


def stock(store: Store, items: Sequence[Item], now: datetime) -> int:
    """Upsert items and retire what their sources no longer hold; returns the number of changes."""
    with store.unit_of_work() as uow:
        n_changed = uow.items.upsert(items, now)
        for source in sorted({item.source for item in items}):
            kept = [item.id for item in items if item.source == source]
            n_changed += uow.items.retire_missing(source, kept, now)
        uow.commit()
    return n_changed
