"""How often each version was said and how long it took to render: counted in memory, added to the database each minute.

Knows no conversation and no guest. A minute is lost when a process is killed, never more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from common.clock import Clock
from common.log import get_log
from templates.tables import template_usage

FLUSH_SECONDS = 60.0

_log = get_log("templates")

Said = tuple[str, str, str, str]
"""key, language, version, arm ("" for none)."""


@dataclass(frozen=True)
class Used:
    """version as a reply names it; latencies in microseconds."""

    language: str
    version: str
    arm: str | None
    renders: int
    mean_microseconds: float
    slowest_microseconds: float


class Usage:
    """Counts renders; `flush` moves what was counted into the database."""

    def __init__(self) -> None:
        self._counted: dict[Said, list[int]] = {}

    def add(self, key: str, language: str, version: str, arm: str | None, nanoseconds: int) -> None:
        said = (key, language, version, arm or "")
        row = self._counted.get(said)
        if row is None:
            self._counted[said] = [1, nanoseconds, nanoseconds]
            return
        row[0] += 1
        row[1] += nanoseconds
        if nanoseconds > row[2]:
            row[2] = nanoseconds

    async def flush(self, engine: AsyncEngine, day: date) -> None:
        """Adds to what other processes counted. What cannot be written now is written next time."""
        counted, self._counted = self._counted, {}
        if not counted:
            return
        try:
            async with engine.begin() as connection:
                dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
                greatest = func.max if connection.dialect.name == "sqlite" else func.greatest
                statement = dialect.insert(template_usage)
                table, new = template_usage.c, statement.excluded
                await connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=[table.day, table.key, table.language, table.version, table.arm],
                        set_={
                            "renders": table.renders + new.renders,
                            "nanoseconds": table.nanoseconds + new.nanoseconds,
                            "slowest_nanoseconds": greatest(
                                table.slowest_nanoseconds, new.slowest_nanoseconds
                            ),
                        },
                    ),
                    # In one order, so that two processes that flush at once wait for each other in turn.
                    [_row(day, said, row) for said, row in sorted(counted.items())],
                )
        except (SQLAlchemyError, OSError) as error:
            _log.warning("usage not kept", why=type(error).__name__)
            self._put_back(counted)

    async def keep_flushing(self, engine: AsyncEngine, clock: Clock) -> None:
        """Until cancelled."""
        while True:
            await clock.sleep(FLUSH_SECONDS)
            await self.flush(engine, clock.now().date())

    def _put_back(self, counted: dict[Said, list[int]]) -> None:
        for said, (renders, nanoseconds, slowest) in counted.items():
            row = self._counted.setdefault(said, [0, 0, 0])
            row[0] += renders
            row[1] += nanoseconds
            row[2] = max(row[2], slowest)


async def usage_of(engine: AsyncEngine, key: str, *, since: date | None = None) -> list[Used]:
    """What was said of one reply, by language, version and arm."""
    table = template_usage.c
    query = (
        select(
            table.language,
            table.version,
            table.arm,
            func.sum(table.renders).label("renders"),
            func.sum(table.nanoseconds).label("nanoseconds"),
            func.max(table.slowest_nanoseconds).label("slowest"),
        )
        .where(table.key == key)
        .group_by(table.language, table.version, table.arm)
        .order_by(table.language, table.version, table.arm)
    )
    if since is not None:
        query = query.where(table.day >= since)
    async with engine.connect() as connection:
        return [
            Used(
                language=row.language,
                version=row.version,
                arm=row.arm or None,
                renders=int(row.renders),
                mean_microseconds=float(row.nanoseconds) / int(row.renders) / 1000,
                slowest_microseconds=float(row.slowest) / 1000,
            )
            for row in await connection.execute(query)
        ]


def _row(day: date, said: Said, row: list[int]) -> dict[str, Any]:
    key, language, version, arm = said
    return {
        "day": day,
        "key": key,
        "language": language,
        "version": version,
        "arm": arm,
        "renders": row[0],
        "nanoseconds": row[1],
        "slowest_nanoseconds": row[2],
    }
