"""Cries for a person: kept in the transaction of what they tell of, sent afterwards, so that none is lost and none harms a write.

An alert holds identifiers, never a guest's words, name or address. `alert_senders.py` carries them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from common.ids import new_id
from pms.tables import alerts

QUIET = timedelta(minutes=30)
"""The same thing is not cried out again for so long."""


@dataclass(frozen=True)
class Alert:
    """key: what it is about, for keeping quiet; kind: critical, dead_letter, misconfigured, guest_waits, outage; title: one line.

    facts: identifiers and amounts by name, `conversation` among them where there is one; manual_way: what a person can do now.
    """

    key: str
    kind: str
    property_id: str
    title: str
    facts: dict[str, Any]
    manual_way: str


async def add_alert(connection: AsyncConnection, alert: Alert, *, at: datetime) -> bool:
    """Inside the caller's transaction. False when the same was cried out a moment ago."""
    return await connection.run_sync(lambda sync: note_alert(sync, alert, at=at))


def note_alert(connection: Connection, alert: Alert, *, at: datetime) -> bool:
    """As add_alert, for those whose transactions are plain functions."""
    same = select(alerts.c.id).where(alerts.c.key == alert.key, alerts.c.created_at > at - QUIET)
    if connection.execute(same.limit(1)).first() is not None:
        return False
    connection.execute(
        insert(alerts).values(
            id=new_id("alt"),
            key=alert.key,
            kind=alert.kind,
            property_id=alert.property_id,
            title=alert.title,
            facts=alert.facts,
            manual_way=alert.manual_way,
            created_at=at,
            sent_by=[],
            tries=0,
            next_try_at=at,
        )
    )
    return True
