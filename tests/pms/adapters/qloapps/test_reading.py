"""Everything is read tolerantly, nothing is guessed, and what is not understood is said to be so."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from common.settings import ROOT
from pms.adapters.qloapps import ari, rates, remarks, wire
from pms.adapters.qloapps.local_time import earliest_since, from_instant, to_instant
from pms.adapters.qloapps.options import CancellationRule
from pms.adapters.qloapps.terms import RefundRule, cancellation_terms, read_refund_rules
from pms.contract import errors

SHARED = Path(os.environ.get("POSADA_SHARED") or ROOT.parent / "shared")
EXCHANGES = SHARED / "qloapps" / "exchanges"
BERLIN = ZoneInfo("Europe/Berlin")

# Our own, in the shape of orders-get-of-booking-json and room-bookings-get-xml (recorded 2026-11-21).
ORDER = {
    "id": 7,
    "id_currency": 1,
    "id_customer": 3,
    "reference": "ABCDEFGHI",
    "current_state": 1,
    "source": "posada:PSD-23456789",
    "total_paid_tax_incl": "238.000000",
    "total_paid_real": "0.000000",
    "date_add": "2026-11-21 01:54:12",
    "date_upd": "2026-11-21 01:54:12",
}
LINE = {
    "id": 9,
    "id_order": 7,
    "id_product": 1,
    "id_hotel": 1,
    "id_room": 4,
    "room_num": "104",
    "id_status": 1,
    "is_refunded": 0,
    "is_cancelled": 0,
    "is_back_order": 0,
    "adults": 2,
    "children": 1,
    "child_ages": '["7"]',
    "date_from": "2027-02-10 00:00:00",
    "date_to": "2027-02-12 00:00:00",
    "total_price_tax_excl": "200.000000",
    "total_price_tax_incl": "238.000000",
    "date_upd": "2026-11-21 01:54:12",
}


def as_strings(row: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in row.items()}


def test_ids_and_money_are_the_same_as_numbers_and_as_strings() -> None:
    assert wire.orders({"orders": [ORDER]}) == wire.orders({"orders": [as_strings(ORDER)]})
    assert wire.lines({"bookings": [LINE]}) == wire.lines({"room_bookings": [as_strings(LINE)]})
    numbers = {**ORDER, "total_paid_tax_incl": 238, "total_paid_real": 0.0}
    assert wire.orders({"orders": [numbers]}) == wire.orders({"orders": [ORDER]})


def test_a_bare_list_is_empty() -> None:
    assert wire.orders([]) == wire.lines([]) == wire.customers([]) == []


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"errors": [{"code": 1, "message": "x"}]},
        {"orders": "none"},
        {"orders": ["x"]},
        "text",
        0,
        [1],
    ],
)
def test_answer_without_its_node_is_unintelligible(answer: Any) -> None:
    for read in (wire.orders, wire.lines, wire.customers):
        with pytest.raises(errors.Unintelligible):
            read(answer)


@pytest.mark.parametrize("name", list(ORDER))
@pytest.mark.parametrize("value", [[], {}, "guest@example.com", True])
def test_field_of_a_wrong_kind_is_unintelligible(name: str, value: Any) -> None:
    answer = {"orders": [{**ORDER, name: value}]}
    if name in ("reference", "source") and isinstance(value, str):
        assert wire.orders(answer)
        return
    with pytest.raises(errors.Unintelligible) as refused:
        wire.orders(answer)
    assert "guest@" not in str(errors.to_json(refused.value))


def test_missing_field_is_unintelligible() -> None:
    for name in LINE:
        if name == "child_ages":
            continue
        with pytest.raises(errors.Unintelligible):
            wire.lines({"bookings": [{key: value for key, value in LINE.items() if key != name}]})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"id": 1, "value": "Room"}, {"id": "2", "value": "Zimmer"}], {"en": "Room", "de": "Zimmer"}),
        ("Room", {"en": "Room"}),
        ([{"id": 9, "value": "Pokój"}], {}),
        ("", {}),
        (None, {}),
    ],
)
def test_names_are_read_by_language(value: Any, expected: dict[str, str]) -> None:
    assert wire.texts(value, {1: "en", 2: "de"}) == expected


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<div>A <b>quiet</b>\n room &amp; more</div>", "A quiet room & more"),
        ("<script>alert(1)</script>Safe<style>x</style>", "Safe"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_markup_is_taken_off(markup: str, words: str) -> None:
    assert wire.plain(markup) == words


def test_rooms_left_are_counted_from_an_object_or_an_empty_list() -> None:
    rate = {"id_room_type": "1", "total_price": 100, "total_price_with_tax": "119.00"}
    some = {"rooms": {"available": {"1": {"id_room": 1}, "2": {"id_room": 2}}}}
    body = {
        "currency": "EUR",
        "room_types": [{**rate, **some}, {**rate, "id_room_type": 2, "rooms": {"available": []}}],
    }
    found = ari.read_search({"hotel_ari": body}).rates
    assert {key: one.free for key, one in found.items()} == {1: 2, 2: 0}
    assert ari.read_search({"hotel_ari": {"currency": "EUR"}}).rates == {}
    for wrong in (
        {"rooms": {}},
        {"rooms": {"available": 3}},
        {"total_price": -1, **some},
        {"total_price": None, **some},
    ):
        with pytest.raises(errors.Unintelligible):
            ari.read_search({"hotel_ari": {"currency": "EUR", "room_types": [{**rate, **wrong}]}})


@pytest.mark.skipif(not EXCHANGES.is_dir(), reason="the recorded corpus is not here")
def test_every_recorded_success_is_read() -> None:
    """Each list, booking, search and price plan that a running QloApps answered with, except what it lacks by request."""
    read = 0
    for path in sorted(EXCHANGES.glob("*.json")):
        exchange = json.loads(path.read_text(encoding="utf-8"))
        request, response = exchange["request"], exchange["response"]
        try:
            body = json.loads(response["body"])
        except ValueError:
            continue
        if response["status"] not in (200, 201) or "schema" in request["query"]:
            continue
        read += _read(request["path"].removeprefix("/api/").split("/"), body)
    assert read > 130


def _read(path: list[str], body: Any) -> int:
    match path:
        case ["bookings", *_] if isinstance(body, dict) and "booking" in body:
            booking = wire.booking(body)
            assert booking.rooms
            assert booking.currency == "EUR"
        case ["hotel_ari"]:
            searches = (
                [ari.read_search(body)] if "hotel_ari" in body else list(ari.read_nights(body).values())
            )
            assert searches
        case ["orders"] if _has(body, "orders", "total_paid_tax_incl", "date_upd"):
            rows = [{**ORDER, **row} for row in body["orders"]]
            assert len(wire.orders({"orders": rows})) == len(rows)
        case ["room_bookings"] if _has(body, "bookings", "is_back_order", "adults"):
            rows = [{**LINE, **row, "child_ages": "[]"} for row in body["bookings"]]
            assert len(wire.lines({"bookings": rows})) == len(rows)
        case ["customers"] if _has(body, "customers", "firstname", "email"):
            assert wire.customers(body)
        case ["feature_prices"] if "feature_prices" in body:
            assert rates.read_plans(body)
        case _:
            return 0
    return 1


def _has(body: Any, node: str, *names: str) -> bool:
    return isinstance(body, dict) and all(set(names) <= set(row) for row in body.get(node) or [{}])


# --- the shop's clock ---


def test_the_hour_that_comes_twice_is_read_as_its_first() -> None:
    local = datetime(2026, 10, 25, 2, 30)
    assert to_instant(local, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_instant(datetime(2026, 7, 1, 12, 0), BERLIN) == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


def test_what_changes_in_the_second_of_the_two_hours_is_not_missed() -> None:
    since = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    changed = from_instant(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), BERLIN)
    assert changed == datetime(2026, 10, 25, 2, 10)
    assert earliest_since(since, BERLIN) <= changed
    assert earliest_since(since - timedelta(hours=1, minutes=10), BERLIN) <= datetime(2026, 10, 25, 1, 40)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 400),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "UTC"]),
)
def test_no_later_change_reads_earlier_than_the_mark(since: datetime, minutes: int, name: str) -> None:
    zone = ZoneInfo(name)
    assert earliest_since(since, zone) <= from_instant(since + timedelta(minutes=minutes), zone)


# --- names, notes ---


@given(st.text(max_size=60))
def test_every_name_fits_or_is_empty(name: str) -> None:
    fitted = remarks.fit_name(name)
    assert len(fitted) <= 32
    assert not set(fitted) & set('0123456789!<>,;?=+()@#"°{}_$%:')
    assert all(ord(sign) < 0x10000 for sign in fitted)
    assert remarks.fit_name(fitted) == fitted


@given(st.text(max_size=40))
def test_every_phone_fits_or_is_empty(phone: str) -> None:
    fitted = remarks.fit_phone(phone)
    assert fitted == "" or (len(fitted) <= 32 and fitted[-1].isdecimal() and fitted.count("+") <= 1)


def test_names_in_every_script_stay_as_they_are() -> None:
    for name in ("O'Neil-Ñúñez", "李小龙", "Müller-Lüdenscheidt", "Ζαΐρα", "محمد"):
        assert remarks.fit_name(name) == name
    assert remarks.fit_name("Maximiliana Wilhelmina Hohenzollern") == "Maximiliana Wilhelmina"


@pytest.mark.parametrize("email", ["a@example.com", "first.last+tag@sub.example.co", "o'neil@example.de"])
def test_addresses_that_it_takes(email: str) -> None:
    assert remarks.is_email(email)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "a b@example.com",
        "a@example..com",
        ".a@example.com",
        "a.@example.com",
        "<a@b.de>",
        "a@b.c\n",
    ],
)
def test_addresses_that_would_crash_it(email: str) -> None:
    assert not remarks.is_email(email)


@given(st.text(max_size=80), st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
def test_note_and_guest_are_read_back_from_the_remark(note: str, first: str, last: str, phone: str) -> None:
    written = remarks.remark(note, remarks.Typed(first, last, phone))
    notes, typed = remarks.read((written,))
    assert typed is not None
    assert typed.first_name == " ".join(remarks.fit_note(first).replace("/", " ").split()) or "/" in first
    fitted = remarks.fit_note(note)
    assert notes == ((fitted,) if fitted else ()) or remarks.read((fitted,))[1] is not None


# --- terms ---

ROOMS = [Money(10_000, "EUR"), Money(20_000, "EUR")]
ARRIVAL = date(2027, 2, 10)


def terms(
    now: datetime, *rules: RefundRule, is_active: bool = True, own: CancellationRule | None = None
) -> Any:
    return cancellation_terms(ROOMS, ARRIVAL, rules=rules, is_active=is_active, own=own, zone=BERLIN, now=now)


FREE, HALF = RefundRule(7, Decimal(0), is_fixed=False), RefundRule(2, Decimal(50), is_fixed=False)


@pytest.mark.parametrize(
    ("days_before", "free_until", "fee"),
    [(30, datetime(2027, 2, 3, 23, tzinfo=UTC), 30_000), (7, datetime(2027, 2, 3, 23, tzinfo=UTC), 30_000), (6, None, 15_000), (1, None, 30_000)],
)  # fmt: skip
def test_refund_rules_are_read_as_qloapps_applies_them(
    days_before: int, free_until: datetime | None, fee: int
) -> None:
    """Free a week ahead, half until two days before, then everything."""
    now = datetime(2027, 2, 10, 12, tzinfo=UTC) - timedelta(days=days_before)
    said = terms(now, FREE, HALF)
    assert (said.free_until, said.fee) == (free_until, Money(fee, "EUR"))


def test_without_active_refunds_nothing_is_charged() -> None:
    said = terms(datetime(2027, 1, 1, tzinfo=UTC), is_active=False)
    assert (said.free_until, said.fee) == (None, Money(0, "EUR"))


def test_active_refunds_without_a_rule_keep_everything() -> None:
    assert terms(datetime(2027, 1, 1, tzinfo=UTC)).fee == Money(30_000, "EUR")


def test_fixed_amount_is_each_rooms_and_never_more_than_it_costs() -> None:
    rule = RefundRule(0, Decimal(150), is_fixed=True)
    assert rule.fee(ROOMS) == Money(25_000, "EUR")


def test_own_terms_win() -> None:
    own = CancellationRule(free_days_before=1, free_until="18:00", fee_percent=80)
    said = terms(datetime(2027, 1, 1, tzinfo=UTC), HALF, own=own)
    assert (said.free_until, said.fee) == (datetime(2027, 2, 9, 17, tzinfo=UTC), Money(24_000, "EUR"))


def test_rules_of_the_hotel_are_in_its_order() -> None:
    row = {"payment_type": 2, "deduction_value_full_pay": "50.000000", "deduction_value_adv_pay": "0"}
    rows = [{"id": 1, "days": "2", **row}, {"id": 2, "days": 7, **row}, {"id": 3, "days": 1, **row}]
    hotel = {"associations": {"hotel_refund_rules": [{"id": "2"}, {"id": "1"}]}}
    assert [one.days for one in read_refund_rules(rows, hotel)] == [7, 2]
    assert read_refund_rules(rows, {}) == ()
