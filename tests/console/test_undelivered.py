"""Messages that did not reach their guest: found, understood, and decided about once."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import select, update

from bot.gateway.deliveries import DECISIONS
from bot.gateway.tables import conversations, outgoing
from console.access_log import AccessLog
from console.roles import Role
from console.undelivered import DECIDES, why

from .conftest import Browser, Console
from .test_inbox import API, LIST, found, signed_in
from .test_takeovers import bearer

PAGE = f"{LIST}/c_5F2K9"


async def delivery(console: Console, reply: str) -> str:
    async with console.engine.connect() as connection:
        return str(await connection.scalar(select(outgoing.c.delivery).where(outgoing.c.id == reply)))


async def test_staff_read_why_and_decide(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    await console.seeds.conversation(channel="whatsapp", attention="undelivered")
    reply = await console.seeds.undelivered("c_5F2K9", delivery="failed", fault="131026")
    assert await found(browser, bearer, box="undelivered") == ["c_5F2K9"]
    page = (await browser.get(PAGE)).text
    assert "This number has no WhatsApp" in page
    for words in DECIDES.values():
        assert f">{words}</button>" in page
    done = await browser.submit(f"{PAGE}/decide", page=PAGE, reply=reply, decision="never")
    assert (done.status_code, done.headers["location"]) == (303, f"{PAGE}#turns")
    page = (await browser.get(PAGE)).text
    assert "This number has no WhatsApp" not in page
    assert "A message did not arrive" not in page, "staff are called no more"
    # Beside the message, and in the conversation's story.
    assert (
        len(re.findall(r"A message is not sent\s*·\s*ana|A message is not sent</?[^>]*>?\s*·\s*ana", page))
        == 2
    )
    assert await found(browser, bearer, box="undelivered") == []
    again = await browser.submit(f"{PAGE}/decide", page=PAGE, reply=reply, decision="again")
    assert again.status_code == 409
    assert "ana has decided about this message already." in again.text
    assert await delivery(console, reply) == "dropped"
    nothing = await browser.submit(f"{PAGE}/decide", page=PAGE, reply="o_none", decision="again")
    assert "There is nothing to decide about this message any more." in nothing.text
    assert (await browser.submit(f"{PAGE}/decide", page=PAGE, reply=reply, decision="x")).status_code == 422


async def test_of_two_programs_at_once_the_second_hears_who_was_first(
    console: Console, browser: Browser
) -> None:
    await console.seeds.conversation(channel="whatsapp")
    reply = await console.seeds.undelivered("c_5F2K9")
    ana, ben = await bearer(console, "ana"), await bearer(console, "ben")

    async def decide(headers: dict[str, str], decision: str) -> tuple[int, str]:
        path = f"/api/v1/admin/replies/{reply}/decide"
        answer = await browser.post(path, headers=headers, json={"decision": decision})
        return answer.status_code, answer.text

    answers = await asyncio.gather(decide(ana, "again"), decide(ben, "arrived"))
    (told,) = (text for status, text in answers if status == 409)
    assert [status for status, _ in answers if status != 409] == [204]
    story = (await browser.get(f"{API}/c_5F2K9/standing", headers=ana)).json()["story"]
    (deed,) = story
    assert deed["reason"] == reply
    assert f"{deed['by']} has decided about this message already." in told


@pytest.mark.parametrize("decision", DECISIONS)
async def test_a_viewer_decides_nothing(console: Console, browser: Browser, decision: str) -> None:
    vic = await bearer(console, "vic", Role.VIEWER)
    await browser.sign_in("vic")
    await console.seeds.conversation(channel="whatsapp")
    reply = await console.seeds.undelivered("c_5F2K9")
    page = (await browser.get(PAGE)).text
    assert "WhatsApp did not say whether it took this message." in page
    assert "Send it again" not in page
    refused = await browser.submit(f"{PAGE}/decide", page=PAGE, reply=reply, decision=decision)
    assert refused.status_code == 403
    answer = await browser.post(
        f"/api/v1/admin/replies/{reply}/decide", headers=vic, json={"decision": decision}
    )
    assert answer.status_code == 403
    assert await delivery(console, reply) == "unsure"


async def test_a_guest_who_wants_no_news_is_not_sent_it_again(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(channel="whatsapp")
    await console.seeds.undelivered("c_5F2K9", delivery="held", fault="opted_out")
    page = (await browser.get(PAGE)).text
    assert "The guest wants no messages from us unasked" in page
    assert "Do not send it" in page
    assert "Send it again" not in page


async def test_the_list_marks_it_though_staff_are_called_for_something_else(
    console: Console, browser: Browser
) -> None:
    await signed_in(console, browser)
    await console.seeds.conversation(channel="whatsapp", attention="unsure")
    await console.seeds.undelivered("c_5F2K9")
    page = (await browser.get(LIST)).text
    assert 'Not delivered <span class="count">1</span>' in page
    assert "Nobody knows whether a message arrived" in page
    assert "A message was not delivered" not in page, "it is said once"
    async with console.engine.begin() as connection:
        await connection.execute(update(conversations).values(attention=None, state="human", owner="ana"))
    assert "A message was not delivered" in (await browser.get(LIST)).text


@pytest.mark.parametrize(
    ("delivery", "fault", "words"),
    [
        ("unsure", None, "did not say whether it took"),
        ("failed", "131047", "had been silent for a day"),
        ("failed", "131053", "could not take the file"),
        ("failed", "190", "lets the hotel's number send nothing"),
        ("failed", "130429", "Too much was sent at once"),
        ("failed", "132000", "did not take the message as it was written"),
        ("failed", "http_400", "did not take the message as it was written"),
        ("failed", "131000", "did not say why"),
        ("failed", "unknown", "did not say why"),
        ("failed", None, "did not say why"),
        ("failed", "unreadable", "the key it was kept under is gone"),
        ("held", "window", "goes by itself if they write"),
    ],
)
def test_each_fault_is_told_in_words(delivery: str, fault: str | None, words: str) -> None:
    assert words in why(delivery, fault)


async def test_a_page_that_draws_itself_again_is_one_look(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await console.seeds.turn(await console.seeds.conversation())
    await browser.get(PAGE)
    for _ in range(3):
        answer = await browser.get(PAGE, headers={"X-Drawn-Again": "yes"})
        assert answer.status_code == 200
    log = AccessLog(console.engine, console.clock)
    assert [one.through for one in await log.of_conversation("c_5F2K9")] == ["page"]
    await browser.get(PAGE)
    assert len(await log.of_conversation("c_5F2K9")) == 2


async def test_programs_are_told_of_deliveries_in_one_conversation(
    console: Console, browser: Browser
) -> None:
    ana = await bearer(console, "ana")
    now = console.clock.now()
    await console.seeds.conversation("c_sent", delivery_changed_at=now)
    await console.seeds.conversation("c_said", changed_at=now)

    async def changed(**asked: str) -> list[str]:
        since = (now).isoformat()
        answer = await browser.get("/api/v1/admin/changes", params={"since": since, **asked}, headers=ana)
        return [one["conversation"] for one in answer.json()["changes"]]

    assert await changed() == ["c_said"]
    assert await changed(conversation="c_sent") == ["c_sent"]
    assert await changed(conversation="c_said") == ["c_said"]
    assert await changed(conversation="c_none") == []
