"""Statuses in every order: doubled, early, late, of one message that says two replies, and failures with what follows."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.gateway import deliveries
from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed
from bot.gateway.tables import conversations
from bot.gateway.tables import deliveries as rows
from bot.gateway.transcripts import Transcripts
from tests.bot.gateway.post_office import NOW, PostOffice, open_office

FREE = {"type": "free_customer_service", "category": "service"}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_office(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}") as opened:
        yield opened


@pytest.mark.parametrize("order", list(itertools.permutations(("sent", "delivered", "read"))))
async def test_whatever_order_they_come_in_the_highest_stands(
    office: PostOffice, order: tuple[str, ...]
) -> None:
    (reply,) = await office.says("One")
    await office.passes()
    for status in (*order, *order):
        assert await office.note(status, external_id="wamid.1", callback=reply)
    assert await office.deliveries() == ["read"]
    async with office.engine.connect() as connection:
        told = await deliveries.of_conversation(connection, "wa_1")
    assert sorted(one.status for one in told[reply]) == ["delivered", "read", "sent"]


async def test_the_transcript_tells_each_status_and_what_went_wrong(office: PostOffice) -> None:
    (reply,) = await office.says("One")
    await office.passes()
    await office.note("sent", external_id="wamid.1", pricing=FREE)
    await office.note("failed", external_id="wamid.1", callback=reply, fault=Gone("131026"))
    transcript = await Transcripts(office.engine, office.sealer).transcript("wa_1")
    assert transcript is not None
    (stored,) = transcript.turns[0].replies
    assert (stored.delivery, stored.fault) == ("failed", "131026")
    assert [(one.status, one.fault, one.pricing) for one in stored.statuses] == [
        ("sent", None, FREE),
        ("failed", "131026", None),
    ]


async def test_a_voice_message_that_was_played_was_read(office: PostOffice) -> None:
    await office.says("One")
    await office.passes()
    await office.note("played", external_id="wamid.1")
    assert await office.deliveries() == ["read"]


async def test_a_status_may_be_quicker_than_the_answer(office: PostOffice) -> None:
    (reply,) = await office.says("One")
    send = office.sender.send

    async def early(*arguments: Any, **more: Any) -> str:
        await office.note("delivered", external_id="wamid.early", callback=more["key"])
        await send(*arguments, **more)
        return "wamid.early"

    office.sender.send = early  # type: ignore[method-assign]
    await office.passes()
    (row,) = await office.rows()
    assert (row.delivery, row.external_id, row.next_try_at) == ("delivered", "wamid.early", None)
    assert row.id == reply


async def test_what_is_not_ours_is_said_to_be_so(office: PostOffice) -> None:
    assert not await office.note("sent", external_id="wamid.other")
    assert not await office.note("sent", external_id="wamid.other", callback="msg:8f1c2a")
    assert not await office.note("failed", external_id=None, callback=None)


async def test_a_message_costs_once_however_many_replies_it_says(office: PostOffice) -> None:
    await office.says("One", "Two")
    await office.passes()
    await office.note("sent", external_id="wamid.1", pricing=FREE)
    priced = await office.ledger.read(lambda at: at.execute(select(rows.c.pricing)).scalars().all())
    assert priced == [FREE, None]


async def failed(office: PostOffice, fault: SendFault, template: str = "test.reply") -> str:
    (reply,) = await office.says("One", template=template)
    await office.passes()
    office.clock.advance(timedelta(seconds=2))
    assert await office.note("failed", external_id="wamid.1", callback=reply, fault=fault)
    return reply


@pytest.mark.parametrize(
    "fault", [Retry("130429", 1), Unsure("131000"), StopAll("131042")], ids=lambda fault: fault.fault
)
async def test_what_failed_for_now_goes_once_more(office: PostOffice, fault: SendFault) -> None:
    reply = await failed(office, fault, "booking.confirmed")
    assert await office.deliveries() == ["waiting"], "it is certainly not on the phone"
    await office.passes(10)
    assert office.sender.texts == ["One", "One"]
    assert await office.deliveries() == ["sent"]
    # The first try's failure comes once more: it is not this one's.
    await office.note("failed", external_id="wamid.1", callback=reply, fault=fault)
    assert await office.deliveries() == ["sent"]
    await office.note("failed", external_id="wamid.2", callback=reply, fault=fault)
    assert await office.deliveries() == ["failed"]
    assert await office.attention() == "undelivered"


@pytest.mark.parametrize("fault", [Gone("131026"), Mistaken("131053")], ids=lambda fault: fault.fault)
async def test_what_failed_for_good_calls_staff(office: PostOffice, fault: SendFault) -> None:
    await failed(office, fault)
    assert await office.deliveries() == ["failed"]
    assert await office.attention() == "undelivered"
    await office.note("delivered", external_id="wamid.1")
    assert await office.deliveries() == ["failed"], "failed is the end"


async def test_a_window_that_was_closed_after_all_is_known_from_then_on(office: PostOffice) -> None:
    await failed(office, WindowClosed("131047"))
    await office.passes()
    assert office.sender.texts == ["One"]
    assert await office.deliveries() == ["held"], "there is no twin"
    assert await office.attention() == "window"


async def test_a_guest_who_wrote_meanwhile_has_opened_it_again(office: PostOffice) -> None:
    (reply,) = await office.says("One")
    await office.passes()
    office.clock.advance(timedelta(minutes=5))
    await office.change(window_until=office.clock.now() + timedelta(hours=24))
    await office.note("failed", external_id="wamid.1", callback=reply, fault=WindowClosed("131047"), at=NOW)
    await office.passes()
    assert office.sender.texts == ["One", "One"]


async def test_who_opted_out_is_remembered(office: PostOffice) -> None:
    await failed(office, Gone("131050", opts_out=True))
    since = await office.ledger.read(lambda at: at.scalar(select(conversations.c.opted_out_at)))
    assert since == office.clock.now()


async def test_the_next_reply_goes_as_soon_as_the_one_before_is_on_the_phone(office: PostOffice) -> None:
    await office.says("One")
    await office.says("Two")
    await office.passes()
    assert office.sender.texts == ["One"]
    await office.note("sent", external_id="wamid.1")
    await office.passes()
    assert office.sender.texts == ["One"]
    await office.note("delivered", external_id="wamid.1")
    await office.passes()
    assert office.sender.texts == ["One", "Two"]


async def test_staff_decide_about_what_nobody_knows(office: PostOffice) -> None:
    async def decide(reply: str, decision: deliveries.Decision) -> bool:
        now = office.clock.now()
        return await office.ledger.write(lambda at: deliveries.decide(at, reply, decision, now))

    replies = []
    for place, decision in enumerate(("arrived", "again", "never")):
        (reply,) = await office.says(f"Booked {place}", template="booking.confirmed")
        office.sender.script = [Unsure("unanswered")]
        for _ in range(3):
            await office.passes(15)
        assert (await office.deliveries())[-1] == "unsure"
        assert await decide(reply, decision)  # type: ignore[arg-type]
        await office.passes(3)
        replies.append(reply)
    assert await office.deliveries() == ["sent", "sent", "dropped"]
    assert office.sender.texts.count("Booked 1") == 2
    for reply in replies:
        assert not await decide(reply, "again"), "there is nothing to decide any more"
    assert not await decide("o_unknown", "again")
