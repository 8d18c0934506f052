"""What waits leaves in order, once, as far as anybody can know; what cannot leave waits or calls staff."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from bot.gateway import outgoing
from bot.gateway.approved import Approved
from bot.gateway.outgoing import Reply, mark_sent
from bot.gateway.send_faults import Gone, Mistaken, Retry, StopAll, Unsure, WindowClosed
from bot.gateway.sending import (
    HELD_FOR,
    LEASE,
    ORDER_WAIT,
    STATUS_WAIT,
    STATUS_WAIT_AFTER_DEATH,
    STOPPED_PAUSE,
    UNREAD_WAIT,
)
from common.database import create_engine
from templates.experiment_tables import exposures
from tests.bot.gateway.post_office import NOW, PostOffice, ScriptedSender, open_office

DAY = timedelta(hours=24)
TWIN = Approved("stay_reminder", "es", ("Ana",), has_buttons=False)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    async with open_office(f"sqlite+aiosqlite:///{tmp_path / 'office.db'}") as opened:
        yield opened


async def test_a_turn_leaves_as_one_message_and_its_statuses_rise(office: PostOffice) -> None:
    first, second = await office.says("One", "Two")
    await office.passes()
    assert office.sender.told == [("493023125014", "One+Two", first)]
    assert await office.deliveries() == ["sent", "sent"]
    rows = await office.rows()
    assert {row.external_id for row in rows} == {"wamid.1"}
    assert {row.next_try_at for row in rows} == {None}
    for status in ("delivered", "read", "delivered", "sent"):
        assert await office.note(status, external_id="wamid.1", callback=first)
    assert await office.deliveries() == ["read", "read"], "news never go down a rank"
    assert second != first


async def test_a_channel_whose_pages_come_for_replies_is_left_alone(office: PostOffice) -> None:
    await office.conversation("web_1", channel="webchat", address=None, window_until=None)
    (reply,) = await office.says("Hello", conversation="web_1")
    await office.passes(60)
    assert office.sender.told == []
    assert await office.deliveries() == ["waiting"]
    await mark_sent(office.ledger, [reply], office.clock.now())
    assert await office.deliveries() == ["sent"]


async def test_the_next_reply_waits_for_the_one_before(office: PostOffice) -> None:
    await office.says("One")
    await office.says("Two")
    await office.says("Three")
    office.sender.script = [Retry("130429", 5)]
    await office.passes()
    assert office.sender.texts == ["One"]
    await office.passes(7)
    assert office.sender.texts == ["One", "One"], "the second waits until the first is on the phone"
    await office.passes(ORDER_WAIT.total_seconds())
    assert office.sender.texts == ["One", "One", "Two"], "or until it can hardly be overtaken"
    await office.note("delivered", external_id="wamid.3")
    await office.passes()
    assert office.sender.texts[3:] == ["Three"]


async def test_one_guest_s_trouble_is_nobody_else_s(office: PostOffice) -> None:
    await office.conversation("wa_2", phone="34600111222")
    await office.says("One")
    office.sender.script = [Retry("131056", 4, factor=4, of_all=False)]
    await office.passes()
    await office.says("Hello", conversation="wa_2")
    await office.passes()
    assert office.sender.texts == ["One", "Hello"]
    assert [(row.fault, row.tries) for row in await office.rows()] == [("131056", 0), (None, 1)]


async def test_a_limit_of_the_number_holds_all_of_it_and_grows(office: PostOffice) -> None:
    await office.conversation("wa_2", phone="34600111222")
    await office.conversation("wa_3", number="n2")
    await office.says("One")
    office.sender.script = [Retry("130429", 4), None, Retry("130429", 4)]
    await office.passes()
    await office.says("Other guest", conversation="wa_2")
    await office.says("Other number", conversation="wa_3")
    await office.passes()
    assert office.sender.texts == ["One", "Other number"]
    await office.passes(5.1)
    await office.passes(5.9)
    assert office.sender.texts.count("One") == 2, "eight seconds, more or less, the second time"
    await office.passes(5)
    assert sorted(await office.deliveries()) == ["sent", "sent", "sent"]


async def test_our_own_limits_postpone(office: PostOffice) -> None:
    await office.says("One")
    office.sender.waits = [6.0]
    await office.passes()
    assert office.sender.told == []
    await office.passes(5.9)
    assert office.sender.told == []
    await office.passes(0.1)
    assert office.sender.texts == ["One"]


async def test_what_may_have_been_sent_waits_for_its_status(office: PostOffice) -> None:
    (reply,) = await office.says("One")
    office.sender.script = [Unsure("131016")]
    await office.passes()
    assert await office.deliveries() == ["sending"]
    assert await office.note("sent", external_id="wamid.late", callback=reply)
    await office.passes(STATUS_WAIT.total_seconds() * 3)
    assert office.sender.texts == ["One"]
    (row,) = await office.rows()
    assert (row.delivery, row.external_id, row.next_try_at) == ("sent", "wamid.late", None)


async def test_without_a_status_it_is_said_once_more_and_then_staff_look(office: PostOffice) -> None:
    await office.says("One")
    office.sender.script = [Unsure("unanswered"), Unsure("unanswered")]
    await office.passes()
    await office.passes(STATUS_WAIT.total_seconds() - 1)
    assert office.sender.texts == ["One"]
    await office.passes(1)
    assert office.sender.texts == ["One", "One"]
    await office.passes(STATUS_WAIT.total_seconds())
    assert office.sender.texts == ["One", "One"]
    assert await office.deliveries() == ["unsure"]
    assert await office.attention() == "unsure"


@pytest.mark.parametrize("template", ["booking.confirmed", "notice.book_done", "cancel.done", "payment.link"])
async def test_a_confirmation_is_never_said_twice(office: PostOffice, template: str) -> None:
    (reply,) = await office.says("Booked", template=template)
    office.sender.script = [Unsure("unanswered")]
    await office.passes()
    await office.passes(STATUS_WAIT.total_seconds())
    assert office.sender.texts == ["Booked"]
    assert await office.deliveries() == ["unsure"]
    await office.says("Next")
    await office.passes()
    assert office.sender.texts == ["Booked", "Next"], "the conversation goes on"
    assert await office.attention() == "unsure"
    await office.note("delivered", external_id="wamid.x", callback=reply)
    assert (await office.deliveries())[0] == "delivered", "a late status still settles it"
    assert await office.attention() is None


async def test_a_reply_whose_process_died_is_waited_for_and_said_again(office: PostOffice) -> None:
    class Dies(ScriptedSender):
        async def send(self, *arguments: object, **more: object) -> str:
            await asyncio.Event().wait()
            return ""

    await office.says("One", "Two")
    dying = office.open(Dies())
    await dying.take()
    for task in list(dying._tasks.values()):
        await asyncio.wait([task], timeout=0.05)
        task.cancel()
    assert await office.deliveries() == ["sending", "sending"]
    await office.passes(LEASE.total_seconds() - 1)
    assert office.sender.told == [], "it may still be alive"
    await office.passes(1)
    assert office.sender.told == [], "a status may still come"
    await office.passes(STATUS_WAIT_AFTER_DEATH.total_seconds())
    assert office.sender.texts == ["One+Two"], "together, as they were"
    assert await office.deliveries() == ["sent", "sent"]


async def test_nothing_is_said_again_before_everything_the_channel_told_us_was_read(
    office: PostOffice,
) -> None:
    """The status may lie in our own table, behind a thousand others."""
    await office.says("One")
    office.sender.script = [Unsure("unanswered")]
    await office.passes()
    await office.told("status")
    await office.passes(STATUS_WAIT.total_seconds())
    await office.passes(UNREAD_WAIT.total_seconds())
    assert office.sender.texts == ["One"]
    await office.reads("status", fault="NotYet")
    await office.passes(UNREAD_WAIT.total_seconds())
    assert office.sender.texts == ["One", "One"], "what was looked at in vain is no news"


async def test_two_processes_never_send_the_same(office: PostOffice) -> None:
    """Each with connections, threads and a writer of its own, on one database."""
    for number in range(20):
        await office.conversation(f"wa_c{number}", phone=f"3460000{number:04d}")
        await office.says(f"{number}", conversation=f"wa_c{number}")
    engine = create_engine(office.engine.url.render_as_string(hide_password=False))
    other = PostOffice(engine, clock=office.clock)
    await asyncio.gather(office.sending.settle(), other.sending.settle())
    texts = office.sender.texts + other.sender.texts
    assert sorted(texts, key=int) == [str(number) for number in range(20)]
    assert set(await office.deliveries()) == {"sent"}
    other.ledger.close()
    await engine.dispose()


async def test_a_token_that_is_refused_stops_the_number_and_is_told_once(office: PostOffice) -> None:
    await office.conversation("wa_2", phone="34600111222")
    await office.says("One")
    await office.says("Two", conversation="wa_2")
    office.sender.script = [StopAll("190")] * 2
    with structlog.testing.capture_logs() as logs:
        await office.sending.take()
        await office.passes()
    assert [one["event"] for one in logs].count("sending stopped") == 1
    assert await office.deliveries() == ["waiting", "waiting"]
    assert [await office.attention(name) for name in ("wa_1", "wa_2")] == ["unsent", "unsent"]
    told = len(office.sender.told)
    await office.says("Three", conversation="wa_2")
    await office.passes(30)
    assert len(office.sender.told) == told, "nothing is tried while it is stopped"
    office.sender.script = []
    with structlog.testing.capture_logs() as logs:
        await office.passes(STOPPED_PAUSE.total_seconds())
        await office.passes(ORDER_WAIT.total_seconds())
    assert "sending goes on" in [one["event"] for one in logs]
    assert await office.deliveries() == ["sent", "sent", "sent"], "nothing was lost"
    assert [await office.attention(name) for name in ("wa_1", "wa_2")] == [None, None]


@pytest.mark.parametrize(
    ("fault", "attention"), [(Gone("131026"), "undelivered"), (Mistaken("131009"), "undelivered")]
)
async def test_what_can_never_go_calls_staff(office: PostOffice, fault: Gone, attention: str) -> None:
    await office.says("One")
    await office.says("Two")
    office.sender.script = [fault]
    await office.passes()
    assert [(row.delivery, row.fault) for row in await office.rows()] == [
        ("failed", fault.fault),
        ("sent", None),
    ]
    assert await office.attention() == attention


async def test_another_call_for_staff_is_not_overwritten(office: PostOffice) -> None:
    await office.change(attention="handoff")
    await office.says("One")
    office.sender.script = [Gone("131026")]
    await office.passes()
    assert await office.attention() == "handoff"


async def test_after_a_day_s_silence_the_approved_twin_is_said(office: PostOffice) -> None:
    office.twins["notice.book_done", "es"] = TWIN
    office.clock.advance(DAY)
    await office.says("Booked", is_notice=True, template="notice.book_done")
    await office.passes()
    assert office.sender.texts == ["<stay_reminder es Ana>"]
    assert office.asked == [("notice.book_done", ("es", "es", "en"))]
    assert await office.deliveries() == ["sent"]


async def test_without_a_twin_it_is_held_and_said_when_the_guest_writes(office: PostOffice) -> None:
    office.clock.advance(DAY)
    await office.says("Booked", is_notice=True)
    await office.passes()
    assert office.sender.told == []
    assert await office.deliveries() == ["held"]
    assert await office.attention() == "window"
    await office.change(window_until=office.clock.now() + DAY)
    await office.says("Hello again")
    await office.passes()
    await office.passes(ORDER_WAIT.total_seconds())
    assert office.sender.texts == ["Booked", "Hello again"], "in the order it came about"
    assert await office.attention() is None


async def test_old_news_stay_with_staff(office: PostOffice) -> None:
    office.clock.advance(DAY)
    await office.says("Booked", is_notice=True)
    await office.passes()
    office.clock.advance(HELD_FOR)
    await office.change(window_until=office.clock.now() + DAY)
    await office.says("Hello again")
    await asyncio.wait_for(office.passes(), 10)
    assert office.sender.texts == ["Hello again"]
    assert await office.deliveries() == ["held", "sent"]


async def test_the_channel_knows_best_whether_the_window_is_open(office: PostOffice) -> None:
    office.twins["test.reply", "es"] = TWIN
    await office.says("One")
    office.sender.script = [WindowClosed("131047")]
    await office.passes()
    assert office.sender.texts == ["One", "<stay_reminder es Ana>"]
    await office.change(window_until=NOW + DAY)
    office.sender.script = [WindowClosed("131047"), WindowClosed("131047")]
    await office.says("Two")
    await office.passes(ORDER_WAIT.total_seconds())
    assert (await office.deliveries())[1] == "held", "even the twin was refused"


async def test_who_wants_to_be_left_alone_is_answered_and_told_nothing(office: PostOffice) -> None:
    await office.change(opted_out_at=NOW)
    await office.says("Good news", is_notice=True)
    await office.says("Your answer")
    await office.passes()
    assert office.sender.texts == ["Your answer"]
    assert await office.deliveries() == ["held", "sent"]
    assert await office.attention() == "opted_out"


async def test_a_long_reply_leaves_in_parts_each_after_the_one_before(office: PostOffice) -> None:
    office.sender.most_units = 10
    (reply,) = await office.says("a" * 10 + "b" * 10 + "c" * 3)
    await office.passes()
    assert office.sender.told == [("493023125014", "a" * 10, f"{reply}/1/3")]
    await office.passes(1)
    assert len(office.sender.told) == 1
    await office.note("delivered", external_id="wamid.1", callback=f"{reply}/1/3")
    office.sender.script = [Unsure("unanswered")]
    await office.passes()
    assert office.sender.texts[1:] == ["b" * 10]
    await office.note("sent", external_id="wamid.2", callback=f"{reply}/2/3")
    await office.passes()
    assert office.sender.texts[2:] == ["ccc"], "the status said that the second had gone"
    assert await office.deliveries() == ["sent"]
    assert await office.note("read", external_id="wamid.3", callback=f"{reply}/3/3")
    assert await office.deliveries() == ["read"]


async def test_what_was_really_sent_counts_for_the_experiment(office: PostOffice) -> None:
    await office.change(guest_key="g1", guest_since=NOW)
    (reply,) = await office.says("One", experiment="welcome")
    office.sender.script = [Unsure("unanswered")]

    async def shown() -> list[str]:
        rows = await office.ledger.read(lambda at: at.execute(select(exposures.c.arm)).all())
        return [row.arm for row in rows]

    await office.passes()
    assert await shown() == []
    await office.note("delivered", callback=reply, external_id="wamid.1")
    assert await shown() == ["b"]


async def test_held_replies_show_no_arm(office: PostOffice) -> None:
    await office.change(guest_key="g1", guest_since=NOW)
    office.clock.advance(DAY)
    await office.says("One", experiment="welcome", is_notice=True)
    await office.passes()
    assert await office.ledger.read(lambda at: at.execute(select(exposures.c.arm)).all()) == []


async def test_somebody_who_looks_on_does_not_make_it_sent(office: PostOffice) -> None:
    reply = Reply("o_x", "Hello", "test.reply", "1", None, "es")
    await office.ledger.write(
        lambda at: outgoing.add(
            at, office.sealer, [reply], conversation="wa_1", turn=None, at=NOW, is_awaited=True
        )
    )
    assert await office.deliveries() == ["waiting"]


async def test_what_cannot_be_read_holds_nobody_up(office: PostOffice) -> None:
    await office.conversation("wa_2", phone="34600111222")
    await office.says("One")
    await office.says("Two", conversation="wa_2")
    await office.change(address="not sealed by us")
    await office.passes()
    assert office.sender.texts == ["Two"]
    assert await office.deliveries() == ["failed", "sent"]
    assert await office.attention() == "undelivered"


async def test_what_the_channel_cannot_say_holds_nobody_up(office: PostOffice) -> None:
    whole = office.sender.messages

    def messages(replies: Sequence[Reply]) -> Sequence[Mapping[str, Any]]:
        if any(reply.text == "Broken" for reply in replies):
            raise KeyError("title")
        return whole(replies)

    office.sender.messages = messages  # type: ignore[method-assign]
    await office.says("Broken")
    await office.says("Fine")
    await office.passes()
    assert office.sender.texts == ["Fine"]
    assert [(row.delivery, row.fault) for row in await office.rows()] == [
        ("failed", "unsayable"),
        ("sent", None),
    ]


async def test_a_bug_in_the_middle_of_a_send_is_no_certainty(office: PostOffice) -> None:
    async def broken(*_arguments: object, **_more: object) -> str:
        raise AttributeError("a bug")

    office.sender.send, whole = broken, office.sender.send  # type: ignore[method-assign]
    await office.says("One")
    await office.passes()
    assert [(row.delivery, row.fault) for row in await office.rows()] == [("sending", "AttributeError")]
    office.sender.send = whole  # type: ignore[method-assign]
    await office.passes(STATUS_WAIT.total_seconds())
    assert office.sender.texts == ["One"]
