"""Taste and texture: traits, practices, paced steps, endings, forms; corrected turns; the user vector."""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_users = sa.table("users", sa.column("id", sa.String), sa.column("preferences", sa.JSON))
_items = sa.table("items", sa.column("id", sa.String), sa.column("steps", sa.JSON))

_DECADE = re.compile(r"\d{3}0s")


def upgrade() -> None:
    """Apply."""
    op.add_column("users", sa.Column("vector", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("turns", sa.Column("corrected", sa.String(16), nullable=True))
    op.add_column("items", sa.Column("traits", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("items", sa.Column("practice", sa.String(16), nullable=True))
    op.add_column("items", sa.Column("ending", sa.Text(), nullable=True))
    op.add_column("items", sa.Column("form", sa.String(16), nullable=True))
    op.create_index("ix_items_updated_at", "items", ["updated_at"])
    _rewrite(_users, "preferences", _with_told_in_full)
    _rewrite(_items, "steps", _with_steps_in_full)


def downgrade() -> None:
    """Take back; what has no place in the older form is lost."""
    _rewrite(_items, "steps", _with_steps_as_texts)
    _rewrite(_users, "preferences", _with_told_by_genre)
    op.drop_index("ix_items_updated_at", "items")
    for column in ("form", "ending", "practice", "traits"):
        op.drop_column("items", column)
    op.drop_column("turns", "corrected")
    op.drop_column("users", "vector")


def _rewrite(table: sa.TableClause, column: str, change: Any) -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.select(table.c.id, table.c[column])).all()
    for row_id, value in rows:
        connection.execute(table.update().where(table.c.id == row_id).values({column: change(value)}))


def _with_told_in_full(preferences: dict[str, Any]) -> dict[str, Any]:
    told = [
        {
            "kind": "decade" if _DECADE.fullmatch(subject) else "genre",
            "subject": subject,
            "polarity": polarity,
            "when": None,
        }
        for subject, polarity in preferences.get("told", {}).items()
    ]
    return {**preferences, "told": told}


def _with_told_by_genre(preferences: dict[str, Any]) -> dict[str, Any]:
    told = {
        told["subject"]: told["polarity"]
        for told in preferences.get("told", [])
        if told["kind"] in ("genre", "decade") and told["when"] is None
    }
    return {**preferences, "told": told}


def _with_steps_in_full(steps: list[str]) -> list[dict[str, Any]]:
    return [{"text": text, "duration_s": None, "breath": None, "write": False} for text in steps]


def _with_steps_as_texts(steps: list[dict[str, Any]]) -> list[str]:
    return [step["text"] for step in steps]
