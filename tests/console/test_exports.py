"""Conversations taken away: complete, in a form that spreadsheets do not run, and masked for whoever may not speak with guests."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import func, select

from console.exports import COLUMNS
from console.roles import Role
from console.tables import access_log

from .conftest import NOW, Browser, Console
from .test_inbox import API, LIST, signed_in

SECRETS = ("Eva", "Ruiz", "eva@example.com", "600 111 222")
UNDERSTOOD = {"contact": {"name": "Eva Ruiz", "email": "eva@example.com", "phone": "+34 600 111 222"}}
SAID = "Soy Eva Ruiz, eva@example.com, +34 600 111 222, del 27.11.2026 al 29.11.2026"


async def seeded(console: Console) -> None:
    await console.seeds.conversation(satisfaction=5, ad_source="=cmd()")
    await console.seeds.turn("c_5F2K9", SAID, reply="Gracias, Eva.", understood=UNDERSTOOD)
    await console.seeds.reply("c_5F2K9", None, "Para Eva Ruiz.", at=NOW)
    await console.seeds.draft("c_5F2K9", "Only proposed")
    await console.seeds.conversation("c_other", language="de", channel="whatsapp")


async def test_the_table_has_a_row_each_and_calculates_nothing(console: Console, browser: Browser) -> None:
    await signed_in(console, browser)
    await seeded(console)
    answer = await browser.get(f"{LIST}/export.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="conversations.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    by_name = {row["conversation"]: row for row in rows}
    assert set(by_name) == {"c_5F2K9", "c_other"}
    one = by_name["c_5F2K9"]
    assert (one["outcome"], one["turns"], one["satisfaction"]) == ("talked", "1", "5")
    assert one["ad_source"] == "'=cmd()"
    only = (await browser.get(f"{LIST}/export.csv?language=de")).text
    assert "c_other" in only
    assert "c_5F2K9" not in only


@pytest.mark.parametrize("path", ["/export.json", "/c_5F2K9/export.json", "/c_5F2K9/print"])
async def test_words_are_masked_by_role_and_their_leaving_is_noted(
    console: Console, browser: Browser, path: str
) -> None:
    await signed_in(console, browser)
    await seeded(console)
    whole = (await browser.get(LIST + path)).text
    for secret in SECRETS:
        assert secret in whole, secret
    await console.member("vic", Role.VIEWER)
    browser.cookies.clear()
    await browser.sign_in("vic")
    masked = (await browser.get(LIST + path)).text
    for secret in SECRETS:
        assert secret not in masked, secret
    assert "27.11.2026" in masked
    async with console.engine.connect() as connection:
        noted = select(func.count()).where(
            access_log.c.conversation == "c_5F2K9", access_log.c.through == "export"
        )
        assert await connection.scalar(noted) == 2


async def test_a_file_of_one_conversation_reads_as_the_api_tells_it(
    console: Console, browser: Browser
) -> None:
    bearer = await signed_in(console, browser)
    await seeded(console)
    file = json.loads((await browser.get(f"{LIST}/c_5F2K9/export.json")).text)
    told = (await browser.get("/api/v1/admin/conversations/c_5F2K9", headers=bearer)).json()
    assert file == told
    assert "Only proposed" not in (await browser.get(f"{LIST}/c_5F2K9/print")).text
    assert (await browser.get(f"{LIST}/nobody/print")).status_code == 404
    assert (await browser.get(f"{LIST}/nobody/export.json")).status_code == 404


async def test_a_file_holds_what_the_list_finds(console: Console, browser: Browser) -> None:
    """Words, too; and what is looked into for them is noted, as on the list."""
    bearer = await signed_in(console, browser)
    await seeded(console)
    for place, headers in ((LIST, {}), (API, bearer)):
        found = (await browser.get(f"{place}/export.csv?words=ruiz", headers=headers)).text
        assert "c_5F2K9" in found
        assert "c_other" not in found
        whole = (await browser.get(f"{place}/export.json?words=ruiz", headers=headers)).json()
        assert [one["id"] for one in whole["conversations"]] == ["c_5F2K9"]
        assert "c_5F2K9" not in (await browser.get(f"{place}/export.csv?words=nowhere", headers=headers)).text
        # A filter that is not known would let everything out.
        assert (await browser.get(f"{place}/export.csv?language=xx", headers=headers)).status_code == 400
    await console.seeds.undelivered("c_other")
    assert "c_5F2K9" not in (await browser.get(f"{LIST}/export.csv?box=undelivered")).text
    paper = await browser.get(f"{API}/c_5F2K9/print", headers=bearer)
    assert paper.headers["content-type"].startswith("text/html")
    assert "Para Eva Ruiz." in paper.text


async def test_programs_of_a_viewer_get_masked_words_and_look_for_none(
    console: Console, browser: Browser
) -> None:
    bearer = await signed_in(console, browser, Role.VIEWER)
    await seeded(console)
    for path in ("export.json", "c_5F2K9/print"):
        masked = (await browser.get(f"{API}/{path}", headers=bearer)).text
        assert not any(secret in masked for secret in SECRETS), path
    for place in (LIST, API):
        answer = await browser.get(f"{place}/export.csv?words=ruiz", headers=bearer if place == API else {})
        assert answer.status_code == 403
