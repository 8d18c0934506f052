"""The list as an inbox: who has what, what came of it, what is new, and words that lie sealed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from bot.gateway.search import Search
from bot.gateway.tables import conversations, handovers, outgoing
from common.secrets import Sealer, new_key
from console.api_tokens import make_token
from console.roles import Role
from console.tables import access_log

from .conftest import NOW, Browser, Console

LIST = "/admin/conversations"
API = "/api/v1/admin/conversations"


async def signed_in(console: Console, browser: Browser, role: Role = Role.AGENT) -> dict[str, str]:
    member = await console.member("ana", role)
    await browser.sign_in()
    token = await make_token(console.engine, "tool", member=member)
    return {"Authorization": f"Bearer {token}"}


async def found(browser: Browser, bearer: dict[str, str], **query: str) -> list[str]:
    answer = await browser.get(API, headers=bearer, params=query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["conversations"]]


async def test_the_boxes_hold_what_they_say(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    seeds = console.seeds
    await seeds.conversation("c_mine", state="human", owner="ana")
    await seeds.conversation("c_bens", state="human", owner="ben")
    await seeds.conversation("c_waits", state="waiting", last_guest_at=NOW)
    await seeds.conversation("c_read", last_guest_at=NOW, read_at=NOW)
    assert await found(browser, bearer, box="mine") == ["c_mine"]
    assert await found(browser, bearer, box="waiting") == ["c_waits"]
    assert await found(browser, bearer, box="unread") == ["c_waits"]
    page = (await browser.get(LIST)).text
    assert page.count('class="is-unread"') == 1
    assert 'Mine <span class="count">1</span>' in page
    assert "Spanish (4)" in page
    assert ">ben<" in page


async def test_opening_a_conversation_reads_it_for_those_who_answer(
    console: Console, browser: Browser
) -> None:
    bearer = await signed_in(console, browser, Role.VIEWER)
    await console.seeds.conversation("c_new", last_guest_at=NOW)
    await browser.get(f"{LIST}/c_new")
    assert await found(browser, bearer, box="unread") == ["c_new"]
    await console.member("ben")
    browser.cookies.clear()
    await browser.sign_in("ben")
    await browser.get(f"{LIST}/c_new")
    assert await found(browser, bearer, box="unread") == []


async def test_outcome_intent_and_arm_are_filters(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    seeds = console.seeds
    await seeds.turn(await seeds.conversation("c_talked"), intent="ask_parking")
    await seeds.turn(await seeds.conversation("c_failed"), outcome="late")
    await seeds.conversation("c_person")
    async with console.engine.begin() as connection:
        await connection.execute(insert(handovers).values(conversation="c_person", at=NOW, what="asked"))
        await connection.execute(
            update(outgoing).where(outgoing.c.conversation == "c_talked").values(experiment="warm", arm="b")
        )
    for outcome in ("talked", "failed", "person"):
        assert await found(browser, bearer, outcome=outcome) == [f"c_{outcome}"]
    assert await found(browser, bearer, outcome="booked") == []
    assert await found(browser, bearer, intent="ask_parking") == ["c_talked"]
    assert await found(browser, bearer, arm="warm/b") == ["c_talked"]
    assert await found(browser, bearer, arm="warm/control") == []
    assert len(await found(browser, bearer, property="mirador")) == 3
    assert (await browser.get(API, headers=bearer, params={"property": "elsewhere"})).status_code == 400
    page = (await browser.get(f"{LIST}?arm=warm%2Fb")).text
    assert "<option selected>warm/b</option>" in page
    assert "<option>ask_parking</option>" in page
    assert "Only talked" in page


async def test_words_are_found_in_what_either_side_said(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser)
    seeds = console.seeds
    await seeds.turn(await seeds.conversation("c_a"), "¿Tienen HABITACIÓN con bañera?", reply="Sí.")
    await seeds.turn(await seeds.conversation("c_b"), "Hola", reply="Nuestra habitación tiene vistas.")
    await seeds.turn(await seeds.conversation("c_c", channel="whatsapp"), "Una habitación, por favor")
    assert sorted(await found(browser, bearer, words="habitacion")) == ["c_a", "c_b", "c_c"]
    assert await found(browser, bearer, words="bañera habitacion") == ["c_a"]
    assert await found(browser, bearer, words="bañera vistas") == []
    assert await found(browser, bearer, words="habitacion", channel="whatsapp") == ["c_c"]
    async with console.engine.connect() as connection:
        noted = await connection.execute(
            select(access_log.c.conversation, func.count())
            .where(access_log.c.through == "search")
            .group_by(access_log.c.conversation)
        )
        assert sorted(map(tuple, noted)) == [("c_a", 1), ("c_b", 1), ("c_c", 1)]
    assert "Looked for in 3 conversations." in (await browser.get(f"{LIST}?words=vistas")).text


async def test_a_viewer_searches_no_words(console: Console, browser: Browser) -> None:
    bearer = await signed_in(console, browser, Role.VIEWER)
    await console.seeds.turn(await console.seeds.conversation(), "Habitación")
    assert 'name="words"' not in (await browser.get(LIST)).text
    assert (await browser.get(f"{LIST}?words=habitacion")).status_code == 403
    assert (await browser.get(API, headers=bearer, params={"words": "x"})).status_code == 403


async def test_a_search_says_how_far_it_looked(console: Console, browser: Browser) -> None:
    sealer = console.seeds.sealer
    for number in range(5):
        at = NOW - timedelta(minutes=number)
        await console.seeds.turn(await console.seeds.conversation(f"c_{number}", at=at), "wish")
    search = Search(console.engine, sealer)
    looked = await search.find("wish", most_looked_at=3)
    assert (looked.conversations, looked.looked_at, looked.is_whole) == (("c_0", "c_1", "c_2"), 3, False)
    assert (await search.find("wish")).is_whole
    assert (await search.find("  ")).conversations == ()
    # A lost key hides words; it breaks nothing.
    assert (await Search(console.engine, Sealer([new_key()])).find("wish")).conversations == ()
    async with console.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(conversations)) == 5
