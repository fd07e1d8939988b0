"""Chats elsewhere: who is linked to whom, one-time codes, what was allowed in a chat, events acted on."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _digest(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False)


def _user() -> sa.Column[str]:
    return sa.Column("user_id", sa.String(128), nullable=False)


def _time(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=f"fk_{table}_user_id_users", ondelete="CASCADE"
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "channel_links",
        _digest("author"),
        _user(),
        sa.Column("channel", sa.String(32), nullable=False),
        _time("linked_at"),
        _owner("channel_links"),
        sa.PrimaryKeyConstraint("author", name="pk_channel_links"),
    )
    op.create_index("ix_channel_links_user_id", "channel_links", ["user_id"])
    op.create_table(
        "link_codes",
        _user(),
        _digest("code"),
        _time("expires_at"),
        _owner("link_codes"),
        sa.PrimaryKeyConstraint("user_id", name="pk_link_codes"),
        sa.UniqueConstraint("code", name="uq_link_codes_code"),
    )
    op.create_table(
        "chat_consents",
        _digest("chat"),
        sa.Column("sense", sa.String(16), nullable=False),
        _user(),
        _time("at"),
        _owner("chat_consents"),
        sa.PrimaryKeyConstraint("chat", "sense", name="pk_chat_consents"),
    )
    op.create_index("ix_chat_consents_user_id", "chat_consents", ["user_id"])
    _create_seen_events()


def _create_seen_events() -> None:
    op.create_table(
        "seen_events",
        _digest("event"),
        _user(),
        _digest("chat"),
        _time("at"),
        sa.Column("taken_by", sa.String(32), nullable=False),
        sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_seen_events"),
    )
    op.create_index("ix_seen_events_user_id", "seen_events", ["user_id"])
    op.create_index("ix_seen_events_chat_answered", "seen_events", ["chat", "answered"])
    op.create_index("ix_seen_events_at", "seen_events", ["at"])


def downgrade() -> None:
    """Take back."""
    for table in ("seen_events", "chat_consents", "link_codes", "channel_links"):
        op.drop_table(table)
