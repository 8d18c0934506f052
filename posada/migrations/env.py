"""Alembic's entry: the connection comes from posada.migrate; autogenerate sees every room's tables."""

from __future__ import annotations

from alembic import context

from posada.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
