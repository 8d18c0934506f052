"""What was sold and what channels charge, and how many conversations a day; as in `figures.py`, from facts and never from words.

A sale counts when the hotel's system has done it, a message when its price class was first told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    case,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    values,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.gateway.figures import Span
from bot.gateway.tables import conversations, deliveries, outgoing
from common.database import UtcDateTime
from pms.tables import intents


@dataclass(frozen=True)
class Sold:
    """what: book or cancel; by: guest or staff. currency, minor: "" and 0 where no price was agreed."""

    property_id: str
    what: str
    by: str
    currency: str
    writes: int
    minor: int


@dataclass(frozen=True)
class Charged:
    """Messages of one price class, as the channel names it."""

    property_id: str
    type: str
    category: str
    messages: int


@dataclass(frozen=True)
class Day:
    """since, before: its midnights."""

    date: date
    since: datetime
    before: datetime


async def sold(connection: AsyncConnection, span: Span) -> list[Sold]:
    """Bookings and cancellations that the hotel's system has done, trials by staff left out."""
    write = intents.c
    by = case((write.asked_by == "guest", literal("guest")), else_=literal("staff")).label("by")
    currency = func.coalesce(write.agreed["currency"].as_string(), "").label("currency")
    minor = func.coalesce(func.sum(cast(write.agreed["minor"].as_string(), BigInteger)), 0).label("minor")
    alike = select(
        write.property_id, write.kind, by, currency, func.count().label("number"), minor
    ).select_from(_writes())
    rows = await connection.execute(
        alike.where(
            write.kind.in_(("book", "cancel")),
            write.settled_at >= span.since,
            write.settled_at < span.before,
            _is_done(span.since, span.property_id),
        )
        .group_by(write.property_id, write.kind, by, currency)
        .order_by(write.property_id, write.kind, by, currency)
    )
    return [
        Sold(
            row.property_id,
            row.kind,
            row.by,
            row.currency,
            row.number,
            # What a cancellation agreed on is its fee.
            int(row.minor) if row.kind == "book" else 0,
        )
        for row in rows
    ]


async def charged(connection: AsyncConnection, span: Span) -> list[Charged]:
    """Each message once, in the span in which its class was first told; `sent` and `delivered` both tell it."""
    told, before = deliveries.alias(), deliveries.alias()
    type_, category = (_priced(told, name) for name in ("type", "category"))
    was_told = exists().where(
        before.c.outgoing == told.c.outgoing,
        before.c.at < span.since,
        _priced(before, "category").is_not(None),
    )
    once = (
        select(
            told.c.outgoing,
            func.max(func.coalesce(type_, "")).label("type"),
            func.max(category).label("category"),
        )
        .where(
            told.c.at >= span.since,
            told.c.at < span.before,
            told.c.status != "failed",
            category.is_not(None),
            ~was_told,
        )
        .group_by(told.c.outgoing)
        .subquery()
    )
    which = (conversations.c.property, once.c.type, once.c.category)
    wanted = [conversations.c.is_test.is_(False)]
    if span.property_id is not None:
        wanted.append(conversations.c.property == span.property_id)
    rows = await connection.execute(
        select(*which, func.count().label("number"))
        .select_from(
            once.join(outgoing, outgoing.c.id == once.c.outgoing).join(
                conversations, conversations.c.id == outgoing.c.conversation
            )
        )
        .where(*wanted)
        .group_by(*which)
        .order_by(*which)
    )
    return [Charged(row.property, row.type, row.category, row.number) for row in rows]


async def by_day(
    connection: AsyncConnection, days: Sequence[Day], property_id: str | None
) -> list[tuple[date, int, int]]:
    """Conversations that began and bookings that were made, for each day. days: in order, without a gap."""
    calendar = _calendar(days)
    talk, write = conversations.c, intents.c
    of_hotel = [] if property_id is None else [talk.property == property_id]
    begun = (
        select(func.count())
        .where(
            talk.created_at >= calendar.c.since,
            talk.created_at < calendar.c.before,
            talk.is_test.is_(False),
            *of_hotel,
        )
        .correlate(calendar)
        .scalar_subquery()
        .label("begun")
    )
    rows = await connection.execute(select(calendar.c.number, begun))
    talks = {row.number: row.begun for row in rows}
    # Far fewer than conversations, and sorted into days faster here than by a database without an index for it.
    booked = await connection.execute(
        select(write.settled_at)
        .select_from(_writes())
        .where(
            write.kind == "book",
            write.settled_at >= days[0].since,
            write.settled_at < days[-1].before,
            _is_done(days[0].since, property_id),
        )
    )
    starts = [day.since for day in days]
    made = Counter(bisect_right(starts, row.settled_at) - 1 for row in booked)
    return [(day.date, talks[number], made[number]) for number, day in enumerate(days)]


def _calendar(days: Sequence[Day]) -> CTE:
    given = values(
        column("number", Integer),
        column("since", UtcDateTime),
        column("before", UtcDateTime),
        name="calendar",
    )
    return given.data([(number, day.since, day.before) for number, day in enumerate(days)]).cte()


def _writes() -> Any:
    """What staff write themselves may be about no conversation."""
    return intents.outerjoin(conversations, conversations.c.id == intents.c.conversation)


def _is_done(since: datetime, property_id: str | None) -> ColumnElement[bool]:
    done = (
        (intents.c.state == "done")
        # Nothing settles after it was last touched, and the index is on that.
        & (intents.c.updated_at >= since)
        & or_(conversations.c.id.is_(None), conversations.c.is_test.is_(False))
    )
    return done if property_id is None else done & (intents.c.property_id == property_id)


def _priced(of: Any, name: str) -> ColumnElement[str]:
    told: ColumnElement[str] = of.c.pricing[name].as_string()
    return told
