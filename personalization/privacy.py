"""Export, erasure and retention, over every table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from personalization.consent import NOTICE_VERSION
from personalization.store import UnitOfWork

EVENTS_KEPT = timedelta(days=2)
"""How long the digests of a platform's events are kept: it sends one again for a day at most."""

EXPORT_FORMAT = "undertone.export.v1"


@dataclass(frozen=True)
class ForgetReport:
    """How many rows were erased, per table."""

    n_users: int
    n_consents: int
    n_sessions: int
    n_turns: int
    n_interactions: int
    n_links: int = 0
    n_codes: int = 0
    n_chat_consents: int = 0
    n_events: int = 0
    n_music_logins: int = 0

    @property
    def n_rows(self) -> int:
        """All of them."""
        return sum(self.as_dict().values())

    def as_dict(self) -> dict[str, int]:
        """Rows erased per table, JSON-ready."""
        return {
            "users": self.n_users,
            "consents": self.n_consents,
            "sessions": self.n_sessions,
            "turns": self.n_turns,
            "interactions": self.n_interactions,
            "channel_links": self.n_links,
            "link_codes": self.n_codes,
            "chat_consents": self.n_chat_consents,
            "seen_events": self.n_events,
            "music_logins": self.n_music_logins,
        }


@dataclass(frozen=True)
class PurgeReport:
    """How many rows were past their retention, per table: older than `before`."""

    before: datetime
    n_turns: int
    n_interactions: int
    n_sessions: int
    n_users: int

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "before": self.before.isoformat(),
            "turns": self.n_turns,
            "interactions": self.n_interactions,
            "sessions": self.n_sessions,
            "users": self.n_users,
        }


@dataclass(frozen=True)
class DataSummary:
    """How much is stored about a person; `n_words` counts turns whose words were kept."""

    n_sessions: int
    n_turns: int
    n_words: int
    n_interactions: int
    n_told: int


def summarise_user(uow: UnitOfWork, user_id: str) -> DataSummary:
    """How much is stored about a person. Raises UnknownUserError."""
    profile = uow.users.require(user_id)
    n_turns, n_words = uow.turns.count(user_id)
    return DataSummary(
        n_sessions=uow.sessions.count(user_id),
        n_turns=n_turns,
        n_words=n_words,
        n_interactions=uow.interactions.count(user_id),
        n_told=len(profile.preferences.told),
    )


def export_user(uow: UnitOfWork, user_id: str, now: datetime) -> dict[str, Any]:
    """Everything stored about a person, JSON-ready; of someone unknown nothing, with a null profile."""
    profile = uow.users.get(user_id)
    interactions = uow.interactions.all(user_id)
    titles = uow.items.titles({event.item_id for event in interactions if event.item_id})
    return {
        "format": EXPORT_FORMAT,
        "exported_at": now.isoformat(),
        "notice_version": NOTICE_VERSION,
        "profile": profile.as_dict() if profile else None,
        "expression": uow.users.expression(user_id).as_dict(),
        "consents": [consent.as_dict() for consent in uow.consents.all(user_id)],
        "sessions": [session.as_dict() for session in uow.sessions.all(user_id)],
        "turns": [turn.as_dict() for turn in uow.turns.all(user_id)],
        "interactions": [
            {**interaction.as_dict(), "title": titles.get(interaction.item_id or "")}
            for interaction in interactions
        ],
        "channels": [link.as_dict() for link in uow.links.all(user_id)],
        "chat_consents": [consent.as_dict() for consent in uow.chats.all(user_id)],
        "seen_events": [event.as_dict() for event in uow.events.all(user_id)],
        "music_logins": [login.as_dict() for login in uow.music_logins.all(user_id)],
    }


def forget_user(uow: UnitOfWork, user_id: str) -> ForgetReport:
    """Erase a person from every table; someone unknown gives zeros, so that asking twice is no error."""
    return ForgetReport(
        n_music_logins=uow.music_logins.delete(user_id),
        n_events=uow.events.delete(user_id),
        n_chat_consents=uow.chats.delete(user_id),
        n_codes=uow.links.delete_code(user_id),
        n_links=uow.links.delete_to(user_id),
        n_interactions=uow.interactions.delete(user_id),
        n_turns=uow.turns.delete(user_id),
        n_sessions=uow.sessions.delete(user_id),
        n_consents=uow.consents.delete(user_id),
        n_users=uow.users.delete(user_id),
    )


def purge_expired(uow: UnitOfWork, now: datetime, retention_days: int) -> PurgeReport:
    """Erase turns, events and visits older than `retention_days`, and people not seen since.

    A person who still comes keeps profile and decisions; only what is older than the retention goes.
    """
    before = now - timedelta(days=retention_days)
    uow.events.delete_before(now - EVENTS_KEPT)
    return PurgeReport(
        before=before,
        n_turns=uow.turns.delete_before(before),
        n_interactions=uow.interactions.delete_before(before),
        n_sessions=uow.sessions.delete_before(before),
        n_users=uow.users.delete_idle(before),
    )
