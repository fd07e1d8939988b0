"""The tables. What belongs to a person is erased with that person, by the database itself."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; refuses naive ones, and reads back aware ones also from SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time {value.isoformat()} has no time zone; give an aware UTC time")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The schema."""

    metadata = MetaData(naming_convention=_NAMING)


def _owner() -> Mapped[str]:
    return mapped_column(ForeignKey("users.id", ondelete="CASCADE"))


class UserRow(Base):
    """One person; `vector` is their taste in the space of items, `expression` how their senses relate to what
    they say they feel."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    locale: Mapped[str] = mapped_column(String(35))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    preferences: Mapped[dict[str, Any]] = mapped_column(JSON)
    vector: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    expression: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ConsentRow(Base):
    """One decision about one sense."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_user_id_sense_id", "user_id", "sense", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = _owner()
    sense: Mapped[str] = mapped_column(String(16))
    granted: Mapped[bool]
    notice_version: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SessionRow(Base):
    """One visit."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TurnRow(Base):
    """The reading of one turn; `words` stays empty unless the owner turned `store_words` on."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("session_id", "turn_id"),
        Index("ix_turns_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(String(128))
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    user_id: Mapped[str] = _owner()
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    probabilities: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    valence: Mapped[float | None]
    arousal: Mapped[float | None]
    confidence: Mapped[float | None]
    trend: Mapped[str | None] = mapped_column(String(16))
    shift: Mapped[bool] = mapped_column(server_default=false())
    change: Mapped[float | None]
    need: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(Text)
    corrected: Mapped[str | None] = mapped_column(String(16))
    senses: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    weights: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    mixed: Mapped[bool] = mapped_column(server_default=false())


class ItemRow(Base):
    """One thing of the catalogue; `retired` items stay for the history but are not offered."""

    __tablename__ = "items"

    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    title: Mapped[str] = mapped_column(String(300))
    artist: Mapped[str | None] = mapped_column(String(300))
    year: Mapped[int | None]
    genres: Mapped[list[str]] = mapped_column(JSON)
    valence: Mapped[float]
    arousal: Mapped[float]
    feelings: Mapped[list[float]] = mapped_column(JSON)
    energy: Mapped[float]
    purposes: Mapped[list[str]] = mapped_column(JSON)
    duration_s: Mapped[int | None]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    body: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(64))
    retired: Mapped[bool] = mapped_column(server_default=false())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    traits: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    practice: Mapped[str | None] = mapped_column(String(16))
    ending: Mapped[str | None] = mapped_column(Text)
    form: Mapped[str | None] = mapped_column(String(16))


class InteractionRow(Base):
    """One event between a person and the catalogue; `key` makes it count once per person."""

    __tablename__ = "interactions"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_interactions_user_id_kind_id", "user_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str] = _owner()
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    variant: Mapped[str | None] = mapped_column(String(64))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    key: Mapped[str | None] = mapped_column(String(128))


class ChannelLinkRow(Base):
    """Somebody elsewhere, by a keyed digest of who they are there, is this person."""

    __tablename__ = "channel_links"

    author: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LinkCodeRow(Base):
    """The one code, as a keyed digest, by which a person may link another channel; the next replaces it."""

    __tablename__ = "link_codes"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChatConsentRow(Base):
    """In this chat, a keyed digest, a person allowed a sense; it counts beside their row in `consents`."""

    __tablename__ = "chat_consents"

    chat: Mapped[str] = mapped_column(String(64), primary_key=True)
    sense: Mapped[str] = mapped_column(String(16), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SeenEventRow(Base):
    """Something a platform told of, as a keyed digest, so that it counts once; nothing of what it was. Not
    tied to `users`: it is there before the person is."""

    __tablename__ = "seen_events"
    __table_args__ = (Index("ix_seen_events_chat_answered", "chat", "answered"),)

    event: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128), index=True)
    chat: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken_by: Mapped[str] = mapped_column(String(32))
    answered: Mapped[bool] = mapped_column(server_default=false())


class FoundTrackRow(Base):
    """What a music service answered for an item: its own id of the song, or that it has none."""

    __tablename__ = "found_tracks"
    __table_args__ = (Index("ix_found_tracks_service_at", "service", "at"),)

    item_id: Mapped[str] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked: Mapped[str] = mapped_column(String(640))
    track: Mapped[str | None] = mapped_column(String(64))
    score: Mapped[float]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MusicLoginRow(Base):
    """That a person lets a music service be used for them; what proves it is encrypted."""

    __tablename__ = "music_logins"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    service: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    scope: Mapped[str] = mapped_column(String(200))
    connected_at: Mapped[datetime] = mapped_column(UtcDateTime)
    renewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
