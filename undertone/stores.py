"""What `undertone privacy` does on the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from gateway.channels.channel import Author
from gateway.channels.digests import Digests
from personalization.bootstrap import build_companion
from personalization.companion import Companion
from undertone.settings import Settings, make_data_dir, signing_key


def export_user(settings: Settings, user_id: str) -> dict[str, Any]:
    """Everything stored about a user. Raises UnknownUserError."""
    with open_companion(settings) as companion:
        companion.profile(user_id)  # here an unknown id is a slip of the pen, not a visitor without a past
        return companion.export(user_id, datetime.now(UTC))


def forget_user(settings: Settings, user_id: str) -> dict[str, Any]:
    """Erase a user everywhere in the database; returns how many rows each table lost."""
    with open_companion(settings) as companion:
        return companion.forget(user_id).as_dict()


def purge(settings: Settings) -> dict[str, Any]:
    """Erase what is older than the retention setting; returns how many rows went."""
    with open_companion(settings) as companion:
        return companion.purge(datetime.now(UTC), settings.retention_days).as_dict()


def user_elsewhere(settings: Settings, channel: str, platform_id: str) -> dict[str, Any]:
    """Who somebody of a channel is here, by the id that the platform has for them; and whether by a link."""
    author, digests = Author(channel, platform_id), Digests(signing_key(settings))
    with open_companion(settings) as companion, companion.store.reading() as uow:
        linked = uow.links.user_of(digests.author(author))
    return {"user": linked or digests.user(author), "linked": linked is not None}


@contextmanager
def open_companion(settings: Settings) -> Iterator[Companion]:
    """A companion on the database that the settings name, closed at the end."""
    make_data_dir(settings)
    companion = build_companion(settings.effective_database_url, now=datetime.now(UTC))
    with companion.store:
        yield companion
