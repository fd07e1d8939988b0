"""What `undertone catalogue` and `undertone privacy` do on the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from personalization.bootstrap import build_companion
from personalization.catalogue.loader import check_file, own_items
from personalization.companion import Companion
from personalization.item import Item
from undertone.cli_output import print_json
from undertone.settings import Settings, make_data_dir


def list_catalogue(kind: str | None, *, as_json: bool) -> None:
    """Print the own catalogue, one item a line."""
    items = [item for item in own_items() if kind in (None, item.kind.value)]
    if as_json:
        print_json([_fields(item) for item in items])
        return
    table = Table("id", "kind", "title", "by", "valence", "arousal", "good for", box=None, header_style="dim")
    for item in items:
        by = f"{item.artist} ({item.year})" if item.artist else ""
        purposes = ", ".join(sorted(item.purposes))
        table.add_row(
            item.id, item.kind, item.title, by, f"{item.valence:+.1f}", f"{item.arousal:+.1f}", purposes
        )
    Console().print(table)


def _fields(item: Item) -> dict[str, Any]:
    return asdict(item) | {"purposes": sorted(item.purposes)}


def check_catalogue(file: Path) -> None:
    """Validate a file of items; raises CatalogueError with every problem found."""
    Console().print(f"{file}: {check_file(file)} items, all of them usable")


def export_user(settings: Settings, user_id: str) -> dict[str, Any]:
    """Everything stored about a user. Raises UnknownUserError."""
    with _companion(settings) as companion:
        companion.profile(user_id)  # here an unknown id is a slip of the pen, not a visitor without a past
        return companion.export(user_id, datetime.now(UTC))


def forget_user(settings: Settings, user_id: str) -> dict[str, Any]:
    """Erase a user everywhere in the database; returns how many rows each table lost."""
    with _companion(settings) as companion:
        return companion.forget(user_id).as_dict()


def purge(settings: Settings) -> dict[str, Any]:
    """Erase what is older than the retention setting; returns how many rows went."""
    with _companion(settings) as companion:
        return companion.purge(datetime.now(UTC), settings.retention_days).as_dict()


@contextmanager
def _companion(settings: Settings) -> Iterator[Companion]:
    make_data_dir(settings)
    companion = build_companion(settings.effective_database_url, now=datetime.now(UTC))
    with companion.store:
        yield companion
