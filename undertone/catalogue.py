"""What `undertone catalogue` does: list what is on offer, check a file, import one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from personalization.catalogue.characters import escaped
from personalization.catalogue.importing import (
    ImportReport,
    import_file,
    read_catalogue,
    source_named,
    source_of,
)
from personalization.catalogue.table_files import OnRead
from personalization.errors import CatalogueError, CatalogueProblem
from personalization.item import Item
from undertone.cli_output import print_json, readable
from undertone.settings import Settings
from undertone.stores import open_companion

PROBLEMS_SHOWN = 20


def list_catalogue(settings: Settings, kind: str | None, *, as_json: bool) -> None:
    """Print everything on offer: our own items and those imported."""
    with open_companion(settings) as companion, companion.store.reading() as uow:
        items = [item for item in uow.items.all() if kind in (None, item.kind.value)]
    if as_json:
        print_json([_fields(item) for item in items])
        return
    table = Table(
        "id", "kind", "title", "by", "valence", "arousal", "good for", "from", box=None, header_style="dim"
    )
    for item in items:
        year = f" ({item.year})" if item.year else ""
        table.add_row(
            item.id,
            item.kind,
            readable(item.title),
            readable(f"{item.artist}{year}" if item.artist else ""),
            f"{item.valence:+.1f}",
            f"{item.arousal:+.1f}",
            ", ".join(sorted(item.purposes)),
            item.source,
        )
    Console().print(table)


def _fields(item: Item) -> dict[str, Any]:
    return asdict(item) | {"purposes": sorted(item.purposes)}


def check_catalogue(path: Path, *, as_json: bool) -> bool:
    """Say whether a file can be imported as it is, and if not, why; returns whether it can."""
    try:
        with _progress(path, hidden=as_json) as on_read:
            file = read_catalogue(path, "check", on_read)
        problems, n_items, n_rows = file.problems, len(file.items), file.n_rows
    except CatalogueError as error:
        problems, n_items, n_rows = error.problems, 0, 0
    if as_json:
        told = [problem.as_dict() for problem in problems]
        print_json(
            {"ok": not problems, "file": str(path), "rows": n_rows, "items": n_items, "problems": told}
        )
    elif problems:
        _show_problems(path, problems)
    else:
        Console().print(readable(f"{path}: {n_items} items, all of them usable"))
    return not problems


def import_catalogue(
    settings: Settings, path: Path, source: str | None, *, dry_run: bool, skip_invalid: bool, as_json: bool
) -> bool:
    """Import a file, all of it or nothing; returns whether it was, or with `dry_run` would have been."""
    try:
        report = _imported(settings, path, source, dry_run=dry_run, skip_invalid=skip_invalid, quiet=as_json)
    except CatalogueError as error:
        if as_json:
            told = [problem.as_dict() for problem in error.problems]
            print_json({"ok": False, "file": str(path), "problems": told})
        else:
            _show_problems(path, error.problems)
            Console(stderr=True).print("Nothing was imported.", style="red")
        return False
    if as_json:
        print_json({"ok": True, "file": str(path), **report.as_dict()})
    else:
        _show_report(path, report)
    return True


def _imported(
    settings: Settings, path: Path, source: str | None, *, dry_run: bool, skip_invalid: bool, quiet: bool
) -> ImportReport:
    name = source_named(source or source_of(path))
    with _progress(path, hidden=quiet) as on_read:
        file = read_catalogue(path, name, on_read)
    with open_companion(settings) as companion, Console(stderr=True).status("Writing …"):
        return import_file(
            companion.store, file, name, datetime.now(UTC), dry_run=dry_run, skip_invalid=skip_invalid
        )


def _show_report(path: Path, report: ImportReport) -> None:
    if report.problems:
        _show_problems(path, report.problems)
    would = "would be " if report.dry_run else ""
    Console().print(
        f"{report.n_rows} rows, {report.n_items} items of the source {report.source!r}: "
        f"{report.n_changed} {would}added or changed, {report.n_retired} {would}retired, "
        f"{report.n_left_out} left out",
        highlight=False,
    )


def _show_problems(path: Path, problems: tuple[CatalogueProblem, ...]) -> None:
    console = Console(stderr=True)
    console.print(
        readable(f"{path}: {len(problems)} problem{'' if len(problems) == 1 else 's'}"), style="bold"
    )
    table = Table("where", "id", "field", "given", "problem", box=None, header_style="dim")
    for problem in problems[:PROBLEMS_SHOWN]:
        where = f"{problem.table or ''} {problem.row or ''}".strip()
        row = (where, problem.item_id, problem.field, problem.given, problem.message)
        table.add_row(*(readable(cell or "") for cell in row))
    console.print(table)
    if len(problems) > PROBLEMS_SHOWN:
        console.print(f"… and {len(problems) - PROBLEMS_SHOWN} more; --json gives all of them")


@contextmanager
def _progress(path: Path, *, hidden: bool) -> Iterator[OnRead]:
    """A bar that grows with the bytes read."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as progress:
        task = progress.add_task(f"Reading {escape(escaped(path.name))}", total=_size(path))
        yield lambda n_bytes: progress.update(task, completed=n_bytes)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
