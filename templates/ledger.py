"""The rows of the versions: each function is one step inside the caller's transaction.

Every writer first takes the one row of `catalog_revision` (common/revision.py). Knows nothing of lint, catalogs or files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from common.ids import new_id
from common.revision import Revision
from templates.place import Place
from templates.tables import catalog_revision, template_audit, template_pointers, template_versions
from templates.version import DRAFT, PUBLISHED, Publication, Version

_BATCH = 200


_changes = Revision(catalog_revision)
writing, raise_revision, revision = _changes.writing, _changes.increase, _changes.read


async def add_version(
    connection: AsyncConnection,
    place: Place,
    *,
    number: int,
    content: Mapping[str, Any],
    author: str,
    note: str,
    at: datetime,
    variant: str | None = None,
) -> Version:
    version = Version(place, number, content, author, note, at, DRAFT, variant)
    await connection.execute(
        insert(template_versions).values(
            id=new_id("ver"),
            **_where(place),
            number=number,
            content=dict(content),
            variant=variant,
            author=author,
            note=note,
            created_at=at,
            state=DRAFT,
        )
    )
    return version


async def set_state(connection: AsyncConnection, place: Place, number: int, state: str) -> None:
    table = template_versions
    await connection.execute(
        update(table).where(_at(table, place), table.c.number == number).values(state=state)
    )


async def point(
    connection: AsyncConnection,
    place: Place,
    number: int,
    *,
    by: str,
    at: datetime,
    from_at: datetime,
    until_at: datetime | None = None,
) -> Publication:
    """Moves the pointer, now or later. The rows it moved over stay, as history."""
    moved = await connection.execute(
        insert(template_pointers).values(
            **_where(place), number=number, from_at=from_at, until_at=until_at, by=by, at=at
        )
    )
    await set_state(connection, place, number, PUBLISHED)
    await raise_revision(connection)
    assert moved.inserted_primary_key is not None  # The dialects we run on give it back.
    return Publication(moved.inserted_primary_key[0], place, number, from_at, until_at, by, at)


async def withdraw(connection: AsyncConnection, publications: Collection[Publication], at: datetime) -> None:
    """As if these moves had not been made (or, for those to come, will not be)."""
    table = template_pointers
    await connection.execute(
        update(table).where(table.c.id.in_([one.id for one in publications])).values(withdrawn_at=at)
    )
    await raise_revision(connection)


async def note_action(
    connection: AsyncConnection,
    place: Place,
    action: str,
    *,
    by: str,
    at: datetime,
    number: int | None = None,
    note: str = "",
) -> None:
    await connection.execute(
        insert(template_audit).values(at=at, by=by, action=action, **_where(place), number=number, note=note)
    )


async def versions_of(connection: AsyncConnection, place: Place) -> list[Version]:
    """Newest first."""
    table = template_versions
    rows = await connection.execute(select(table).where(_at(table, place)).order_by(table.c.number.desc()))
    return [_version(row) for row in rows]


async def find_version(connection: AsyncConnection, place: Place, number: int) -> Version | None:
    table = template_versions
    row = (await connection.execute(select(table).where(_at(table, place), table.c.number == number))).first()
    return _version(row) if row else None


async def latest_version(connection: AsyncConnection, place: Place) -> Version | None:
    table = template_versions
    query = select(table).where(_at(table, place)).order_by(table.c.number.desc()).limit(1)
    row = (await connection.execute(query)).first()
    return _version(row) if row else None


async def versions_at(
    connection: AsyncConnection, wanted: Sequence[tuple[Place, int]]
) -> dict[tuple[Place, int], Version]:
    """Many at once; those that do not exist are left out."""
    table, found = template_versions, {}
    columns = tuple_(table.c.key, table.c.language, table.c.property_id, table.c.number)
    for start in range(0, len(wanted), _BATCH):
        batch = [
            (place.key, place.language, place.property_id, number)
            for place, number in wanted[start : start + _BATCH]
        ]
        for row in await connection.execute(select(table).where(columns.in_(batch))):
            version = _version(row)
            found[version.place, version.number] = version
    return found


async def variant_numbers(connection: AsyncConnection) -> list[tuple[Place, int]]:
    """Every version that was written for an experiment's arm and is not retired."""
    table = template_versions
    query = select(table.c.key, table.c.language, table.c.property_id, table.c.number).where(
        table.c.variant.is_not(None), table.c.state != "retired"
    )
    return [
        (Place(row.key, row.language, row.property_id), row.number) for row in await connection.execute(query)
    ]


async def latest_numbers(connection: AsyncConnection) -> dict[Place, int]:
    """The newest version of every place that has one."""
    table = template_versions
    query = select(
        table.c.key, table.c.language, table.c.property_id, func.max(table.c.number).label("number")
    ).group_by(table.c.key, table.c.language, table.c.property_id)
    return {
        Place(row.key, row.language, row.property_id): row.number for row in await connection.execute(query)
    }


async def publications(
    connection: AsyncConnection, place: Place | None = None, *, after_id: int = 0
) -> list[Publication]:
    """The moves that were not withdrawn, of one place or of all."""
    table = template_pointers
    conditions: list[ColumnElement[bool]] = [table.c.withdrawn_at.is_(None), table.c.id > after_id]
    if place is not None:
        conditions.append(_at(table, place))
    rows = await connection.execute(select(table).where(*conditions).order_by(table.c.from_at, table.c.id))
    return [
        Publication(
            row.id,
            Place(row.key, row.language, row.property_id),
            row.number,
            row.from_at,
            row.until_at,
            row.by,
            row.at,
        )
        for row in rows
    ]


async def withdrawn_ids(connection: AsyncConnection) -> set[int]:
    table = template_pointers
    return set(
        (await connection.execute(select(table.c.id).where(table.c.withdrawn_at.is_not(None)))).scalars()
    )


async def actions(connection: AsyncConnection, key: str, *, limit: int) -> list[dict[str, Any]]:
    """Who did what to one reply, in any language, newest first."""
    table = template_audit
    query = (
        select(table).where(table.c.key == key).order_by(table.c.at.desc(), table.c.id.desc()).limit(limit)
    )
    return [dict(row._mapping) for row in await connection.execute(query)]


def _where(place: Place) -> dict[str, str]:
    return {"key": place.key, "language": place.language, "property_id": place.property_id}


def _at(table: Any, place: Place) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in _where(place).items()))


def _version(row: Row[Any]) -> Version:
    return Version(
        Place(row.key, row.language, row.property_id),
        row.number,
        row.content,
        row.author,
        row.note,
        row.created_at,
        row.state,
        row.variant,
    )
