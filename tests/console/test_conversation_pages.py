"""The list and the transcript, as pages and as JSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from console.access_log import AccessLog
from console.api_tokens import make_token, revoke_token
from console.conversation_pages import query_of
from console.roles import Role
from console.source import Query
from pms.audit import PmsCall

from .conftest import NOW, Browser, Console, a_transcript


async def test_a_transcript_says_why_each_reply_was_said(console: Console, browser: Browser) -> None:
    one = a_transcript()
    console.transcripts.kept.append(one)
    started = one.turns[0].started_at
    assert started is not None
    console.transcripts.pms_calls[one.turns[0].id] = [
        PmsCall(
            "demo", "mirador", "search_offers", "ok", None, started + timedelta(milliseconds=120), 84.0, None
        )
    ]
    await console.member()
    await browser.sign_in()
    page = (await browser.get("/admin/conversations/c_5F2K9")).text
    for words in (
        "Quería una habitación para el viernes",
        "Spanish, 99 %",
        "Fri 27 Nov 2026 – Sun 29 Nov 2026, 2 nights",
        "2 adults, 1 child (aged 4)",
        "book_room",
        "93 %",
        "check_availability",
        "demo · search_offers",
        "+120 ms",
        "84 ms",
        "booking.ask_party",
        "version 7",
        "arm control",
        "2 adultos",
        "sent",
        "Posada del Mirador",
    ):
        assert words in page, words


async def test_times_are_the_hotels(console: Console, browser: Browser) -> None:
    console.transcripts.kept.append(a_transcript())
    await console.member()
    await browser.sign_in()
    page = (await browser.get("/admin/conversations")).text
    assert "Sat 21 Nov 2026, 10:26" in page
    assert 'datetime="2026-11-21T09:26:01+00:00"' in page
    assert "Europe/Madrid" in page


async def test_a_guests_words_are_never_html(console: Console, browser: Browser) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
    one = a_transcript(words=nasty)
    console.transcripts.kept.append(replace(one, summary=replace(one.summary, last_words=nasty)))
    await console.member()
    await browser.sign_in()
    for path in ("/admin/conversations", "/admin/conversations/c_5F2K9", "/admin/conversations?id=<script>"):
        page = (await browser.get(path)).text
        assert "<script" not in page
        assert "<img src=x" not in page


async def test_an_identifier_with_odd_characters_can_be_opened(console: Console, browser: Browser) -> None:
    odd = "a/b ?ñ&c"
    console.transcripts.kept.append(a_transcript(odd))
    await console.member()
    await browser.sign_in()
    listing = (await browser.get("/admin/conversations")).text
    address = listing.split('class="open code" href="')[1].split('"')[0]
    page = await browser.get(address)
    assert page.status_code == 200
    assert "Quería una habitación" in page.text


async def test_what_is_asked_of_the_list_reaches_the_source(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    await browser.get(
        "/admin/conversations?language=es&channel=webchat&state=waiting&from=2026-11-01&to=2026-11-20&id=%20c_5%20&page=3"
    )
    assert console.transcripts.asked[-1] == Query(
        language="es",
        channel="webchat",
        state="waiting",
        first_day=date(2026, 11, 1),
        last_day=date(2026, 11, 20),
        conversation="c_5",
        page=3,
    )


async def test_a_filter_that_makes_no_sense_is_left_out_and_said(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    page = await browser.get("/admin/conversations?from=yesterday&language=tlh&page=-2")
    assert page.status_code == 200
    assert "“yesterday” is not a date" in page.text
    assert "There is no language “tlh”" in page.text
    assert (await browser.get("/api/v1/admin/conversations?from=yesterday")).status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 40, "٣"])
def test_a_page_number_is_always_usable(page: str) -> None:
    query, _ = query_of({"page": page})
    assert 1 <= query.page <= 10_000


async def test_long_lists_have_pages_that_keep_the_filter(console: Console, browser: Browser) -> None:
    console.transcripts.kept.extend(a_transcript(f"c_{number:03}") for number in range(60))
    await console.member()
    await browser.sign_in()
    first = (await browser.get("/admin/conversations?language=es")).text
    assert 'href="/admin/conversations?language=es&amp;page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    last = (await browser.get("/admin/conversations?language=es&page=3")).text
    assert "Page 3 of 3" in last
    assert 'rel="next"' not in last
    assert "c_059" in last


async def test_reading_a_transcript_is_on_the_access_log(console: Console, browser: Browser) -> None:
    console.transcripts.kept.append(a_transcript())
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


async def test_json_takes_the_token_of_a_member_of_staff(console: Console, browser: Browser) -> None:
    console.transcripts.kept.append(a_transcript())
    token = await make_token(console.engine, "reports", member=await console.member())
    bearer = {"Authorization": f"Bearer {token}"}
    listing = await browser.get("/api/v1/admin/conversations", headers=bearer)
    assert listing.json()["conversations"][0]["id"] == "c_5F2K9"
    one = (await browser.get("/api/v1/admin/conversations/c_5F2K9", headers=bearer)).json()
    assert one["turns"][0]["answers"][0]["template"] == "booking.ask_party"
    assert one["turns"][0]["pms_calls"] == []
    readings = await AccessLog(console.engine, console.clock).of_conversation("c_5F2K9")
    assert [one.through for one in readings] == ["api"]


async def test_json_refuses_everybody_else_with_a_problem(console: Console, browser: Browser) -> None:
    stranger = await browser.get("/api/v1/admin/conversations")
    assert stranger.status_code == 401
    assert stranger.headers["content-type"] == "application/problem+json"
    assert stranger.headers["www-authenticate"] == "Bearer"
    integrator = await make_token(console.engine, "channel-manager")
    for header, status in (
        (f"Bearer {integrator}", 403),
        ("Bearer psd_guess", 401),
        ("Basic YTpi", 401),
        ("Bearer", 401),
    ):
        answer = await browser.get("/api/v1/admin/conversations", headers={"Authorization": header})
        assert answer.status_code == status
    assert (await browser.put("/api/v1/admin/conversations")).status_code == 405


async def test_a_revoked_token_ends_within_ten_seconds(console: Console, browser: Browser) -> None:
    token = await make_token(console.engine, "reports", member=await console.member())
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await browser.get("/api/v1/admin/conversations", headers=bearer)).status_code == 200
    await revoke_token(console.engine, "reports")
    console.clock.advance(timedelta(seconds=10))
    assert (await browser.get("/api/v1/admin/conversations", headers=bearer)).status_code == 401
