"""Alembic runs this file; `runner` has put the connection into the configuration."""

from alembic import context

from personalization.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
