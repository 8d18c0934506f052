"""What the tables say of conversations as a whole: counted in SQL, never by their words, so that nothing changes when a guest is forgotten.

All of it is about conversations that began in the span; what was sold and what channels charge is in `sales.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    column,
    distinct,
    exists,
    extract,
    func,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.gateway.outgoing import STAFF_MESSAGE, UNSAID
from bot.gateway.tables import conversations, handovers, outgoing, turns
from bot.gateway.unanswered import SAID_INSTEAD
from pms.tables import intents

STAGES = ("started", "dates", "offers", "quote", "booked")
"""How far a guest came, in order."""

SAYS_STAGE: Mapping[str, str] = {
    # The form asks who comes when it knows the stay.
    "ask.party": "dates",
    "ask.stay_ok": "dates",
    "availability.none": "dates",
    "availability.none_as_wished": "dates",
    "availability.room_taken": "dates",
    "availability.unknown_room": "dates",
    "availability.as_wished": "offers",
    "availability.room_free": "offers",
    "ask.room": "offers",
    "ask.room_again": "offers",
    "ask.several_rooms": "offers",
    "ask.several_rooms_again": "offers",
    "ask.booking_ok": "quote",
    "ask.booking_ok_again": "quote",
    "booking.price_changed": "quote",
    "booking.queued": "quote",
    "notice.book_refused": "quote",
    "booking.confirmed": "booked",
    "notice.book_done": "booked",
}
"""The replies that are only said to a guest who came that far."""

CAME = ("asked", "taken", "assigned", "approved")
"""What is noted of a conversation that the bot did not finish alone."""

_BY_BOT = ("answered", "late", "failed", "empty")
_PER_SECOND = 10
# The actions' own table, by name: the gateway knows nothing of the actions.
_handoffs = table("handoffs", column("conversation"), column("reason"))


@dataclass(frozen=True)
class Span:
    """From `since` on and before `before`; property_id: of that hotel alone."""

    since: datetime
    before: datetime
    property_id: str | None = None


@dataclass(frozen=True)
class Cell:
    """Conversations that are alike. stage: as far as they came; needed_person: somebody was called or came."""

    language: str
    channel: str
    property_id: str
    ad_source: str
    stage: str
    needed_person: bool
    conversations: int


@dataclass(frozen=True)
class Waits:
    """Seconds, to a tenth; None where there was nothing to wait for."""

    count: int
    median: float | None
    p90: float | None


async def funnel(connection: AsyncConnection, span: Span) -> list[Cell]:
    talk = conversations.c
    said = (
        select(func.max(_rank()))
        .where(outgoing.c.conversation == talk.id, _was_said())
        .correlate(conversations)
        .scalar_subquery()
    )
    rank = case((_has_booked(), len(STAGES) - 1), else_=func.coalesce(said, 0))
    person = exists().where(handovers.c.conversation == talk.id, handovers.c.what.in_(CAME))
    one = (
        select(
            func.coalesce(talk.language, "").label("language"),
            talk.channel,
            talk.property,
            func.coalesce(talk.ad_source, "").label("ad_source"),
            rank.label("stage"),
            case((person, 1), else_=0).label("person"),
        )
        .where(began(span))
        .subquery()
    )
    rows = await connection.execute(
        select(*one.c, func.count().label("number")).group_by(*one.c).order_by(*one.c)
    )
    return [
        Cell(
            row.language,
            row.channel,
            row.property,
            row.ad_source,
            STAGES[row.stage],
            bool(row.person),
            row.number,
        )
        for row in rows
    ]


async def last_replies(connection: AsyncConnection, span: Span, most: int = 20) -> list[tuple[str, int]]:
    """What guests who did not book were last told by the bot, and how many of them."""
    talk = conversations.c
    last = (
        select(func.max(outgoing.c.seq).label("seq"), func.max(_rank()).label("stage"))
        .join(conversations, talk.id == outgoing.c.conversation)
        .where(began(span), ~_has_booked(), outgoing.c.template != STAFF_MESSAGE, _was_said())
        .group_by(outgoing.c.conversation)
        .subquery()
    )
    number = func.count().label("number")
    rows = await connection.execute(
        select(outgoing.c.template, number)
        .join(last, last.c.seq == outgoing.c.seq)
        .where(last.c.stage < len(STAGES) - 1)
        .group_by(outgoing.c.template)
        .order_by(number.desc(), outgoing.c.template)
        .limit(most)
    )
    return [(row.template, row.number) for row in rows]


async def calls_for_person(connection: AsyncConnection, span: Span) -> list[tuple[str, int, int]]:
    """Why a person was called: reason, how often, in how many conversations."""
    return await _reasons(connection, span, handovers, handovers.c.what == "asked")


async def reasons_of_bot(connection: AsyncConnection, span: Span) -> list[tuple[str, int, int]]:
    """The same in the bot's own, finer words."""
    return await _reasons(connection, span, _handoffs)


async def unanswered(connection: AsyncConnection, span: Span) -> list[tuple[str, str, str, int]]:
    """Property, language, what was said in place of an answer, how often."""
    which = (conversations.c.property, conversations.c.language, outgoing.c.template)
    rows = await connection.execute(
        select(*which, func.count().label("number"))
        .join(outgoing, outgoing.c.conversation == conversations.c.id)
        .where(began(span), outgoing.c.template.in_(SAID_INSTEAD), _was_said())
        .group_by(*which)
        .order_by(*which)
    )
    return [(row.property, row.language or "", row.template, row.number) for row in rows]


async def bot_waits(connection: AsyncConnection, span: Span) -> dict[str, Waits]:
    """From a guest's message to the bot's answer, by channel."""
    tenths = _tenths(connection, turns.c.received_at, turns.c.finished_at)
    rows = await connection.execute(
        select(conversations.c.channel, tenths.label("tenths"), func.count().label("number"))
        .join(turns, turns.c.conversation == conversations.c.id)
        .where(began(span), turns.c.outcome.in_(_BY_BOT), turns.c.finished_at.is_not(None))
        .group_by(conversations.c.channel, tenths)
    )
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row.channel, {})[row.tenths] = row.number
    return {channel: _waits(counted) for channel, counted in sorted(found.items())}


async def person_waits(connection: AsyncConnection, span: Span) -> tuple[Waits, int]:
    """From the call for a person to their first words; and how many calls nobody answered in writing."""
    calls = handovers.alias()
    first = (
        select(func.min(outgoing.c.created_at))
        .where(
            outgoing.c.conversation == calls.c.conversation,
            outgoing.c.template == STAFF_MESSAGE,
            outgoing.c.created_at >= calls.c.at,
        )
        .correlate(calls)
        .scalar_subquery()
    )
    waited = (
        select(calls.c.at.label("at"), first.label("first"))
        .join(conversations, conversations.c.id == calls.c.conversation)
        .where(began(span), calls.c.what == "asked")
        .cte()
    )
    tenths = _tenths(connection, waited.c.at, waited.c.first)
    rows = await connection.execute(
        select(tenths.label("tenths"), func.count().label("number")).select_from(waited).group_by(tenths)
    )
    counted: dict[int | None, int] = {row.tenths: row.number for row in rows}
    in_vain = counted.pop(None, 0)
    return _waits({key: number for key, number in counted.items() if key is not None}), in_vain


async def marks(connection: AsyncConnection, span: Span) -> dict[int | None, int]:
    """How many guests who were asked gave which mark; None: no answer."""
    rows = await connection.execute(
        select(conversations.c.satisfaction, func.count().label("number"))
        .where(began(span), conversations.c.satisfaction_asked_at.is_not(None))
        .group_by(conversations.c.satisfaction)
    )
    return {row.satisfaction: row.number for row in rows}


def began(span: Span) -> ColumnElement[bool]:
    """Trials by staff are no conversations."""
    talk = conversations.c
    wanted = [talk.created_at >= span.since, talk.created_at < span.before, talk.is_test.is_(False)]
    if span.property_id is not None:
        wanted.append(talk.property == span.property_id)
    return and_(*wanted)


def _was_said() -> ColumnElement[bool]:
    """Not what the bot only proposed to staff."""
    return outgoing.c.delivery.not_in(UNSAID)


def _has_booked() -> ColumnElement[bool]:
    """Of a conversation: the hotel's system has done a booking of it."""
    write = intents.c
    # Not as a condition: SQLite would walk through all writes that are done, for each conversation.
    is_booking = case((and_(write.kind == "book", write.state == "done"), 1), else_=0)
    found = (
        select(func.max(is_booking))
        .where(write.conversation == conversations.c.id)
        .correlate(conversations)
        .scalar_subquery()
    )
    return func.coalesce(found, 0) == 1


def _rank() -> ColumnElement[int]:
    """Of one reply: the place of the stage it tells of."""
    said = outgoing.c.template
    return case(
        *(
            (said.in_([key for key, told in SAYS_STAGE.items() if told == stage]), place)
            for place, stage in reversed(list(enumerate(STAGES)))
            if place
        ),
        else_=0,
    )


async def _reasons(
    connection: AsyncConnection, span: Span, where: FromClause, *more: ColumnElement[bool]
) -> list[tuple[str, int, int]]:
    reason = func.coalesce(where.c.reason, "").label("reason")
    number = func.count().label("number")
    rows = await connection.execute(
        select(reason, number, func.count(distinct(conversations.c.id)).label("talks"))
        .select_from(conversations.join(where, where.c.conversation == conversations.c.id))
        .where(began(span), *more)
        .group_by(reason)
        .order_by(number.desc(), reason)
    )
    return [(row.reason, row.number, row.talks) for row in rows]


def _tenths(
    connection: AsyncConnection, since: ColumnElement[Any], until: ColumnElement[Any]
) -> ColumnElement[int]:
    """Tenths of a second between two instants, for counting them by."""
    if connection.dialect.name == "sqlite":
        days = func.julianday(until, type_=Float) - func.julianday(since, type_=Float)
        return cast(func.round(days * 86_400 * _PER_SECOND), Integer)
    return cast(func.round(extract("epoch", until - since) * _PER_SECOND), Integer)


def _waits(counted: Mapping[int, int]) -> Waits:
    total = sum(counted.values())

    def at(share: float) -> float | None:
        """The shortest wait that so many did not exceed."""
        seen = 0
        for tenths in sorted(counted):
            seen += counted[tenths]
            if seen >= share * total:
                return tenths / _PER_SECOND
        return None

    return Waits(total, at(0.5), at(0.9))
