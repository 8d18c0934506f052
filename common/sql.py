"""The two words in which SQLite and PostgreSQL differ for us: inserting what may be there already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_or(connection: Connection | AsyncConnection | str, table: Table) -> Any:
    """An INSERT that can be told what to do on conflict. connection: or the name of its dialect."""
    dialect = connection if isinstance(connection, str) else connection.dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
