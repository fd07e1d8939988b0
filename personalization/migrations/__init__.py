"""Alembic revisions of the schema, run from code: no alembic.ini is looked for."""
