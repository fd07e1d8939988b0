"""What the commands do on a database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from personalization.bootstrap import build_companion
from personalization.errors import UnknownUserError
from undertone.settings import Settings
from undertone.stores import export_user

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    """Settings over a database of somebody's, and nobody else's."""
    settings = Settings(data_dir=folder, port=0)
    companion = build_companion(settings.effective_database_url, now=NOW)
    with companion.store:
        companion.open_session("s", "ann", channel="web", locale="en-GB", now=NOW)
    return settings


def test_an_export_of_an_id_that_is_not_stored_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert export_user(settings, "ann")["profile"]["user"] == "ann"
    with pytest.raises(UnknownUserError, match="'anne' is stored: never seen here, or forgotten"):
        export_user(settings, "anne")
