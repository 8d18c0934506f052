"""Conversations as JSON for staff's tools."""

from __future__ import annotations

from datetime import timedelta

from console.access_log import AccessLog
from console.api_tokens import make_token, revoke_token

from .conftest import NOW, Browser, Console


async def test_json_takes_the_token_of_a_member_of_staff(console: Console, browser: Browser) -> None:
    told = await console.seeds.turn(await console.seeds.conversation())
    await console.seeds.pms_call(told)
    source = {"property": "mirador", "entry": "fact.parking", "version": 2}
    await console.seeds.reply("c_5F2K9", told, "Hay aparcamiento.", at=NOW, source=source)
    token = await make_token(console.engine, "reports", member=await console.member())
    bearer = {"Authorization": f"Bearer {token}"}
    listing = await browser.get("/api/v1/admin/conversations", headers=bearer)
    assert listing.json()["conversations"][0]["id"] == "c_5F2K9"
    one = (await browser.get("/api/v1/admin/conversations/c_5F2K9", headers=bearer)).json()
    turn = one["transcript"][0]
    assert turn["messages"][0]["text"] == "Quería una habitación para el viernes"
    assert turn["intent"] == {"name": "book_room", "confidence": 0.93}
    assert turn["understood"]["stay"]["nights"] == 2
    assert turn["replies"][0]["template"] == "booking.ask_party"
    assert [one["source"] for one in turn["replies"]] == [None, source]
    assert turn["pms_calls"][0]["operation"] == "search_offers"
    assert turn["received_at"] == "2026-11-21T09:26:00.000+00:00"
    missing = await browser.get("/api/v1/admin/conversations/none", headers=bearer)
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    assert (
        await browser.get("/api/v1/admin/conversations?from=yesterday", headers=bearer)
    ).status_code == 400
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
