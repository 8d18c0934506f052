"""The rows of the versions: each function is one step inside the caller's transaction.

Every writer first takes the one row of `knowledge_revision` (common/revision.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from common.ids import new_id
from common.knowledge.entry import Subject
from common.knowledge.moves import Move
from common.knowledge.tables import (
    knowledge_audit,
    knowledge_pointers,
    knowledge_revision,
    knowledge_versions,
)
from common.revision import Revision

_BATCH = 200


@dataclass(frozen=True)
class Version:
    """created_at: None for version 1, which nobody wrote here."""

    subject: Subject
    number: int
    content: Mapping[str, Any]
    author: str
    note: str
    created_at: datetime | None


_changes = Revision(knowledge_revision)
writing, revision = _changes.writing, _changes.read


async def add_version(
    connection: AsyncConnection,
    subject: Subject,
    *,
    number: int,
    content: Mapping[str, Any],
    author: str,
    note: str,
    at: datetime,
) -> Version:
    await connection.execute(
        insert(knowledge_versions).values(
            id=new_id("know"),
            **_where(subject),
            number=number,
            content=dict(content),
            author=author,
            note=note,
            created_at=at,
        )
    )
    return Version(subject, number, content, author, note, at)


async def point(
    connection: AsyncConnection,
    subject: Subject,
    number: int,
    *,
    by: str,
    at: datetime,
    from_at: datetime,
    until_at: datetime | None = None,
) -> Move:
    """Moves the pointer, now or later; those who hold a snapshot look again once this transaction is done."""
    made = await connection.execute(
        insert(knowledge_pointers).values(
            **_where(subject), number=number, by=by, at=at, from_at=from_at, until_at=until_at
        )
    )
    await _changes.increase(connection)
    assert made.inserted_primary_key is not None  # The dialects we run on give it back.
    return Move(made.inserted_primary_key[0], subject, number, by, at, from_at, until_at)


async def withdraw(connection: AsyncConnection, moves: Iterable[Move], at: datetime) -> None:
    """As if these moves had not been made (or, for those to come, will not be)."""
    table = knowledge_pointers
    await connection.execute(
        update(table).where(table.c.id.in_([one.id for one in moves])).values(withdrawn_at=at)
    )
    await _changes.increase(connection)


async def note_action(
    connection: AsyncConnection,
    subject: Subject,
    action: str,
    *,
    by: str,
    at: datetime,
    number: int,
    note: str,
) -> None:
    await connection.execute(
        insert(knowledge_audit).values(
            at=at, by=by, action=action, **_where(subject), number=number, note=note
        )
    )


async def versions_of(connection: AsyncConnection, subject: Subject) -> list[Version]:
    """Newest first."""
    table = knowledge_versions
    rows = await connection.execute(select(table).where(_at(table, subject)).order_by(table.c.number.desc()))
    return [_version(row) for row in rows]


async def find_version(connection: AsyncConnection, subject: Subject, number: int) -> Version | None:
    table = knowledge_versions
    row = (
        await connection.execute(select(table).where(_at(table, subject), table.c.number == number))
    ).first()
    return _version(row) if row else None


async def latest_versions(
    connection: AsyncConnection, property_id: str, subject: Subject | None = None
) -> list[Version]:
    """The newest version of every entry of a hotel, or of one."""
    table = knowledge_versions
    chosen = table.c.property_id == property_id if subject is None else _at(table, subject)
    newest = (
        select(table.c.property_id, table.c.name, func.max(table.c.number).label("number"))
        .where(chosen)
        .group_by(table.c.property_id, table.c.name)
        .subquery()
    )
    is_newest = and_(*(table.c[name] == newest.c[name] for name in ("property_id", "name", "number")))
    rows = await connection.execute(select(table).join(newest, is_newest).order_by(table.c.name))
    return [_version(row) for row in rows]


async def moves_of(connection: AsyncConnection, subject: Subject) -> list[Move]:
    """Those that were not withdrawn, newest first."""
    table = knowledge_pointers
    query = select(table).where(_at(table, subject), table.c.withdrawn_at.is_(None))
    return [_move(row) for row in await connection.execute(query.order_by(table.c.id.desc()))]


async def all_moves(connection: AsyncConnection, now: datetime, property_id: str | None = None) -> list[Move]:
    """Those of every entry, of one hotel or of all, that hold or will."""
    table = knowledge_pointers
    query = select(table).where(
        table.c.withdrawn_at.is_(None), or_(table.c.until_at.is_(None), table.c.until_at > now)
    )
    if property_id is not None:
        query = query.where(table.c.property_id == property_id)
    return [_move(row) for row in await connection.execute(query.order_by(table.c.id))]


async def versions_at(connection: AsyncConnection, wanted: Iterable[tuple[Subject, int]]) -> list[Version]:
    """Many at once; those that do not exist are left out."""
    table, keys = knowledge_versions, sorted(wanted)
    columns = tuple_(table.c.property_id, table.c.name, table.c.number)
    found: list[Version] = []
    for start in range(0, len(keys), _BATCH):
        batch = [
            (subject.property_id, subject.name, number) for subject, number in keys[start : start + _BATCH]
        ]
        found += [_version(row) for row in await connection.execute(select(table).where(columns.in_(batch)))]
    return found


async def actions(connection: AsyncConnection, subject: Subject, *, limit: int) -> list[dict[str, Any]]:
    """Who did what to one entry, newest first."""
    table = knowledge_audit
    query = select(table).where(_at(table, subject)).order_by(table.c.id.desc()).limit(limit)
    return [dict(row._mapping) for row in await connection.execute(query)]


def _where(subject: Subject) -> dict[str, str]:
    return {"property_id": subject.property_id, "name": subject.name}


def _at(table: Any, subject: Subject) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in _where(subject).items()))


def _version(row: Row[Any]) -> Version:
    return Version(
        Subject(row.property_id, row.name), row.number, row.content, row.author, row.note, row.created_at
    )


def _move(row: Row[Any]) -> Move:
    return Move(
        row.id,
        Subject(row.property_id, row.name),
        row.number,
        row.by,
        row.at,
        row.from_at,
        row.until_at,
    )
