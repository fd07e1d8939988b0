"""First tables: people, consents, sessions, turns, items, interactions."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["user_id"], ["users.id"], name=f"fk_{table}_user_id_users", ondelete="CASCADE"
    )


def upgrade() -> None:
    """Apply."""
    _create_users()
    _create_consents()
    _create_sessions()
    _create_turns()
    _create_items()
    _create_interactions()


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("locale", sa.String(35), nullable=False),
        _time("created_at"),
        _time("last_seen_at"),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_index("ix_users_last_seen_at", "users", ["last_seen_at"])


def _create_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("sense", sa.String(16), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("notice_version", sa.String(32), nullable=False),
        _time("at"),
        _owner("consents"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_user_id_sense_id", "consents", ["user_id", "sense", "id"])


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        _time("opened_at"),
        _time("closed_at", nullable=True),
        _owner("sessions"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_opened_at", "sessions", ["opened_at"])
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _create_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(128), nullable=False),
        sa.Column("session_id", sa.String(128), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        _time("at"),
        sa.Column("probabilities", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("valence", sa.Double(), nullable=True),
        sa.Column("arousal", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("trend", sa.String(16), nullable=True),
        sa.Column("shift", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("change", sa.Double(), nullable=True),
        sa.Column("need", sa.String(16), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_turns_session_id_sessions", ondelete="CASCADE"
        ),
        _owner("turns"),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.UniqueConstraint("session_id", "turn_id", name="uq_turns_session_id_turn_id"),
    )
    op.create_index("ix_turns_at", "turns", ["at"])
    op.create_index("ix_turns_user_id_id", "turns", ["user_id", "id"])


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("artist", sa.String(300), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("genres", sa.JSON(), nullable=False),
        sa.Column("valence", sa.Double(), nullable=False),
        sa.Column("arousal", sa.Double(), nullable=False),
        sa.Column("feelings", sa.JSON(), nullable=False),
        sa.Column("energy", sa.Double(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        _time("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
    )
    op.create_index("ix_items_kind", "items", ["kind"])


def _create_interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("item_id", sa.String(128), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        _time("at"),
        sa.Column("variant", sa.String(64), nullable=True),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(128), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_interactions_item_id_items", ondelete="SET NULL"
        ),
        _owner("interactions"),
        sa.PrimaryKeyConstraint("id", name="pk_interactions"),
        sa.UniqueConstraint("user_id", "key", name="uq_interactions_user_id_key"),
    )
    op.create_index("ix_interactions_at", "interactions", ["at"])
    op.create_index("ix_interactions_item_id", "interactions", ["item_id"])
    op.create_index("ix_interactions_user_id_kind_id", "interactions", ["user_id", "kind", "id"])


def downgrade() -> None:
    """Take back."""
    for table in ("interactions", "items", "turns", "sessions", "consents", "users"):
        op.drop_table(table)
