"""Where a song was found at a music service; a visitor's login there."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_users = sa.table("users", sa.column("id", sa.String), sa.column("preferences", sa.JSON))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "found_tracks",
        sa.Column("item_id", sa.String(128), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("asked", sa.String(640), nullable=False),
        sa.Column("track", sa.String(64), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name="fk_found_tracks_item_id_items", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "service", name="pk_found_tracks"),
    )
    op.create_index("ix_found_tracks_service_at", "found_tracks", ["service", "at"])
    op.create_table(
        "music_logins",
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_music_logins_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "service", name="pk_music_logins"),
    )


def downgrade() -> None:
    """Take back; the preferred service has no place in the older form."""
    op.drop_table("music_logins")
    op.drop_table("found_tracks")
    connection = op.get_bind()
    for user, preferences in connection.execute(sa.select(_users)).all():
        kept = {name: value for name, value in preferences.items() if name != "service"}
        connection.execute(_users.update().where(_users.c.id == user).values(preferences=kept))
