"""The figures as tables: one shape for the page, for CSV and for the API. Names of columns are English; words are the reader's."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import figures, sales
from bot.gateway.figures import STAGES, Cell, Span, Waits
from bot.gateway.sales import Day
from common.clock import Clock
from common.money import Money
from common.properties import Properties, Property
from console.inbox import outcomes
from console.queries import CHANNELS, OUTCOMES
from console.words import Saying, marked

PRESETS = (7, 30, 90)
LONGEST = 366
FREE_SERVICE_MESSAGES = 1_000
"""A number and month, as far as the channel's own terms are known."""
CHARGED = "regular"
"""The one type that Meta charges for."""

STAGE_NAMES = {
    "started": marked("Started"),
    "dates": marked("Dates known"),
    "offers": marked("Rooms shown"),
    "quote": marked("Price read"),
    "booked": marked("Booked"),
}
WHO = {
    "bot": marked("The bot"),
    "person": marked("A person, after the call"),
    "guest": marked("Guest"),
    "staff": marked("Staff"),
    "book": marked("Booking"),
    "cancel": marked("Cancellation"),
}


@dataclass(frozen=True)
class Asked:
    """Days are the hotel's, both included."""

    first: date
    last: date
    property_id: str | None


@dataclass(frozen=True)
class Column:
    """kind: text, number, share, seconds; language and known for words that are looked up in `known`."""

    name: str
    title: str
    kind: str = "number"
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]

    def to_csv(self) -> str:
        """With a mark before what a spreadsheet would take for a formula."""
        written = io.StringIO()
        writer = csv.writer(written)
        writer.writerow([column.name for column in self.columns])
        writer.writerows([[_harmless(value) for value in row] for row in self.rows])
        return written.getvalue()

    def to_json(self) -> dict[str, Any]:
        names = [column.name for column in self.columns]
        return {"name": self.name, "rows": [dict(zip(names, row, strict=True)) for row in self.rows]}


_COUNT = Column("conversations", marked("Conversations"))
_SHARE = Column("share", marked("Share"), "share")
_PROPERTY = Column("property", marked("Hotel"), "text")
_LANGUAGE = Column("language", marked("Language"), "language")
_CHANNEL = Column("channel", marked("Channel"), "text", CHANNELS)
_REASON = Column("reason", marked("Reason"), "text")


def read_asked(
    arguments: Mapping[str, Any], properties: Properties, clock: Clock
) -> tuple[Asked, list[Saying]]:
    """The last thirty days when nothing, or nothing usable, is asked for."""
    faults: list[Saying] = []
    hotel = properties.get(arguments.get("property") or "")
    if arguments.get("property") and hotel is None:
        faults.append(Saying(marked("There is no such hotel, so all are shown.")))
    today = clock.now().astimezone((hotel or properties.default).zone).date()

    def day(name: str) -> date | None:
        try:
            given = date.fromisoformat(arguments.get(name) or "")
        except ValueError:
            given = None
        if arguments.get(name) and (given is None or not 1971 <= given.year <= 9000):
            said = marked("“%(given)s” is not a date (2026-11-21 is one), so it was left out.")
            faults.append(Saying(said, {"given": str(arguments.get(name))[:20]}))
            return None
        return given

    length = next((one for one in PRESETS if arguments.get("days") == str(one)), 30)
    last = day("to") or today
    first = day("from") or last - timedelta(days=length - 1)
    if first > last or (last - first).days >= LONGEST:
        faults.append(Saying(marked("At most a year is shown, and it ends after it begins.")))
        first, last = today - timedelta(days=length - 1), today
    return Asked(first, last, hotel.id if hotel else None), faults


class Reports:
    def __init__(self, engine: AsyncEngine, properties: Properties) -> None:
        self._engine = engine
        self._properties = properties

    def zone(self, asked: Asked) -> ZoneInfo:
        hotel = self._properties.get(asked.property_id or "") or self._properties.default
        return hotel.zone

    async def of(self, asked: Asked) -> list[Table]:
        zone = self.zone(asked)
        days = [
            _day(asked.first + timedelta(days=number), zone)
            for number in range((asked.last - asked.first).days + 1)
        ]
        span = Span(days[0].since, days[-1].before, asked.property_id)
        async with self._engine.connect() as connection:
            cells = await figures.funnel(connection, span)
            tables = [_funnel(cells)]
            tables += [_by(cells, *one) for one in _CUTS]
            tables += [
                _outcomes(await outcomes(connection, span)),
                _left(await figures.last_replies(connection, span)),
                _reasons(
                    "handoffs",
                    marked("Why a person was called"),
                    await figures.calls_for_person(connection, span),
                ),
                _reasons(
                    "handoffs_in_detail",
                    marked("The same in the bot's own words"),
                    await figures.reasons_of_bot(connection, span),
                ),
                _unanswered(await figures.unanswered(connection, span)),
                _waits(
                    await figures.bot_waits(connection, span), await figures.person_waits(connection, span)
                ),
                _marks(await figures.marks(connection, span)),
                _sold(await sales.sold(connection, span)),
            ]
            charged = []
            for month in _months(asked):
                whole = Span(_midnight(month, zone), _midnight(_after(month), zone), asked.property_id)
                charged += [(month, one) for one in await sales.charged(connection, whole)]
            tables.append(self.charged(charged))
            tables.append(_days(await sales.by_day(connection, days, asked.property_id)))
        return tables

    def charged(self, charged: Sequence[tuple[date, sales.Charged]]) -> Table:
        """charged: each with the first day of its month."""
        rows = []
        for month, one in charged:
            hotel = self._properties.get(one.property_id)
            free = _free(one, hotel)
            cost = _cost(one, hotel, free or 0)
            currency = hotel.currency if hotel and cost is not None else ""
            rows.append(
                (
                    f"{month:%Y-%m}",
                    one.property_id,
                    one.type,
                    one.category,
                    one.messages,
                    free,
                    cost,
                    currency,
                )
            )
        return Table(
            "whatsapp",
            marked("WhatsApp messages by price class, whole months"),
            (
                Column("month", marked("Month"), "text"),
                _PROPERTY,
                Column("type", marked("Type"), "text"),
                Column("category", marked("Category"), "text"),
                Column("messages", marked("Messages")),
                Column("free_a_month", marked("Free a month")),
                Column("cost", marked("Cost"), "text"),
                Column("currency", marked("Currency"), "text"),
            ),
            tuple(rows),
        )


def _free(one: sales.Charged, hotel: Property | None) -> int | None:
    """How many of these a month cost nothing; None where the class knows no such number."""
    if one.type != CHARGED or one.category != "service":
        return None
    return FREE_SERVICE_MESSAGES * max(1, len(hotel.whatsapp_numbers) if hotel else 1)


def _cost(one: sales.Charged, hotel: Property | None, free: int) -> str | None:
    """In the hotel's currency; None while the hotel has not said what such a message costs."""
    if one.type != CHARGED:
        return "0"
    price = hotel.whatsapp_prices.get(one.category) if hotel else None
    return None if price is None else str(price * max(0, one.messages - free))


_CUTS: tuple[tuple[str, str, Column, Callable[[Cell], str]], ...] = (
    ("funnel_by_language", marked("By language"), _LANGUAGE, lambda cell: cell.language),
    ("funnel_by_channel", marked("By channel"), _CHANNEL, lambda cell: cell.channel),
    ("funnel_by_property", marked("By hotel"), _PROPERTY, lambda cell: cell.property_id),
    (
        "funnel_by_ad",
        marked("By advertisement"),
        Column("ad_source", marked("Advertisement"), "text"),
        lambda cell: cell.ad_source,
    ),
)


def _reached(cells: Sequence[Cell]) -> list[int]:
    """How many came at least as far as each stage."""
    ended = Counter[str]()
    for cell in cells:
        ended[cell.stage] += cell.conversations
    return [sum(ended[stage] for stage in STAGES[place:]) for place in range(len(STAGES))]


def _funnel(cells: Sequence[Cell]) -> Table:
    reached = _reached(cells)
    after = [*reached[1:], reached[-1]]
    return Table(
        "funnel",
        marked("How far guests came"),
        (
            Column("stage", marked("Stage"), "text", STAGE_NAMES),
            _COUNT,
            _SHARE,
            Column("left_here", marked("Left here")),
        ),
        tuple(
            (stage, number, _share(number, reached[0]), number - then)
            for stage, number, then in zip(STAGES, reached, after, strict=True)
        ),
    )


def _by(cells: Sequence[Cell], name: str, title: str, column: Column, of: Callable[[Cell], str]) -> Table:
    alike: dict[str, list[Cell]] = {}
    for cell in cells:
        alike.setdefault(of(cell), []).append(cell)
    rows = []
    for value, some in sorted(alike.items()):
        reached = _reached(some)
        alone = sum(cell.conversations for cell in some if not cell.needed_person)
        rows.append((value, *reached, _share(reached[-1], reached[0]), _share(alone, reached[0])))
    stages = tuple(Column(stage, STAGE_NAMES[stage]) for stage in STAGES)
    return Table(
        name,
        title,
        (
            column,
            *stages,
            Column("booked_share", marked("Booked, share"), "share"),
            Column("without_person", marked("Without a person"), "share"),
        ),
        tuple(rows),
    )


def _outcomes(counted: Mapping[str, int]) -> Table:
    whole = sum(counted.values())
    columns = (Column("outcome", marked("Outcome"), "text", OUTCOMES), _COUNT, _SHARE)
    rows = tuple((one, counted.get(one, 0), _share(counted.get(one, 0), whole)) for one in OUTCOMES)
    return Table("outcomes", marked("What came of conversations"), columns, rows)


def _left(last: Sequence[tuple[str, int]]) -> Table:
    columns = (Column("reply", marked("Reply"), "text"), _COUNT)
    return Table("left_at", marked("The last reply to guests who did not book"), columns, tuple(last))


def _reasons(name: str, title: str, reasons: Sequence[tuple[str, int, int]]) -> Table:
    columns = (_REASON, Column("calls", marked("Calls")), _COUNT)
    return Table(name, title, columns, tuple(reasons))


def _unanswered(found: Sequence[tuple[str, str, str, int]]) -> Table:
    columns = (
        _PROPERTY,
        _LANGUAGE,
        Column("reply", marked("Said instead"), "text"),
        Column("times", marked("Times")),
    )
    return Table("unanswered", marked("Questions without an answer"), columns, tuple(found))


def _waits(bot: Mapping[str, Waits], people: tuple[Waits, int]) -> Table:
    waits, in_vain = people
    rows = [("bot", channel, one.count, one.median, one.p90, None) for channel, one in bot.items()]
    if waits.count or in_vain:
        rows.append(("person", "", waits.count, waits.median, waits.p90, in_vain))
    columns = (
        Column("who", marked("Who"), "text", WHO),
        _CHANNEL,
        Column("answers", marked("Answers")),
        Column("median_seconds", marked("Half of them within"), "seconds"),
        Column("p90_seconds", marked("Nine in ten within"), "seconds"),
        Column("never", marked("Never answered")),
    )
    return Table("response_times", marked("How long guests waited"), columns, tuple(rows))


def _marks(marks: Mapping[int | None, int]) -> Table:
    rows = [("-" if mark is None else str(mark), number) for mark, number in marks.items()]
    columns = (Column("mark", marked("Mark, of five"), "text"), Column("guests", marked("Guests")))
    return Table("satisfaction", marked("How content guests were"), columns, tuple(sorted(rows)))


def _sold(sold: Sequence[sales.Sold]) -> Table:
    rows = []
    for one in sold:
        revenue = str(Money(one.minor, one.currency).major) if one.currency and one.what == "book" else ""
        rows.append((one.property_id, one.what, one.by, one.writes, one.currency, revenue))
    columns = (
        _PROPERTY,
        Column("what", marked("What"), "text", WHO),
        Column("by", marked("By"), "text", WHO),
        Column("number", marked("Number")),
        Column("currency", marked("Currency"), "text"),
        Column("revenue", marked("Agreed price"), "text"),
    )
    return Table("bookings", marked("Bookings and revenue"), columns, tuple(rows))


def _days(days: Sequence[tuple[date, int, int]]) -> Table:
    columns = (Column("day", marked("Day"), "text"), _COUNT, Column("bookings", marked("Bookings")))
    rows = tuple((day.isoformat(), talks, booked) for day, talks, booked in days)
    return Table("days", marked("Day by day"), columns, rows)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _harmless(value: Any) -> Any:
    is_formula = isinstance(value, str) and value[:1] in {"=", "+", "@", "-", "\t", "\r"} and len(value) > 1
    return f"'{value}" if is_formula else value


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _day(day: date, zone: ZoneInfo) -> Day:
    return Day(day, _midnight(day, zone), _midnight(day + timedelta(days=1), zone))


def _months(asked: Asked) -> list[date]:
    months = [asked.first.replace(day=1)]
    while (after := _after(months[-1])) <= asked.last:
        months.append(after)
    return months


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
