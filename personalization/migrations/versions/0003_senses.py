"""What each sense read of a turn and what it counted; how a person's senses relate to what they say."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("turns", sa.Column("senses", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("turns", sa.Column("weights", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("turns", sa.Column("mixed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("users", sa.Column("expression", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take back; what the older form has no place for is lost."""
    op.drop_column("users", "expression")
    for column in ("mixed", "weights", "senses"):
        op.drop_column("turns", column)
