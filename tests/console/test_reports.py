"""Reports in the console: what is asked, the page, its tables for a spreadsheet, and the same for programs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.sales import Charged
from common.properties import Properties
from console.api_tokens import make_token
from console.report_charts import bars, pillars, tiles
from console.reports import Column, Reports, Table, read_asked
from console.roles import Role
from tests.bot.gateway.house import demo_properties
from tests.console.conftest import NOW, Browser, Console


async def filled(console: Console, browser: Browser) -> None:
    await console.member("ana", Role.VIEWER)
    await browser.sign_in()
    at = NOW - timedelta(days=1)
    await console.seeds.conversation("c1", at=at, channel="whatsapp", ad_source="=cmd()")
    turn = await console.seeds.turn("c1", at=at, reply="")
    await console.seeds.reply("c1", turn, "¿Le va bien?", at=at, template="ask.booking_ok")
    await console.seeds.conversation("c2", at=at, language="de")
    await console.seeds.conversation("trial", at=at, is_test=True)
    await console.seeds.conversation("old", at=NOW - timedelta(days=50))


async def test_a_viewer_reads_the_page_in_their_language(console: Console, browser: Browser) -> None:
    await filled(console, browser)
    page = await browser.get("/admin/reports")
    assert page.status_code == 200
    assert "How far guests came" in page.text
    assert "<svg" in page.text
    assert "style=" not in page.text
    assert "<script" not in page.text
    german = await browser.get("/admin/reports", headers={"Accept-Language": "de"})
    assert "How far guests came" not in german.text


@pytest.mark.parametrize(
    ("query", "started"),
    [("", 2), ("?days=90", 3), ("?from=2026-11-20&to=2026-11-20", 2), ("?from=2026-11-21", 0)],
)
async def test_days_are_chosen(console: Console, browser: Browser, query: str, started: int) -> None:
    await filled(console, browser)
    table = await browser.get(f"/admin/reports/funnel{query}")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["stage"] for row in rows] == ["started", "dates", "offers", "quote", "booked"]
    assert rows[0]["conversations"] == str(started)


async def test_what_a_spreadsheet_would_run_is_marked(console: Console, browser: Browser) -> None:
    await filled(console, browser)
    table = await browser.get("/admin/reports/funnel_by_ad")
    assert "'=cmd()" in table.text
    assert Table("t", "T", (Column("n", "N"),), ((-5,),)).to_csv() == "n\r\n-5\r\n"


async def test_a_wrong_wish_is_told_and_never_an_error(console: Console, browser: Browser) -> None:
    await filled(console, browser)
    for query in (
        "from=soon",
        "from=2026-11-21&to=2026-11-01",
        "from=2020-01-01",
        "property=nowhere",
        "from=0001-01-01",
    ):
        page = await browser.get(f"/admin/reports?{query}")
        assert page.status_code == 200
        assert "is-warn" in page.text
        assert (await browser.get(f"/admin/reports/funnel?{query}")).status_code == 400
    assert (await browser.get("/admin/reports/nothing")).status_code == 404


async def test_programs_read_the_same(console: Console, browser: Browser) -> None:
    await filled(console, browser)
    member = await console.staff.named("ana")
    assert member is not None
    headers = {"Authorization": f"Bearer {await make_token(console.engine, 't', member=member)}"}
    told = await browser.get("/api/v1/admin/reports?property=mirador", headers=headers)
    assert told.status_code == 200, told.text
    tables = {one["name"]: one["rows"] for one in told.json()["tables"]}
    assert tables["funnel"][3] == {"stage": "quote", "conversations": 1, "share": 0.5, "left_here": 1}
    assert (await browser.get("/api/v1/admin/reports?from=2020-01-01", headers=headers)).status_code == 400


def test_a_message_costs_what_the_hotel_says_beyond_the_free_ones() -> None:
    hotel = replace(
        demo_properties().default,
        whatsapp_numbers=("1", "2"),
        whatsapp_prices={"service": Decimal("0.01"), "utility": Decimal("0.0170")},
    )
    reports = Reports(cast(AsyncEngine, None), Properties((hotel,)))
    told = [
        Charged(hotel.id, "regular", "service", 2_500),
        Charged(hotel.id, "regular", "service", 1_500),
        Charged(hotel.id, "regular", "utility", 3),
        Charged(hotel.id, "regular", "marketing", 3),
        Charged(hotel.id, "free_customer_service", "utility", 9),
        Charged("sold_since", "regular", "utility", 1),
    ]
    table = reports.charged([(date(2026, 11, 1), one) for one in told])
    found = [(row[5], row[6], row[7]) for row in table.rows]
    assert found == [
        (2_000, "5.00", hotel.currency),
        (2_000, "0.00", hotel.currency),
        (None, "0.0510", hotel.currency),
        (None, None, ""),
        (None, "0", hotel.currency),
        (None, None, ""),
    ]


async def test_the_first_figures_are_those_of_the_tables(console: Console, browser: Browser) -> None:
    await filled(console, browser)
    asked, _ = read_asked({}, demo_properties(), console.clock)
    tables = {one.name: one for one in await Reports(console.engine, demo_properties()).of(asked)}
    shown = {tile.words: tile.value for tile in tiles(tables)}
    assert shown["Conversations"] == 2
    assert shown["Booked, share"] == 0.0
    assert shown["Without a person"] == 1.0
    assert [row[:2] for row in tables["outcomes"].rows if row[1]] == [("talked", 2)]
    sold = Table("bookings", "", (), (("m", "book", "guest", 2, "EUR", "200.50"), ("m", "book", "staff", 1, "EUR", "9.50"), ("m", "cancel", "guest", 1, "EUR", "")))  # fmt: skip
    given = Table("satisfaction", "", (), (("-", 7), ("4", 1), ("5", 3)))
    shown = {tile.words: tile.value for tile in tiles({**tables, "bookings": sold, "satisfaction": given})}
    assert shown["Agreed price"] == Decimal("210.00")
    assert shown["Satisfaction, of five"] == 4.8


def test_nothing_and_everything_can_be_drawn() -> None:
    assert bars([]) == ()
    assert pillars([]) == ()
    assert [bar.width for bar in bars([("started", 0), ("dates", 0)])] == [0, 0]
    many = pillars([(f"d{number}", number, 1) for number in range(366)])
    assert len([one for one in many if one.label]) == 5
    assert max(one.height for one in many) == 140
