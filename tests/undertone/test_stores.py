"""What the commands do on a database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.channels.channel import Author
from gateway.channels.digests import Digests
from personalization.bootstrap import build_companion
from personalization.errors import UnknownUserError
from personalization.links import LinkKeeper
from undertone.settings import Settings, signing_key
from undertone.stores import export_user, open_companion, user_elsewhere

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def settings_in(folder: Path) -> Settings:
    """Settings over a database of somebody's, and nobody else's."""
    settings = Settings(data_dir=folder, port=0)
    companion = build_companion(settings.effective_database_url, now=NOW)
    with companion.store:
        companion.open_session("s", "ann", channel="web", locale="en-GB", now=NOW)
    return settings


def test_somebody_elsewhere_is_found_by_what_the_platform_calls_them(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    alone = user_elsewhere(settings, "slack", "T1:U1")
    assert alone["user"].startswith("known.")
    assert alone["linked"] is False
    digests = Digests(signing_key(settings))
    with open_companion(settings) as companion:
        links = LinkKeeper(companion.store, "here")
        links.new_code("ann", "code", NOW)
        links.redeem("code", digests.author(Author("slack", "T1:U1")), "slack", alone["user"], NOW)
    assert user_elsewhere(settings, "slack", "T1:U1") == {"user": "ann", "linked": True}
    assert user_elsewhere(settings, "slack", "T1:U2")["linked"] is False


def test_an_export_of_an_id_that_is_not_stored_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert export_user(settings, "ann")["profile"]["user"] == "ann"
    with pytest.raises(UnknownUserError, match="'anne' is stored: never seen here, or forgotten"):
        export_user(settings, "anne")
