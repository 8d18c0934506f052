"""What an address asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from console.queries import Query, query_of


def test_an_address_is_read_into_a_query() -> None:
    asked = {"language": "es", "channel": "webchat", "state": "waiting", "id": " c_5 ", "page": "3"}
    query, faults = query_of({**asked, "from": "2026-11-01", "to": "2026-11-20"})
    days = (date(2026, 11, 1), date(2026, 11, 20))
    assert (query, faults) == (Query("es", "webchat", "waiting", *days, "c_5", 3), [])


def test_the_last_day_is_whole_even_when_the_clocks_change() -> None:
    query = Query(first_day=date(2026, 10, 25), last_day=date(2026, 10, 25))
    since, before = query.days(ZoneInfo("Europe/Madrid"))
    assert since is not None
    assert before is not None
    assert since.astimezone(UTC) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert before.astimezone(UTC) == datetime(2026, 10, 25, 23, tzinfo=UTC)


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 40, "٣", "", "00"])
def test_a_page_number_is_always_usable(page: str) -> None:
    query, _ = query_of({"page": page})
    assert 1 <= query.page <= 10_000


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "2026-02-29"])
def test_what_is_no_day_is_left_out_and_said(day: str) -> None:
    query, faults = query_of({"to": day})
    assert query == Query()
    assert len(faults) == 1


def test_an_address_survives_the_round() -> None:
    query = Query(language="pt", first_day=date(2026, 11, 1), conversation="a&b ñ")
    assert query.address(2) == "/admin/conversations?language=pt&from=2026-11-01&id=a%26b+%C3%B1&page=2"
    assert Query().address(1) == "/admin/conversations"
