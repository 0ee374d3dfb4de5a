"""Alembic runs this around the steps; the connection is the archive's, and its transaction too."""

from alembic import context

from rtqa.desk.archive import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.Case.metadata)
context.run_migrations()
