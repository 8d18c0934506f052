"""The list and the transcript as pages, over conversations in the gateway's own tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from bot.gateway.tables import conversations
from console import tables
from console.access_log import AccessLog
from console.roles import Role

from .conftest import NOW, Browser, Console


async def _seeded(console: Console, browser: Browser, words: str = "Quería una habitación") -> str:
    """One conversation of one turn, and ana signed in."""
    conversation = await console.seeds.conversation()
    turn = await console.seeds.turn(conversation, words)
    await console.member()
    await browser.sign_in()
    return turn


async def test_a_transcript_says_why_each_reply_was_said(console: Console, browser: Browser) -> None:
    turn = await _seeded(console, browser)
    await console.seeds.pms_call(turn)
    page = (await browser.get("/admin/conversations/c_5F2K9")).text
    for words in (
        "Quería una habitación",
        "Spanish, 99 %",
        "Fri 27 Nov 2026 – Sun 29 Nov 2026, 2 nights",
        "2 adults, 1 child (aged 4)",
        "eva@example.com",
        "book_room",
        "93 %",
        "check_availability",
        "validate_booking_form",
        "demo · search_offers",
        "+120 ms",
        "84 ms",
        "¿Para cuántas personas?",
        "booking.ask_party",
        "version 7",
        "arm control",
        "2 adultos",
        "sent",
        "Posada del Mirador",
    ):
        assert words in page, words


async def test_a_transcript_links_the_entry_and_the_version_that_a_reply_tells(
    console: Console, browser: Browser
) -> None:
    turn = await _seeded(console, browser)
    source = {"property": "mirador", "entry": "answer.qa_7", "version": 3}
    await console.seeds.reply("c_5F2K9", turn, "Sí, en el patio.", at=NOW, source=source)
    page = (await browser.get("/admin/conversations/c_5F2K9")).text
    assert page.count('href="/admin/properties/mirador/answer.qa_7?version=3"') == 1
    assert "answer.qa_7" in page


async def test_an_apology_shows_what_broke(console: Console, browser: Browser) -> None:
    conversation = await console.seeds.conversation(
        attention="failed", state="waiting", handoff_reason="not_understood"
    )
    fault = {"where": "action", "name": "action_show_offers", "error": "Unreachable"}
    turn = await console.seeds.turn(conversation, state="apologised", outcome="failed", faults=[fault])
    await console.seeds.pms_call(turn, status="retriable", error_type="Unreachable", duration_ms=20_000.0)
    await console.member()
    await browser.sign_in()
    page = (await browser.get(f"/admin/conversations/{conversation}")).text
    for words in (
        "Apology: Something failed",
        "Waiting for a person",
        "Not understood twice",
        "action_show_offers",
        "retriable (Unreachable)",
        "20.00 s",
    ):
        assert words in page, words
    assert "Something failed" in (await browser.get("/admin/conversations")).text


async def test_a_turn_without_an_answer_is_shown_as_it_is(console: Console, browser: Browser) -> None:
    conversation = await console.seeds.conversation(language=None)
    nothing = {
        "state": "running",
        "outcome": None,
        "finished_at": None,
        "language": None,
        "intent": None,
        "score": None,
        "trace": None,
        "faults": None,
        "rasa_ms": None,
    }
    await console.seeds.turn(conversation, "¿Hola?", reply="", **nothing, understood={})
    await console.member()
    await browser.sign_in()
    page = await browser.get(f"/admin/conversations/{conversation}")
    assert page.status_code == 200
    assert "No answer yet." in page.text
    assert "being answered" in page.text


async def test_the_intent_that_was_acted_on_comes_first(console: Console, browser: Browser) -> None:
    """A guard overrules the best-ranked intent when the words do not bear it out."""
    conversation = await console.seeds.conversation()
    await console.seeds.turn(conversation, intent="nlu_fallback", score=300)
    await console.member()
    await browser.sign_in()
    page = (await browser.get(f"/admin/conversations/{conversation}")).text
    assert page.index("nlu_fallback") < page.index("book_room") < page.index("check_availability")
    assert "ask_price" not in page


async def test_a_very_long_conversation_shows_its_end_first(console: Console, browser: Browser) -> None:
    conversation = await console.seeds.conversation()
    for number in range(103):
        await console.seeds.turn(conversation, f"word-{number:03}", at=NOW + timedelta(seconds=number))
    await console.member()
    await browser.sign_in()
    page = (await browser.get(f"/admin/conversations/{conversation}")).text
    assert "The 3 earliest turns are left out." in page
    assert "word-002" not in page
    assert "word-102" in page
    assert "Turn 103" in page
    assert "word-002" in (await browser.get(f"/admin/conversations/{conversation}?all=yes")).text


async def test_buttons_cuts_and_notices_are_told(console: Console, browser: Browser) -> None:
    conversation = await console.seeds.conversation()
    await console.seeds.turn(conversation, "Doble", button="b_1_0")
    await console.seeds.turn(conversation, "x" * 4096, length=10_000)
    await console.seeds.reply(conversation, None, "Su reserva está confirmada.", at=NOW)
    await console.member()
    await browser.sign_in()
    page = (await browser.get(f"/admin/conversations/{conversation}")).text
    assert "Guest pressed a button" in page
    assert "Cut: the guest sent 10,000 characters." in page
    assert page.index("Su reserva está confirmada.") > page.index("10,000")
    assert "with calendar" in page


async def test_times_are_the_hotels(console: Console, browser: Browser) -> None:
    await _seeded(console, browser)
    page = (await browser.get("/admin/conversations")).text
    assert "Sat 21 Nov 2026, 10:26" in page
    assert 'datetime="2026-11-21T09:26:00+00:00"' in page
    assert "Europe/Madrid" in page


async def test_a_guests_words_are_never_html(console: Console, browser: Browser) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
    await _seeded(console, browser, nasty)
    conversation = await console.seeds.conversation("c_nasty")
    await console.seeds.turn(conversation, nasty, reply="")
    for path in (
        "/admin/conversations",
        "/admin/conversations/c_5F2K9",
        "/admin/conversations/c_nasty",
        "/admin/conversations?id=<script>&language=<script>&from=<script>",
    ):
        page = (await browser.get(path)).text
        assert "<script>" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page or "&lt;script" in page


async def test_an_identifier_with_odd_characters_can_be_opened(console: Console, browser: Browser) -> None:
    await console.seeds.turn(await console.seeds.conversation("a/b ?ñ&c"))
    await console.member()
    await browser.sign_in()
    listing = (await browser.get("/admin/conversations")).text
    address = listing.split('class="open code" href="')[1].split('"')[0]
    page = await browser.get(address)
    assert page.status_code == 200
    assert "Quería una habitación" in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"c_es", "c_en", "c_old"}),
        ("language=en", {"c_en"}),
        ("channel=whatsapp", {"c_old"}),
        ("state=waiting", {"c_en"}),
        ("id=c_e", {"c_es", "c_en"}),
        ("id=%25", set()),
        ("from=2026-11-21", {"c_es", "c_en"}),
        ("to=2026-11-20", {"c_old"}),
        ("from=2026-11-20&to=2026-11-20&channel=whatsapp", {"c_old"}),
        ("from=2026-11-22", set()),
        ("language=en&state=bot", set()),
    ],
)
async def test_the_list_can_be_narrowed(
    console: Console, browser: Browser, asked: str, found: set[str]
) -> None:
    await console.seeds.conversation("c_es")
    await console.seeds.conversation("c_en", language="en", state="waiting")
    # 23:30 in Madrid: still the 20th there, and 22:30 in UTC.
    evening = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    await console.seeds.conversation("c_old", channel="whatsapp", at=evening)
    await console.member()
    await browser.sign_in()
    page = (await browser.get(f"/admin/conversations?{asked}")).text
    assert {name for name in ("c_es", "c_en", "c_old") if f">{name}</a>" in page} == found


async def test_days_are_the_hotels_days(console: Console, browser: Browser) -> None:
    after_midnight = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    await console.seeds.conversation("c_late", at=after_midnight)
    await console.member()
    await browser.sign_in()
    assert ">c_late<" in (await browser.get("/admin/conversations?from=2026-11-21")).text
    assert ">c_late<" not in (await browser.get("/admin/conversations?to=2026-11-20")).text


async def test_a_filter_that_makes_no_sense_is_left_out_and_said(console: Console, browser: Browser) -> None:
    await _seeded(console, browser)
    page = await browser.get("/admin/conversations?from=yesterday&language=tlh&page=-2")
    assert page.status_code == 200
    assert "“yesterday” is not a date" in page.text
    assert "The filter “language” knows no “tlh”" in page.text


async def test_long_lists_have_pages_that_keep_the_filter(console: Console, browser: Browser) -> None:
    for number in range(60):
        await console.seeds.conversation(f"c_{number:03}", at=NOW - timedelta(minutes=number))
    await console.member()
    await browser.sign_in()
    first = (await browser.get("/admin/conversations?language=es")).text
    assert 'href="/admin/conversations?language=es&amp;page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    last = (await browser.get("/admin/conversations?language=es&page=3")).text
    assert "Page 3 of 3" in last
    assert 'rel="next"' not in last
    assert "c_059" in last
    beyond = (await browser.get("/admin/conversations?page=99")).text
    assert 'href="/admin/conversations?page=3" rel="prev"' in beyond


async def test_reading_a_transcript_is_on_the_access_log(console: Console, browser: Browser) -> None:
    await console.seeds.turn(await console.seeds.conversation())
    await console.member("ana", Role.VIEWER)
    await browser.sign_in()
    await browser.get("/admin/conversations")
    await browser.get("/admin/conversations/none")
    log = AccessLog(console.engine, console.clock)
    assert await log.of_conversation("c_5F2K9") == []
    page = (await browser.get("/admin/conversations/c_5F2K9")).text
    assert "Who has read this" not in page
    readings = await log.of_conversation("c_5F2K9")
    assert [(one.staff_name, one.through, one.at) for one in readings] == [("ana", "page", NOW)]
    await console.member("boss", Role.ADMIN)
    async with Browser(console.url) as other:
        await other.sign_in("boss")
        assert "ana" in (await other.get("/admin/conversations/c_5F2K9")).text


async def test_the_access_log_keeps_no_words(console: Console, browser: Browser) -> None:
    await _seeded(console, browser)
    for _ in range(3):
        await browser.get("/admin/conversations/c_5F2K9")
    async with console.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.access_log)) == 3
        rows = (await connection.execute(select(tables.access_log))).all()
    assert "habitación" not in str(rows)


async def test_how_a_guest_wishes_to_be_reached_is_told_as_text(console: Console, browser: Browser) -> None:
    await _seeded(console, browser)
    left = {"name": "Eva <b>Ruiz</b>", "reach": "eva@example.com"}
    async with console.engine.begin() as connection:
        await connection.execute(
            update(conversations).values(left_contact=console.seeds.sealer.seal(json.dumps(left)))
        )
    page = (await browser.get("/admin/conversations/c_5F2K9")).text
    assert "Eva &lt;b&gt;Ruiz&lt;/b&gt;, eva@example.com" in page
