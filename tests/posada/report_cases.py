"""A little hotel's month for reports, and every figure of it: on SQLite in this folder, on PostgreSQL in tests/services."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.tables import handoffs
from bot.gateway import figures, sales
from bot.gateway.figures import Span
from bot.gateway.outgoing import STAFF_MESSAGE
from bot.gateway.sales import Day
from bot.gateway.tables import conversations, deliveries, handovers, outgoing, turns
from common.ids import new_id
from common.money import Money
from common.secrets import Sealer
from pms.outbox.writes import Cancel
from pms.tables import intents

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
MONTH = Span(NOW - timedelta(days=30), NOW)
YESTERDAY = NOW - timedelta(days=1)
SERVICE = {"type": "regular", "category": "service"}


class Month:
    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self.engine = engine
        self.sealer = sealer

    async def add(self, table: Any, **values: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(insert(table).values(**values))

    async def talk(
        self, name: str, *replies: str, at: datetime = YESTERDAY, seconds: float = 1.0, **more: Any
    ) -> None:
        """A turn and these replies of the bot; more: columns of the conversation."""
        values = {"channel": "webchat", "property": "mirador", "language": "en", **more}
        await self.add(conversations, id=name, created_at=at, last_message_at=at, **values)
        await self.add(
            turns,
            id=f"t_{name}",
            conversation=name,
            channel=values["channel"],
            state="answered",
            outcome="answered",
            may_join=False,
            received_at=at,
            finished_at=at + timedelta(seconds=seconds),
        )
        for reply in replies:
            await self.reply(name, reply, at=at)

    async def reply(self, name: str, template: str, *, at: datetime, delivery: str = "sent") -> str:
        reply = new_id("r")
        await self.add(
            outgoing,
            id=reply,
            conversation=name,
            turn=None if template == STAFF_MESSAGE else f"t_{name}",
            body=self.sealer.seal(json.dumps({"text": template, "buttons": [], "attachments": []})),
            template=template,
            delivery=delivery,
            by="Ana" if template == STAFF_MESSAGE else None,
            created_at=at,
        )
        return reply

    async def call(self, name: str, reason: str, *, at: datetime, answered: timedelta | None = None) -> None:
        """A person is called, and writes after a while or never."""
        await self.add(handovers, conversation=name, at=at, what="asked", reason=reason)
        await self.add(
            handoffs,
            id=new_id("h"),
            conversation=name,
            turn=new_id("t"),
            property_id="mirador",
            reason=f"{reason}:finer",
            created_at=at,
        )
        if answered:
            await self.add(handovers, conversation=name, at=at + answered, what="taken", by="Ana")
            await self.reply(name, STAFF_MESSAGE, at=at + answered)

    async def write(
        self,
        name: str,
        minor: int | None,
        *,
        kind: str = "book",
        by: str = "guest",
        state: str = "done",
        at: datetime = YESTERDAY,
    ) -> None:
        meant = Cancel(reference="R1", reason="the dog is ill", agreed_fee=Money(0, "EUR"))
        await self.add(
            intents,
            id=new_id("i"),
            kind=kind,
            property_id="mirador",
            conversation=name,
            key=new_id("k"),
            subject="s",
            our_reference=new_id("P"),
            asked_by=by,
            agreed=None if minor is None else Money(minor, "EUR").to_json(),
            payload=self.sealer.seal(meant.model_dump_json()),
            state=state,
            attempts=1,
            expires_at=at,
            created_at=at,
            updated_at=at,
            settled_at=at,
        )

    async def price(self, reply: str, *told: tuple[str, datetime]) -> None:
        for status, at in told:
            await self.add(deliveries, outgoing=reply, status=status, at=at, pricing=SERVICE)

    async def fill(self) -> None:
        await self.talk("a-hello", "greeting.hello")
        # Staff said something else, or nothing yet: no guest read it.
        await self.reply("a-hello", "ask.booking_ok", at=YESTERDAY, delivery="dropped")
        await self.reply("a-hello", "fallback.rephrase", at=YESTERDAY, delivery="proposed")
        await self.talk(
            "a-dates", "ask.stay", "ask.stay_ok", channel="whatsapp", ad_source="ad-7", seconds=9.0
        )
        await self.talk("a-offers", "ask.stay_ok", "ask.room", language="es")
        await self.talk("a-quote", "ask.room", "ask.booking_ok", "fallback.rephrase", "fallback.rephrase")
        await self.talk(
            "a-booked",
            "ask.booking_ok",
            "booking.queued",
            channel="whatsapp",
            satisfaction_asked_at=YESTERDAY,
            satisfaction=5,
        )
        await self.write("a-booked", 22_050)
        await self.write("a-booked", 1_000, kind="cancel")
        await self.talk("a-told", "booking.confirmed", satisfaction_asked_at=YESTERDAY)
        await self.write("a-told", 10_000, state="refused")
        # Booked by staff at the telephone, in a conversation and beside all of them.
        await self.talk("a-phone", "handoff.requested", property="playa", language="fr")
        await self.call("a-phone", "asked", at=YESTERDAY, answered=timedelta(minutes=4))
        await self.write("a-phone", None, by="staff:1")
        await self.write("staff:1", 5_000, by="staff:1")
        await self.talk("a-waits", "handoff.complaint")
        await self.call("a-waits", "complaint", at=YESTERDAY)
        await self.reply("a-waits", "ask.party", at=YESTERDAY, delivery="waiting")
        # None of these is counted: a trial, and what began before.
        await self.talk("trial", "booking.confirmed", is_test=True)
        await self.write("trial", 99_900)
        await self.talk("old", "ask.room", at=NOW - timedelta(days=40))
        month_end = datetime(2026, 10, 31, 23, 59, tzinfo=UTC)
        crossing = await self.reply("a-dates", "ask.party", at=month_end)
        await self.price(crossing, ("sent", month_end), ("delivered", month_end + timedelta(minutes=2)))
        once = await self.reply("a-dates", "ask.party", at=YESTERDAY)
        await self.price(once, ("sent", YESTERDAY), ("read", YESTERDAY))
        failed = await self.reply("a-dates", "ask.party", at=YESTERDAY)
        await self.price(failed, ("failed", YESTERDAY))
        unpriced = await self.reply("a-dates", "ask.party", at=YESTERDAY)
        await self.add(deliveries, outgoing=unpriced, status="sent", at=YESTERDAY, pricing=None)

    async def everything(self, span: Span = MONTH) -> dict[str, Any]:
        november = Span(
            datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC), span.property_id
        )
        october = Span(datetime(2026, 10, 1, tzinfo=UTC), november.since, span.property_id)
        days = [
            Day(at.date(), at, at + timedelta(days=1))
            for at in (datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
        ]
        async with self.engine.connect() as connection:
            return {
                "funnel": await figures.funnel(connection, span),
                "last": await figures.last_replies(connection, span),
                "calls": await figures.calls_for_person(connection, span),
                "finer": await figures.reasons_of_bot(connection, span),
                "unanswered": await figures.unanswered(connection, span),
                "bot": await figures.bot_waits(connection, span),
                "people": await figures.person_waits(connection, span),
                "marks": await figures.marks(connection, span),
                "sold": await sales.sold(connection, span),
                "october": await sales.charged(connection, october),
                "november": await sales.charged(connection, november),
                "days": await sales.by_day(connection, days, span.property_id),
            }


async def check_figures(month: Month) -> None:
    """Of a month that was filled."""
    found = await month.everything()
    reached: dict[str, int] = {}
    for cell in found["funnel"]:
        reached[cell.stage] = reached.get(cell.stage, 0) + cell.conversations
    assert reached == {"started": 1, "dates": 2, "offers": 1, "quote": 1, "booked": 3}
    assert sum(cell.conversations for cell in found["funnel"] if cell.needed_person) == 2
    (ad,) = [cell for cell in found["funnel"] if cell.ad_source]
    assert (ad.ad_source, ad.channel, ad.stage, ad.conversations) == ("ad-7", "whatsapp", "dates", 1)
    assert dict(found["last"]) == {
        "greeting.hello": 1,
        "ask.party": 2,
        "ask.room": 1,
        "fallback.rephrase": 1,
    }
    assert found["calls"] == [("asked", 1, 1), ("complaint", 1, 1)]
    assert found["finer"] == [("asked:finer", 1, 1), ("complaint:finer", 1, 1)]
    assert found["unanswered"] == [("mirador", "en", "fallback.rephrase", 2)]
    assert found["bot"]["webchat"] == figures.Waits(6, 1.0, 1.0)
    assert found["bot"]["whatsapp"] == figures.Waits(2, 1.0, 9.0)
    assert found["people"] == (figures.Waits(1, 240.0, 240.0), 1)
    assert found["marks"] == {5: 1, None: 1}
    assert [(one.what, one.by, one.currency, one.writes, one.minor) for one in found["sold"]] == [
        ("book", "guest", "EUR", 1, 22_050),
        ("book", "staff", "", 1, 0),
        ("book", "staff", "EUR", 1, 5_000),
        ("cancel", "guest", "EUR", 1, 0),
    ]
    # Told in October and again in November, it costs in October alone.
    assert [(one.type, one.category, one.messages) for one in found["october"]] == [("regular", "service", 1)]
    assert [(one.type, one.category, one.messages) for one in found["november"]] == [
        ("regular", "service", 1)
    ]
    assert [counted[1:] for counted in found["days"]] == [(0, 0), (8, 3)]
    there = await month.everything(Span(MONTH.since, MONTH.before, "playa"))
    assert [(cell.property_id, cell.stage, cell.conversations) for cell in there["funnel"]] == [
        ("playa", "booked", 1)
    ]
    nothing = await month.everything(Span(NOW, NOW + timedelta(days=1)))
    assert nothing["funnel"] == []
    assert nothing["sold"] == []
    assert nothing["people"] == (figures.Waits(0, None, None), 0)
