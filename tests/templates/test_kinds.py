"""Values become typed, or are refused by the name of their kind and never by their content."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import Money
from templates.kinds import (
    BOOL,
    DATE,
    DATE_RANGE,
    INT,
    MAX_ITEMS,
    MAX_TEXT,
    MOMENT,
    MONEY,
    TEXT,
    TIME,
    URL,
    BadValue,
    Kind,
    ListOf,
    Record,
    tidy,
)


@pytest.mark.parametrize(
    ("kind", "value", "converted"),
    [
        (TEXT, "Ana", "Ana"),
        (URL, "https://mirador.example", "https://mirador.example"),
        (INT, 2, 2),
        (BOOL, False, False),
        (DATE, "2028-02-29", date(2028, 2, 29)),
        (TIME, "15:00", time(15)),
        (MOMENT, "2026-11-25T18:00", datetime(2026, 11, 25, 18)),
        (MONEY, {"minor": 24600, "currency": "EUR"}, Money(24600, "EUR")),
        (
            DATE_RANGE,
            {"check_in": "2026-12-30", "check_out": "2027-01-02"},
            {"check_in": date(2026, 12, 30), "check_out": date(2027, 1, 2), "nights": 3},
        ),
        (ListOf(INT), [4, 7], [4, 7]),
    ],
)
def test_plain_json_becomes_what_its_kind_says(kind: Kind, value: Any, converted: Any) -> None:
    assert kind.convert(value) == converted


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (TEXT, 5),
        (URL, "javascript:alert(1)"),
        (URL, "https://a b"),
        (INT, True),
        (INT, "2"),
        (INT, 10**16),
        (BOOL, 1),
        (DATE, "2027-02-29"),
        (DATE, 20261127),
        (TIME, "25:00"),
        (MOMENT, "soon"),
        (MONEY, {"minor": 5}),
        (MONEY, "246 EUR"),
        (DATE_RANGE, {"check_in": "2026-11-27"}),
        (DATE_RANGE, "2026-11-27"),
        (ListOf(INT), "12"),
        (Record({"name": TEXT}), ["name"]),
    ],
)
def test_another_shape_is_refused_without_repeating_it(kind: Kind, value: Any) -> None:
    with pytest.raises(BadValue) as refused:
        kind.convert(value)
    assert str(value) not in str(refused.value)


def test_null_fields_of_a_record_are_absent_and_unknown_ones_are_left_out() -> None:
    kind = Record({"name": TEXT, "price": MONEY})
    assert kind.convert({"name": "Cot", "price": None, "secret": "x"}) == {"name": "Cot"}


def test_a_list_is_cut_where_no_reply_says_more() -> None:
    assert len(ListOf(INT).convert(list(range(10_000)))) == MAX_ITEMS


@given(st.text(max_size=3 * MAX_TEXT))
def test_someone_elses_words_bring_no_control_characters_and_no_flood(text: str) -> None:
    tidied = tidy(text)
    assert len(tidied) <= MAX_TEXT
    assert not any(ord(sign) < 32 and sign != "\n" for sign in tidied)
    assert not set(tidied) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x7f")


def test_names_of_every_script_stay_as_they_are() -> None:
    for name in ("José Ñúñez", "Zoë O’Brien-Łuk", "王小明", "محمد"):
        assert tidy(name) == name
