"""Signing in and out over HTTP, with a real server and a real database."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import func, select

from console import tables
from console.first_run import ensure_first_admin
from console.passwords import Passwords
from console.roles import Role

from .conftest import PASSWORD, Browser, Console


async def test_the_right_password_opens_the_list(console: Console, browser: Browser) -> None:
    await console.member()
    answer = await browser.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/conversations")
    page = await browser.get("/admin/conversations")
    assert page.status_code == 200
    assert "Nobody has written yet" in page.text


async def test_a_name_is_the_same_in_capitals(console: Console, browser: Browser) -> None:
    await console.member("ana")
    assert (await browser.sign_in(" ANA ")).status_code == 303


async def test_pages_send_strangers_to_sign_in_and_back(console: Console, browser: Browser) -> None:
    await console.member()
    away = await browser.get("/admin/conversations?language=es&page=2")
    assert away.status_code == 303
    assert away.headers["location"] == "/admin/login?next=%2Fadmin%2Fconversations%3Flanguage%3Des%26page%3D2"
    back = await browser.submit(
        "/admin/login",
        page=away.headers["location"],
        name="ana",
        password=PASSWORD,
        next="/admin/conversations?language=es&page=2",
    )
    assert back.headers["location"] == "/admin/conversations?language=es&page=2"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/admin//evil.example",
        "/\\evil.example",
        "/admin/\\evil",
        "/admin/login",
        "/admin/../outside\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/webchat/",
    ],
)
async def test_signing_in_never_leads_to_another_site(
    console: Console, browser: Browser, elsewhere: str
) -> None:
    await console.member()
    answer = await browser.sign_in(next=elsewhere)
    assert answer.headers["location"] == "/admin/conversations"


@pytest.mark.parametrize(
    ("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("ana", "x" * 5000)]
)
async def test_a_wrong_password_and_an_unknown_name_read_the_same(
    console: Console, browser: Browser, name: str, password: str
) -> None:
    await console.member()
    answer = await browser.sign_in(name, password)
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_somebody_disabled_is_out_at_once(console: Console, browser: Browser) -> None:
    await console.member("boss", Role.ADMIN)
    member = await console.member()
    await browser.sign_in()
    await console.staff.disable(member)
    assert (await browser.get("/admin/conversations")).status_code == 303
    assert (await browser.sign_in()).status_code == 401


async def test_five_wrong_tries_lock_the_name_for_fifteen_minutes(console: Console, browser: Browser) -> None:
    await console.member()
    for _ in range(5):
        assert (await browser.sign_in(password="wrong")).status_code == 401
    locked = await browser.sign_in()
    assert locked.status_code == 429
    assert "Try again in 15 minutes" in locked.text
    console.clock.advance(timedelta(minutes=14))
    assert (await browser.sign_in()).status_code == 429
    console.clock.advance(timedelta(minutes=1))
    assert (await browser.sign_in()).status_code == 303


async def test_a_name_nobody_has_is_locked_too(console: Console, browser: Browser) -> None:
    for _ in range(5):
        await browser.sign_in("ghost", "wrong")
    assert (await browser.sign_in("ghost", "wrong")).status_code == 429


async def test_a_locked_name_locks_nobody_else(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await console.member("ben")
    for _ in range(5):
        await browser.sign_in("ana", "wrong")
    assert (await browser.sign_in("ben")).status_code == 303


async def test_the_right_password_forgives_earlier_slips(console: Console, browser: Browser) -> None:
    await console.member()
    for _ in range(4):
        await browser.sign_in(password="wrong")
    await browser.sign_in()
    await browser.submit("/admin/logout", page="/admin/conversations")
    for _ in range(4):
        assert (await browser.sign_in(password="wrong")).status_code == 401


async def test_sign_ins_from_one_address_are_limited(console: Console, browser: Browser) -> None:
    for number in range(30):
        assert (await browser.sign_in(f"ghost {number}", "wrong")).status_code == 401
    stopped = await browser.sign_in("ghost", "wrong")
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) >= 1
    console.clock.advance(timedelta(minutes=1))
    assert (await browser.sign_in("ghost", "wrong")).status_code == 401


async def test_signing_in_again_ends_the_session_before(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await console.member("ben")
    await browser.submit("/admin/login", name="ana", password=PASSWORD)
    before = browser.cookies["posada-session"]
    async with Browser(console.url) as second:
        shown = await second.get("/admin/login")
        token = re.search(r'name="csrf_token" value="([^"]*)"', shown.text)
        assert token
        second.cookies.set("posada-session", before)
        data = {"csrf_token": token.group(1), "name": "ben", "password": PASSWORD}
        answer = await second.post("/admin/login", data=data, headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code == 303
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_names_that_were_typed_are_not_kept(console: Console, browser: Browser) -> None:
    await browser.sign_in("my secret password", "oops")
    async with console.engine.connect() as connection:
        row = (await connection.execute(select(tables.login_failures))).one()
    assert re.fullmatch("[0-9a-f]{64}", row.name_hash)


async def test_an_idle_session_ends_after_an_hour(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    for _ in range(3):
        console.clock.advance(timedelta(minutes=50))
        assert (await browser.get("/admin/conversations")).status_code == 200
    console.clock.advance(timedelta(minutes=61))
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_a_busy_session_ends_after_twelve_hours(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    for _ in range(14):
        assert (await browser.get("/admin/conversations")).status_code == 200
        console.clock.advance(timedelta(minutes=50))
    console.clock.advance(timedelta(minutes=21))
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    kept = dict(browser.cookies)
    answer = await browser.submit("/admin/logout", page="/admin/conversations")
    assert answer.headers["location"] == "/admin/login"
    browser.cookies.update(kept)
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    console: Console, browser: Browser
) -> None:
    await console.member()
    answer = await browser.sign_in()
    cookie = next(
        line for line in answer.headers.get_list("set-cookie") if line.startswith("posada-session=")
    )
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie


async def test_a_changed_cookie_opens_nothing(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    value = browser.cookies["posada-session"]
    body, _, seal = value.rpartition(".")
    # The first letter: of base64's last one some bits say nothing.
    other_seal = f"{body}.{'A' if seal[0] != 'A' else 'B'}{seal[1:]}"
    async with httpx2.AsyncClient(base_url=console.url, trust_env=False) as other:
        for forged in (other_seal, "x" + value, value.split(".")[0], ""):
            answer = await other.get("/admin/conversations", headers={"Cookie": f"posada-session={forged}"})
            assert answer.status_code == 303


async def test_the_database_does_not_hold_what_the_cookie_holds(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    token = browser.cookies["posada-session"].rpartition(".")[0]
    async with console.engine.connect() as connection:
        row = (await connection.execute(select(tables.sessions))).one()
    assert token
    assert row.token_hash not in browser.cookies["posada-session"]
    assert token not in row.token_hash


async def test_the_first_admin_must_choose_a_password_before_anything_else(
    console: Console, browser: Browser, quick_passwords: Passwords
) -> None:
    one_time = await ensure_first_admin(console.engine, clock=console.clock, passwords=quick_passwords)
    assert one_time is not None
    answer = await browser.sign_in(one_time.name, one_time.password)
    assert answer.headers["location"] == "/admin/password"
    for path in ("/admin/conversations", "/admin/staff"):
        away = await browser.get(path)
        assert (away.status_code, away.headers["location"]) == (303, "/admin/password")
    assert (await browser.get("/api/v1/admin/conversations")).status_code == 401
    new = "the keys are under the mat"
    done = await browser.submit("/admin/password", new=new, again=new)
    assert done.headers["location"] == "/admin/conversations?done=password"
    assert "Your password is changed." in (await browser.get(done.headers["location"])).text
    async with Browser(console.url) as another:
        assert (await another.sign_in(one_time.name, one_time.password)).status_code == 401
        assert (await another.sign_in(one_time.name, new)).status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", "short", "at least 12 characters"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "more different characters"),
        ("123456789012", "123456789012", "too easy to guess"),
        ("the keys are under the mat", "the keys are under the hat", "differ"),
        (PASSWORD, PASSWORD, "differs from the password you have"),
        ("", "", "at least 12 characters"),
    ],
)
async def test_a_weak_or_mistyped_new_password_is_refused_with_the_reason(
    console: Console, browser: Browser, new: str, again: str, says: str
) -> None:
    await console.member(is_one_time=True)
    await browser.sign_in()
    answer = await browser.submit("/admin/password", new=new, again=again)
    assert answer.status_code == 400
    assert says in answer.text
    assert (await browser.get("/admin/conversations")).status_code == 303


async def test_changing_a_password_takes_the_current_one_and_ends_other_sessions(
    console: Console, browser: Browser
) -> None:
    await console.member()
    new = "the keys are under the mat"
    async with Browser(console.url) as other:
        await other.sign_in()
        await browser.sign_in()
        refused = await browser.submit("/admin/password", current="wrong", new=new, again=new)
        assert "The current password is wrong." in refused.text
        done = await browser.submit("/admin/password", current=PASSWORD, new=new, again=new)
        assert done.status_code == 303
        assert (await other.get("/admin/conversations")).status_code == 303
    assert (await browser.get("/admin/conversations")).status_code == 200


async def test_the_current_password_cannot_be_guessed_at_leisure(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    for _ in range(5):
        await browser.submit("/admin/password", current="guess", new="x" * 12, again="x" * 12)
    answer = await browser.submit("/admin/password", current=PASSWORD, new="x" * 12, again="x" * 12)
    assert answer.status_code == 429


async def test_a_form_without_its_token_is_refused(console: Console, browser: Browser) -> None:
    await console.member()
    ours = {"Sec-Fetch-Site": "same-origin"}
    answer = await browser.post("/admin/login", data={"name": "ana", "password": PASSWORD}, headers=ours)
    assert answer.status_code == 403
    await browser.sign_in()
    answer = await browser.post("/admin/logout", data={"csrf_token": "guess"}, headers=ours)
    assert answer.status_code == 403
    assert (await browser.get("/admin/conversations")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "OURS"}, 303),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_only_our_own_pages_may_change_anything(
    console: Console, browser: Browser, headers: dict[str, str], status: int
) -> None:
    await console.member()
    await browser.sign_in()
    page = await browser.get("/admin/conversations")
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
    assert token
    sent = {name: console.url if value == "OURS" else value for name, value in headers.items()}
    answer = await browser.post("/admin/logout", data={"csrf_token": token.group(1)}, headers=sent)
    assert answer.status_code == status


async def test_another_persons_token_is_refused(console: Console, browser: Browser) -> None:
    await console.member("ana")
    await console.member("ben")
    await browser.sign_in("ana")
    async with Browser(console.url) as other:
        await other.sign_in("ben")
        page = (await other.get("/admin/conversations")).text
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token
    answer = await browser.post(
        "/admin/logout", data={"csrf_token": token.group(1)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 403


async def test_sessions_that_ran_out_are_swept_away(console: Console, browser: Browser) -> None:
    await console.member()
    await browser.sign_in()
    console.clock.advance(timedelta(hours=13))
    async with Browser(console.url) as other:
        await other.sign_in()
    async with console.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.sessions)) == 1
