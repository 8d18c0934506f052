"""Statuses in every order: doubled, early, late, of one message that says two replies, and failures with what follows."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.gateway import deliveries
from bot.gateway.feed import Feed
from bot.gateway.handover import Takeover
from bot.gateway.handover_rows import HeldBy, story
from bot.gateway.send_faults import Gone, Mistaken, Retry, SendFault, StopAll, Unsure, WindowClosed
from bot.gateway.tables import conversations
from bot.gateway.tables import deliveries as rows
from bot.gateway.transcripts import Transcripts
from tests.bot.gateway.house import demo_properties
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


async def unsure(office: PostOffice, text: str = "Booked", **more: Any) -> str:
    """A reply that nobody knows the fate of."""
    (reply,) = await office.says(text, template="booking.confirmed", **more)
    office.sender.script = [Unsure("unanswered")]
    for _ in range(3):
        await office.passes(15)
    assert (await office.deliveries())[-1] == "unsure"
    return reply


async def decide(office: PostOffice, reply: str, decision: deliveries.Decision, by: str = "ana") -> None:
    now = office.clock.now()
    await office.ledger.write(lambda at: deliveries.decide(at, reply, decision, by, now))


async def test_staff_decide_about_what_nobody_knows(office: PostOffice) -> None:
    replies = []
    for decision in deliveries.DECISIONS:
        reply = await unsure(office, f"Booked {decision}")
        assert await office.attention() == "unsure"
        await decide(office, reply, decision)
        assert await office.attention() is None
        await office.passes(3)
        replies.append(reply)
    assert await office.deliveries() == ["sent", "sent", "dropped"]
    assert office.sender.texts.count("Booked again") == 2
    told = await office.ledger.read(lambda at: story(at, "wa_1"))
    assert [(row.what, row.by, row.reason) for row in told] == [
        (decision, "ana", reply) for decision, reply in zip(deliveries.DECISIONS, replies, strict=True)
    ]
    for reply in replies:
        with pytest.raises(deliveries.Decided) as decided:
            await decide(office, reply, "again", by="ben")
        assert decided.value.by == "ana"
    with pytest.raises(deliveries.Decided) as decided:
        await decide(office, "o_unknown", "again")
    assert decided.value.by is None
    assert len(await office.ledger.read(lambda at: story(at, "wa_1"))) == 3


async def test_of_two_who_decide_at_once_the_second_is_told_who_was_first(office: PostOffice) -> None:
    reply = await unsure(office)
    answers = await asyncio.gather(
        decide(office, reply, "again", by="ana"),
        decide(office, reply, "never", by="ben"),
        return_exceptions=True,
    )
    (error,) = (one for one in answers if isinstance(one, deliveries.Decided))
    (row,) = await office.ledger.read(lambda at: story(at, "wa_1"))
    assert error.by == row.by
    assert (row.what, await office.deliveries()) in [("again", ["waiting"]), ("never", ["dropped"])]


async def test_what_was_one_message_is_decided_together(office: PostOffice) -> None:
    first, second = await office.says("One", "Two")
    await office.passes()
    await office.note("failed", external_id="wamid.1", callback=first, fault=Gone("131026"))
    assert await office.deliveries() == ["failed", "failed"]
    await decide(office, second, "again")
    with pytest.raises(deliveries.Decided) as decided:
        await decide(office, first, "never", by="ben")
    assert decided.value.by == "ana"
    await office.passes()
    assert office.sender.texts == ["One+Two", "One+Two"]
    assert await office.deliveries() == ["sent", "sent"]


async def test_who_has_the_conversation_decides(office: PostOffice) -> None:
    reply = await unsure(office)
    await office.change(state="human", owner="ben")
    with pytest.raises(HeldBy):
        await decide(office, reply, "again", by="ana")
    assert await office.deliveries() == ["unsure"]
    await decide(office, reply, "again", by="ben")
    assert await office.deliveries() == ["waiting"]


async def test_what_goes_again_calls_the_sender_at_once(office: PostOffice) -> None:
    called: list[str] = []
    takeover = Takeover(
        office.ledger, office.sealer, office.clock, demo_properties(), on_said=lambda: called.append("sender")
    )
    for decision, calls in (("never", 0), ("again", 1)):
        await takeover.decide(await unsure(office), decision, "ana")  # type: ignore[arg-type]
        assert len(called) == calls
    await office.passes()
    assert await office.deliveries() == ["dropped", "sent"]


async def test_staff_stay_called_for_what_is_left(office: PostOffice) -> None:
    first, second = await unsure(office, "One"), await unsure(office, "Two")
    (gone,) = await office.says("Three")
    office.sender.script = [Gone("131026")]
    await office.passes(15)
    assert await office.deliveries() == ["unsure", "unsure", "failed"]
    await decide(office, first, "never")
    assert await office.attention() == "unsure"
    # The channel settles the second by itself.
    await office.note("delivered", callback=second)
    assert await office.attention() == "undelivered"
    await decide(office, gone, "never")
    assert await office.attention() is None


async def test_what_else_staff_are_called_for_is_not_calmed(office: PostOffice) -> None:
    reply = await unsure(office)
    await office.change(attention="handoff")
    await decide(office, reply, "never")
    assert await office.attention() == "handoff"


async def test_what_was_never_to_be_sent_and_shows_up_had_been_sent(office: PostOffice) -> None:
    reply = await unsure(office)
    await decide(office, reply, "never")
    await office.note("delivered", callback=reply)
    assert await office.deliveries() == ["delivered"]


async def test_staffs_pages_are_told_of_every_change(office: PostOffice) -> None:
    """Of the conversation alone while all goes well; the list too, when somebody is to look."""
    feed = Feed(office.engine, office.clock)

    async def news(act: Callable[[], Awaitable[object]]) -> tuple[bool, bool]:
        """Whether the conversation's page hears of it, and the list's."""
        office.clock.advance(timedelta(seconds=1))
        since = office.clock.now()
        office.clock.advance(timedelta(seconds=1))
        await act()
        mine = (await feed.news(since, conversation="wa_1")).changes
        return bool(mine), bool((await feed.news(since)).changes)

    await office.says("One")
    assert await news(office.passes) == (True, False)
    for status in ("sent", "delivered", "read"):
        # As the channel says, an hour ago.
        note = partial(office.note, status, external_id="wamid.1", at=NOW - timedelta(hours=1))
        assert await news(note) == (True, False), status
    (reply,) = await office.says("Two", template="booking.confirmed")
    office.sender.script = [Unsure("unanswered")]
    assert await news(partial(office.passes, 15)) == (True, False)
    assert await news(partial(office.passes, 15)) == (True, True)
    assert await news(partial(decide, office, reply, "never")) == (True, True)
    assert (await feed.news(NOW, conversation="wa_2")).changes == ()
