"""Dates, money, lists and plurals as each language writes them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from common.languages import SPOKEN
from common.money import Money
from templates import formats

FRI, SUN, TUE = date(2026, 11, 27), date(2026, 11, 29), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "within", "across"),
    [
        ("en", "Fri 27 – Sun 29 Nov", "Fri 27 Nov – Tue 1 Dec"),
        ("es", "vie 27 – dom 29 nov", "vie 27 nov – mar 1 dic"),
        ("pt", "sexta 27 – domingo 29 de nov.", "sexta 27 de nov. – terça 1 de dez."),
        ("fr", "ven. 27 – dim. 29 nov.", "ven. 27 nov. – mar. 1 déc."),
        ("de", "Fr. 27. – So. 29. Nov.", "Fr. 27. Nov. – Di. 1. Dez."),
        ("it", "ven 27 – dom 29 nov", "ven 27 nov – mar 1 dic"),
    ],
)
def test_a_stay_names_its_month_once_where_it_can(language: str, within: str, across: str) -> None:
    assert formats.date_range({"check_in": FRI, "check_out": SUN}, language=language) == within
    assert formats.date_range({"check_in": FRI, "check_out": TUE}, language=language) == across


def test_a_stay_over_new_year_says_both_years_unless_it_must_be_short() -> None:
    stay = {"check_in": date(2026, 12, 30), "check_out": date(2027, 1, 2)}
    assert formats.date_range(stay, language="en") == "Wed 30 Dec 2026 – Sat 2 Jan 2027"
    assert formats.date_range(stay, "short", language="en") == "30 Dec – 2 Jan"


def test_the_long_form_says_the_year_once() -> None:
    assert formats.date_range({"check_in": FRI, "check_out": SUN}, "long", language="pt") == (
        "sexta 27 – domingo 29 de nov. de 2026"
    )


@pytest.mark.parametrize("language", SPOKEN)
def test_the_short_form_of_any_stay_fits_a_button(language: str) -> None:
    for month in range(1, 13):
        ends = date(2027, month % 12 + 1, 28)
        assert (
            len(
                formats.date_range(
                    {"check_in": date(2026, month, 28), "check_out": ends}, "short", language=language
                )
            )
            <= 20
        )


def test_a_style_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="style"):
        formats.date(FRI, "enormous", language="en")
    with pytest.raises(ValueError, match="style"):
        formats.date_range({"check_in": FRI, "check_out": SUN}, "enormous", language="en")
    with pytest.raises(ValueError, match="style"):
        formats.list_(["a"], "enormous", language="en")


def test_single_days() -> None:
    assert formats.date(FRI, language="en") == "Fri 27 Nov"
    assert formats.date(FRI, "short", language="pt") == "27 nov."
    assert formats.date(FRI, "long", language="es") == "viernes, 27 de noviembre de 2026"
    assert formats.weekday(FRI, language="pt") == "sexta-feira"
    assert formats.date(datetime(2026, 11, 25, 18), language="en") == "Wed 25 Nov"
    assert formats.time(datetime(2026, 11, 25, 18), language="en") == "18:00"
    assert formats.time(time(9, 5), language="es") == "09:05"


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("en", Money(24600, "EUR"), "€246.00"),
        ("es", Money(24650, "EUR"), "246,50\xa0€"),
        ("pt", Money(123456, "EUR"), "1\xa0234,56\xa0€"),
        ("en", Money(5000, "JPY"), "JP¥5,000"),
        ("de", Money(-5, "EUR"), "-0,05\xa0€"),
    ],
)
def test_money_keeps_every_minor_unit(language: str, amount: Money, words: str) -> None:
    assert formats.money(amount, language=language) == words


def test_lists_end_with_and_or_with_or() -> None:
    assert formats.list_(["a", "b", "c"], language="en") == "a, b and c"
    assert formats.list_(["a", "b", "c"], "or", language="es") == "a, b o c"
    assert formats.list_([4, 7], language="pt") == "4 e 7"
    assert formats.list_([], language="en") == ""


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [("en", "Double room", "double room"), ("es", "Desayuno", "desayuno"), ("de", "Frühstück", "Frühstück"), ("en", "VIP set", "VIP set"), ("en", "", "")],
)  # fmt: skip
def test_a_name_inside_a_sentence_has_no_capital_of_its_own(language: str, name: str, words: str) -> None:
    assert formats.inside(name, language=language) == words
    assert formats.inside([name], language=language) == [words]


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 0, "0 nights"),
        ("en", 1, "1 night"),
        ("en", 2, "2 nights"),
        ("fr", 0, "0 night"),
        ("fr", 1_000_000, "1\u202f000\u202f000 nights"),
        ("es", 1_000_000, "1.000.000 nights"),
        ("pt", 0, "0 nights"),
    ],
)
def test_plural_forms_are_those_of_the_language(language: str, count: int, words: str) -> None:
    assert formats.plural(count, language=language, one="# night", other="# nights") == words


def test_none_at_all_may_have_words_of_its_own() -> None:
    assert formats.plural(0, language="en", zero="no nights", one="# night", other="# nights") == "no nights"


def test_codes_become_words_and_unknown_codes_the_other_word() -> None:
    assert formats.choose("cash", language="en", cash="in cash", other="otherwise") == "in cash"
    assert formats.choose("shells", language="en", cash="in cash", other="otherwise") == "otherwise"
    assert formats.choose(["cash", "shells"], language="en", cash="in cash") == ["in cash"]
