"""Read catalogue files and stock the database with them."""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from personalization.catalogue.entries import Entry, entry_of
from personalization.errors import CatalogueError
from personalization.item import Item
from personalization.store import Store

OWN_FOLDER = Path(__file__).parent / "own"


def read_items(path: Path, *, source: str) -> list[Item]:
    """The items of one TOML file of `[[track]]`, `[[exercise]]` and `[[read]]` tables.

    Raises CatalogueError with every problem found: unknown tables and keys, missing keys, values out of
    range, duplicate ids.
    """
    tables = _parsed(path)
    problems: list[str] = []
    items: list[Item] = []
    for kind, entries in tables.items():
        if not isinstance(entries, list):
            problems.append(f"`{kind}` is not a list of tables; write [[{kind}]] before each entry")
            continue
        for position, entry in enumerate(entries, start=1):
            try:
                items.append(entry_of(kind, entry).item(source))
            except ValidationError as error:
                problems += _told(kind, position, entry, error)
            except KeyError:
                problems.append(f"[[{kind}]] is unknown; allowed are {', '.join(sorted(Entry.KINDS))}")
                break
    problems += _duplicates(items)
    if problems:
        raise CatalogueError(str(path), problems)
    return items


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(str(path), [f"the file cannot be read: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(str(path), [f"it is not TOML: {error}"]) from error


def _told(kind: str, position: int, entry: object, error: ValidationError) -> list[str]:
    name = entry.get("id") if isinstance(entry, dict) else None
    where = f"[[{kind}]] {position}" + (f" ({name})" if name else "")
    return [
        f"{where}: `{'.'.join(map(str, problem['loc'])) or 'entry'}`: {problem['msg']}"
        for problem in error.errors(include_url=False)
    ]


def _duplicates(items: Sequence[Item]) -> list[str]:
    seen: set[str] = set()
    problems = []
    for item in items:
        if item.id in seen:
            problems.append(f"id `{item.id}` stands twice; give each entry its own")
        seen.add(item.id)
    return problems


def check_file(path: Path) -> int:
    """The number of items in a user's own file, all of them usable. Raises CatalogueError."""
    return len(read_items(path, source="check"))


def own_items() -> list[Item]:
    """The catalogue that ships. Raises CatalogueError."""
    items = [item for path in sorted(OWN_FOLDER.glob("*.toml")) for item in read_items(path, source="own")]
    problems = _duplicates(items)
    if problems:
        raise CatalogueError(str(OWN_FOLDER), problems)
    return items


def stock(store: Store, items: Sequence[Item], now: datetime) -> int:
    """Upsert items and retire what their sources no longer hold; returns the number of changes."""
    with store.unit_of_work() as uow:
        n_changed = uow.items.upsert(items, now)
        for source in sorted({item.source for item in items}):
            kept = [item.id for item in items if item.source == source]
            n_changed += uow.items.retire_missing(source, kept, now)
        uow.commit()
    return n_changed
