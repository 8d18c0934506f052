"""What holds for every page: headers, methods, errors, roles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import event

from console.roles import Role

from .conftest import Browser, Console


@pytest.mark.parametrize(
    "path",
    [
        "/admin/login",
        "/admin/conversations",
        "/admin/dead-letters",
        "/admin/nowhere",
        "/admin/static/console.css",
        "/admin",
        "/api/v1/admin/conversations",
        "/api/v1/admin/nowhere",
    ],
)
async def test_every_answer_carries_the_security_headers(
    console: Console, browser: Browser, path: str
) -> None:
    answer = await browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    if "static" not in path:
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "POST"])
async def test_a_wrong_method_is_answered_by_a_page(console: Console, browser: Browser, method: str) -> None:
    answer = await browser.request(method, "/admin/conversations")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "<h1>That cannot be done here</h1>" in answer.text


async def test_head_answers_without_a_body(console: Console, browser: Browser) -> None:
    answer = await browser.head("/admin/login")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_what_is_not_there_is_a_page_too(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    for path in ("/admin/nowhere", "/admin/a/b/c", "/admin/conversations/none", "/admin/static/../app.py"):
        answer = await browser.get(path)
        assert answer.status_code == 404
        assert "There is no such" in answer.text
        assert "Traceback" not in answer.text


async def test_the_front_door_leads_to_the_conversations(console: Console, browser: Browser) -> None:
    answer = await browser.get("/admin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/conversations")


async def test_an_unforeseen_error_is_a_page_that_tells_nothing(
    console: Console, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("words of a guest")

    await console.member()
    await browser.sign_in()
    monkeypatch.setattr("bot.gateway.transcripts.Transcripts.list", broken)
    page = await browser.get("/admin/conversations")
    assert page.status_code == 500
    assert "Something went wrong here" in page.text
    assert "err_" in page.text
    assert "words of a guest" not in page.text
    problem = await browser.get("/api/v1/admin/conversations")
    assert problem.status_code == 500
    assert problem.headers["content-type"] == "application/problem+json"
    assert "words of a guest" not in problem.text


async def test_a_form_too_large_is_refused(console: Console, browser: Browser) -> None:
    answer = await browser.submit("/admin/login", name="x" * 70_000)
    assert answer.status_code == 413


async def test_a_body_that_is_no_form_is_refused_without_a_trace(console: Console, browser: Browser) -> None:
    answer = await browser.post(
        "/admin/login",
        content=b"\xff\xfe\x00",
        headers={"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (400, 403)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.AGENT, 403), (Role.EDITOR, 403), (Role.ADMIN, 200)]
)
async def test_only_admins_see_the_staff(console: Console, browser: Browser, role: Role, status: int) -> None:
    await console.member("kim", role)
    await browser.sign_in("kim")
    page = await browser.get("/admin/staff")
    assert page.status_code == status
    assert ('href="/admin/staff"' in page.text) == (role is Role.ADMIN)
    assert "argon2" not in page.text


async def test_styles_are_kept_by_browsers_until_they_change(console: Console, browser: Browser) -> None:
    page = (await browser.get("/admin/login")).text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = await browser.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert (await browser.get("/admin/static/console.css")).headers["cache-control"] == "no-cache"


def test_no_page_needs_what_the_content_policy_forbids() -> None:
    pages = Path(__file__).parents[2] / "console" / "pages"
    for page in pages.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        # A script is a file of ours, and nothing else.
        text = re.sub(
            r"<script (type=\"module\" )?src=\"\{\{ asset\('[a-z]+\.js'\) \}\}\"( defer)?></script>", "", text
        )
        for forbidden in ("<script", "<style", " style=", " onclick", "| safe", "http://", "https://"):
            assert forbidden not in text, f"{page.name}: {forbidden}"


async def test_a_transcript_costs_no_more_queries_for_more_turns(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    asked: list[str] = []
    event.listen(
        console.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(str(call[2]))
    )
    counts = []
    for name, turns in (("c_short", 3), ("c_long", 30)):
        conversation = await console.seeds.conversation(name)
        for _ in range(turns):
            await console.seeds.pms_call(await console.seeds.turn(conversation))
        # The first look is noted, which asks for more than the next.
        await browser.get(f"/admin/conversations/{conversation}")
        asked.clear()
        assert (await browser.get(f"/admin/conversations/{conversation}")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] > 0


async def test_the_openapi_document_shows_the_json_routes_and_no_page(
    console: Console, browser: Browser
) -> None:
    document = (await browser.get("/docs/openapi.json")).json()
    # The document is one for the whole process: other tests' routes may stand in it too.
    ours = {
        path: sorted(set(methods) - {"head"})
        for path, methods in document["paths"].items()
        if "admin" in path
    }
    assert set(ours) == {
        "/api/v1/admin/candidates",
        "/api/v1/admin/candidates/{candidate}/drop",
        "/api/v1/admin/changes",
        "/api/v1/admin/conversations",
        "/api/v1/admin/conversations/export.csv",
        "/api/v1/admin/conversations/export.json",
        "/api/v1/admin/conversations/{conversation}",
        "/api/v1/admin/conversations/{conversation}/approved",
        "/api/v1/admin/conversations/{conversation}/assign",
        "/api/v1/admin/conversations/{conversation}/canned",
        "/api/v1/admin/conversations/{conversation}/candidates",
        "/api/v1/admin/conversations/{conversation}/draft_mode",
        "/api/v1/admin/conversations/{conversation}/drafts",
        "/api/v1/admin/conversations/{conversation}/hand_back",
        "/api/v1/admin/conversations/{conversation}/messages",
        "/api/v1/admin/conversations/{conversation}/notes",
        "/api/v1/admin/conversations/{conversation}/print",
        "/api/v1/admin/conversations/{conversation}/release",
        "/api/v1/admin/conversations/{conversation}/reservations",
        "/api/v1/admin/conversations/{conversation}/reservations/charge",
        "/api/v1/admin/conversations/{conversation}/reservations/check_out",
        "/api/v1/admin/conversations/{conversation}/reservations/note",
        "/api/v1/admin/conversations/{conversation}/standing",
        "/api/v1/admin/conversations/{conversation}/tags",
        "/api/v1/admin/conversations/{conversation}/take",
        "/api/v1/admin/dead-letters",
        "/api/v1/admin/dead-letters/{letter}",
        "/api/v1/admin/dead-letters/{letter}/abandon",
        "/api/v1/admin/dead-letters/{letter}/replay",
        "/api/v1/admin/dead-letters/{letter}/settle",
        "/api/v1/admin/drafts/{draft}/drop",
        "/api/v1/admin/drafts/{draft}/send",
        "/api/v1/admin/experiments",
        "/api/v1/admin/experiments/plan",
        "/api/v1/admin/experiments/{experiment}",
        "/api/v1/admin/experiments/{experiment}/report",
        "/api/v1/admin/experiments/{experiment}/{deed}",
        "/api/v1/admin/guests/erase",
        "/api/v1/admin/guests/export",
        "/api/v1/admin/guests/find",
        "/api/v1/admin/properties/{hotel}/entries",
        "/api/v1/admin/properties/{hotel}/entries/{name}",
        "/api/v1/admin/properties/{hotel}/entries/{name}/cancel/{publication}",
        "/api/v1/admin/properties/{hotel}/entries/{name}/history",
        "/api/v1/admin/properties/{hotel}/entries/{name}/publish/{version}",
        "/api/v1/admin/properties/{hotel}/entries/{name}/restore",
        "/api/v1/admin/properties/{hotel}/entries/{name}/retire",
        "/api/v1/admin/properties/{hotel}/entries/{name}/rollback/{version}",
        "/api/v1/admin/properties/{hotel}/entries/{name}/versions",
        "/api/v1/admin/properties/{hotel}/unanswered",
        "/api/v1/admin/properties/{hotel}/unanswered/{turn}/dismiss",
        "/api/v1/admin/properties/{hotel}/unanswered/{turn}/show",
        "/api/v1/admin/replies/{reply}/decide",
        "/api/v1/admin/reports",
        "/api/v1/admin/templates",
        "/api/v1/admin/templates/{key}",
        "/api/v1/admin/templates/{key}/compare/{a}/{b}",
        "/api/v1/admin/templates/{key}/history",
        "/api/v1/admin/templates/{key}/publish/{version}",
        "/api/v1/admin/templates/{key}/rollback/{version}",
        "/api/v1/admin/templates/{key}/versions",
        "/api/v1/admin/today",
    }
    assert ours["/api/v1/admin/templates"] == ["get", "post"]
    assert ours["/api/v1/admin/templates/{key}/versions"] == ["put"]
    assert ours["/api/v1/admin/dead-letters/{letter}/settle"] == ["post"]
    assert ours["/api/v1/admin/conversations"] == ["get"]
