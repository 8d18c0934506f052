"""Statements: inserting what may be there already, in which SQLite and PostgreSQL differ, and values of those that are built once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def bound(table: Table, names: Iterable[str]) -> dict[str, Any]:
    """Values for an UPDATE that is built once: each is given under "new_" and its column's name."""
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as `bound` wants them."""
    return {f"new_{name}": value for name, value in values.items()}


def insert_or(connection: Connection | AsyncConnection | str, table: Table) -> Any:
    """An INSERT that can be told what to do on conflict. connection: or the name of its dialect."""
    dialect = connection if isinstance(connection, str) else connection.dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
