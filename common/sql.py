"""The two words in which SQLite and PostgreSQL differ for us: inserting what may be there already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_or(connection: Connection | AsyncConnection, table: Table) -> Any:
    """An INSERT that can be told what to do on conflict."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
