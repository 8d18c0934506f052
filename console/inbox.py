"""Which conversations the list shows, as conditions of SQL: whose they are, what came of them, how many there are of each sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.gateway.figures import CAME, Span, began
from bot.gateway.tables import conversations, handovers, outgoing, turns
from console.desk_tables import conversation_tags
from console.queries import Query
from pms.tables import intents

LATELY = 5_000
"""Turns and replies among which intents and arms to choose from are looked for."""
MOST_TAGS = 200

IS_UNREAD = conversations.c.last_guest_at.is_not(None) & or_(
    conversations.c.read_at.is_(None), conversations.c.read_at < conversations.c.last_guest_at
)


def _has_write(kind: str) -> ColumnElement[bool]:
    return exists().where(
        intents.c.conversation == conversations.c.id, intents.c.kind == kind, intents.c.state == "done"
    )


OUTCOME: ColumnElement[str] = case(
    (_has_write("book"), "booked"),
    (_has_write("cancel"), "cancelled"),
    (
        exists().where(
            handovers.c.conversation == conversations.c.id,
            handovers.c.what.in_(CAME),
        ),
        "person",
    ),
    (
        exists().where(
            turns.c.conversation == conversations.c.id, turns.c.outcome.in_(("late", "failed", "empty"))
        ),
        "failed",
    ),
    else_=literal("talked"),
)
"""What came of a conversation: the first that is true, by `console.queries.OUTCOMES`."""


async def outcomes(connection: AsyncConnection, span: Span) -> dict[str, int]:
    """What came of the conversations that began then."""
    one = select(OUTCOME.label("outcome")).where(began(span)).subquery()
    rows = await connection.execute(
        select(one.c.outcome, func.count().label("number")).group_by(one.c.outcome)
    )
    return {row.outcome: row.number for row in rows}


@dataclass(frozen=True)
class Counts:
    """boxes: by the quick filters, of all conversations; others: within the other filters, by what they are counted by."""

    boxes: Counter[str]
    states: Counter[str]
    languages: Counter[str]
    channels: Counter[str]
    properties: Counter[str]


@dataclass(frozen=True)
class Choices:
    """What was understood and shown lately, to choose from."""

    intents: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def conditions(query: Query, me: str, zone: ZoneInfo, *, without: str = "") -> list[ColumnElement[bool]]:
    """All of the query but its words. without: a column that is not asked for. me: who asks."""
    since, before = query.days(zone)
    table = conversations.c
    asked: dict[str, ColumnElement[bool] | None] = {
        "language": table.language == query.language if query.language else None,
        "channel": table.channel == query.channel if query.channel else None,
        "state": table.state == query.state if query.state else None,
        "property": table.property == query.property_id if query.property_id else None,
        "id": table.id.startswith(query.conversation, autoescape=True) if query.conversation else None,
        "since": table.last_message_at >= since if since else None,
        "before": table.last_message_at < before if before else None,
        "box": _in_box(query.box, me) if query.box else None,
        "outcome": query.outcome == OUTCOME if query.outcome else None,
        "intent": _with_intent(query.intent) if query.intent else None,
        "arm": _with_arm(query.arm) if query.arm else None,
        "tag": _with_tag(query.tag) if query.tag else None,
    }
    return [one for name, one in asked.items() if one is not None and name != without]


def _in_box(box: str, me: str) -> ColumnElement[bool]:
    boxes = {
        "mine": (conversations.c.owner == me) & (conversations.c.state == "human"),
        "waiting": conversations.c.state == "waiting",
        "unread": IS_UNREAD,
    }
    return boxes[box]


def _with_intent(intent: str) -> ColumnElement[bool]:
    return exists().where(turns.c.conversation == conversations.c.id, turns.c.intent == intent)


def _with_arm(arm: str) -> ColumnElement[bool]:
    experiment, _, name = arm.partition("/")
    shown = exists().where(outgoing.c.conversation == conversations.c.id, outgoing.c.experiment == experiment)
    return shown.where(outgoing.c.arm == name) if name else shown


def _with_tag(tag: str) -> ColumnElement[bool]:
    return exists().where(
        conversation_tags.c.conversation == conversations.c.id, conversation_tags.c.tag == tag
    )


class Figures:
    """What stands beside the filters."""

    def __init__(self, engine: AsyncEngine, zone: ZoneInfo) -> None:
        self._engine = engine
        self._zone = zone

    async def waiting(self) -> int:
        """Guests who wait for a person."""
        wanted = select(func.count()).select_from(conversations).where(_in_box("waiting", ""))
        async with self._engine.connect() as connection:
            return await connection.scalar(wanted) or 0

    async def counts(self, query: Query, me: str) -> Counts:
        async with self._engine.connect() as connection:
            boxes = {
                box: await connection.scalar(
                    select(func.count()).select_from(conversations).where(_in_box(box, me))
                )
                or 0
                for box in ("mine", "waiting", "unread")
            }
            by = {
                column: await self._by(connection, column, conditions(query, me, self._zone, without=column))
                for column in ("state", "language", "channel", "property")
            }
        return Counts(Counter(boxes), by["state"], by["language"], by["channel"], by["property"])

    async def choices(self) -> Choices:
        newest_turn = select(func.max(turns.c.seq)).scalar_subquery()
        newest_reply = select(func.max(outgoing.c.seq)).scalar_subquery()
        async with self._engine.connect() as connection:
            named = await connection.scalars(
                select(turns.c.intent).where(turns.c.seq > newest_turn - LATELY).distinct()
            )
            shown = await connection.execute(
                select(outgoing.c.experiment, outgoing.c.arm)
                .where(outgoing.c.seq > newest_reply - LATELY, outgoing.c.experiment.is_not(None))
                .distinct()
            )
            return Choices(
                tuple(sorted(name for name in named if name)),
                tuple(sorted(f"{row.experiment}/{row.arm}" for row in shown)),
                tuple(
                    await connection.scalars(
                        select(conversation_tags.c.tag).distinct().order_by("tag").limit(MOST_TAGS)
                    )
                ),
            )

    async def outcomes(self, names: Sequence[str]) -> dict[str, str]:
        """What came of these conversations, by name."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(conversations.c.id, OUTCOME.label("outcome")).where(conversations.c.id.in_(names))
            )
            return {row.id: row.outcome for row in rows}

    async def _by(
        self, connection: AsyncConnection, column: str, wanted: Sequence[ColumnElement[bool]]
    ) -> Counter[str]:
        what = conversations.c[column]
        rows = await connection.execute(select(what, func.count()).where(*wanted).group_by(what))
        return Counter({str(value): number for value, number in rows if value is not None})
