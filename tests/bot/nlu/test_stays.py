"""Stays, in tables; and what must never be guessed."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.nlu.stays import Stay, find_stay
from common.languages import SPOKEN
from tests.bot.nlu.helpers import TODAY, reading, understood
from tests.bot.nlu.stay_cases import CASES

_ALL = [
    (language, *line.split(" => "))
    for language, block in CASES.items()
    for line in block.strip().splitlines()
]


def _short(stay: dict | None) -> str:
    if stay is None:
        return "nothing"
    check_in, check_out = stay["check_in"] or "-", stay["check_out"] or "-"
    whole = [item for item in stay["ambiguous"] if "check_in" in item]
    if whole:
        check_in = "/".join(item["check_in"] for item in whole)
        check_out = "/".join(item["check_out"] for item in whole)
    for item in stay["ambiguous"]:
        if item.get("field") == "check_in" and item["candidates"]:
            check_in = "/".join(item["candidates"])
        if item.get("field") == "check_out" and item["candidates"]:
            check_out = "/".join(item["candidates"])
    return f"{check_in} {check_out} {'-' if stay['nights'] is None else stay['nights']}"


@pytest.mark.parametrize(("language", "text", "expected"), _ALL)
def test_a_stay_is_read_as_it_was_said(language: str, text: str, expected: str) -> None:
    """In a conversation of that language, and as its very first message."""
    assert _short(understood(text, language=language)["stay"]) == expected
    assert _short(understood(text)["stay"]) == expected


def test_the_tables_are_as_long_as_promised() -> None:
    sizes = {language: len(block.strip().splitlines()) for language, block in CASES.items()}
    assert all(sizes[language] >= 40 for language in ("en", "es", "pt"))
    assert all(sizes.get(language, 0) >= 15 for language in SPOKEN), sizes


def _stay(text: str, language: str = "en", *, today: dt.date = TODAY, **more: object) -> Stay:
    found = find_stay(reading(text, language), today=today, **more)
    assert found is not None
    return found


def test_a_numeric_date_is_read_in_the_hotels_order() -> None:
    assert _stay("03/04").check_in == dt.date(2027, 4, 3)
    assert _stay("03/04", day_first=False).check_in == dt.date(2027, 3, 4)
    assert _stay("12/25", day_first=True).check_in == dt.date(2026, 12, 25)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-11-23", ["2026-11-27"]),
        ("2026-11-25", ["2026-11-27"]),
        ("2026-11-26", ["2026-11-27", "2026-12-04"]),
        ("2026-11-27", ["2026-11-27", "2026-12-04"]),
    ],
)
def test_this_and_next_friday_are_the_coming_one_only_when_two_days_away(
    today: str, expected: list[str]
) -> None:
    for words in ("this Friday", "next Friday"):
        stay = _stay(words, today=dt.date.fromisoformat(today))
        candidates = [stay.check_in.isoformat()] if stay.check_in else stay.ambiguous[0]["candidates"]
        assert candidates == expected


def test_a_weekday_that_contradicts_its_date_is_asked_back() -> None:
    stay = _stay("Friday 28 November for 2 nights")
    assert stay.check_in is None
    assert [item["check_in"] for item in stay.ambiguous] == ["2026-11-28", "2026-11-27"]


def test_this_weekend_said_on_a_saturday_is_two_weekends() -> None:
    assert len(_stay("este fin de semana", "es").ambiguous) == 2


def test_a_month_alone_narrows_and_does_not_answer() -> None:
    stay = _stay("a few days in March")
    assert (stay.check_in, stay.check_out, stay.nights) == (None, None, None)
    assert stay.ambiguous == (
        {"field": "check_in", "candidates": [], "from": "2027-03-01", "until": "2027-03-31"},
    )


def test_one_more_night_is_not_one_night() -> None:
    for language, words in (
        ("en", "one more night"),
        ("es", "una noche más"),
        ("pt", "mais uma noite"),
        ("de", "noch eine Nacht"),
        ("it", "ancora una notte"),
        ("fr", "une nuit de plus"),
    ):
        stay = _stay(words, language)
        assert (stay.nights, stay.more_nights) == (None, 1), words


def test_alternatives_are_candidates() -> None:
    stay = _stay("el 5 o el 6 de diciembre", "es")
    assert stay.ambiguous == ({"field": "check_in", "candidates": ["2026-12-05", "2026-12-06"]},)
    assert _stay("2 o 3 noches desde el viernes", "es").ambiguous == (
        {"field": "check_out", "candidates": ["2026-11-29", "2026-11-30"]},
    )


def test_nights_that_contradict_the_dates_are_asked_back() -> None:
    stay = _stay("del 5 al 8 de diciembre, 2 noches", "es")
    assert stay.check_out is None
    assert stay.ambiguous == ({"field": "check_out", "candidates": ["2026-12-08", "2026-12-07"]},)


def test_days_may_count_both_ends() -> None:
    assert _stay("del 5 al 8 de diciembre, 4 días", "es").nights == 3


def test_a_leap_day_is_the_next_one_there_is() -> None:
    assert _stay("29 February").check_in == dt.date(2028, 2, 29)


def test_the_last_day_of_the_calendar_does_not_raise() -> None:
    for words in ("2099-12-31 for 400 nights", "in 400 months", "400 weeks from 31/12/99"):
        find_stay(reading(words, "en"), today=dt.date(9999, 12, 31))


def test_a_day_that_does_not_exist_is_no_date() -> None:
    found = find_stay(reading("30 February 2027", "en"), today=TODAY)
    assert found is None or found.check_in is None


def test_easter_is_computed() -> None:
    assert _stay("viernes santo", "es").check_in == dt.date(2027, 3, 26)
    assert _stay("Karfreitag", "de").check_in == dt.date(2027, 3, 26)


def test_opening_hours_and_prices_are_not_days() -> None:
    for language, words in (
        ("es", "la piscina abre de 10 a 12"),
        ("en", "the bar is open from 8 to 11"),
        ("pt", "o restaurante é das 8 às 10"),
        ("es", "entre 50 y 100 euros"),
        ("en", "5 to 10 people"),
    ):
        assert understood(words, language=language)["stay"] is None, words


def test_one_letter_typos_of_long_words_are_read() -> None:
    assert _stay("from wendesday to firday").check_in == dt.date(2026, 11, 25)
    assert _stay("del 3 al 5 de dicembre", "es").check_in == dt.date(2026, 12, 3)
    assert _stay("de 3 a 5 de fevreiro", "pt").check_in == dt.date(2027, 2, 3)


def test_a_conversation_in_one_language_understands_dates_pasted_from_another() -> None:
    stay = understood("from 10 to 12 December", language="es")["stay"]
    assert (stay["check_in"], stay["check_out"]) == ("2026-12-10", "2026-12-12")
