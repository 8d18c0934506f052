"""The foundations: folding, number words, named days, vocabularies."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.named_days import easter_sunday, next_named_day
from bot.nlu.numbers import number_words
from bot.nlu.text import UNDERSTOOD_CHARACTERS, compose, fold
from bot.nlu.vocabulary import vocabulary
from common.languages import SPOKEN


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_is_what_guests_type_without_accents() -> None:
    assert fold("Mañana, MARÇO, Frühstück, où, città") == "manana, marco, fruhstuck, ou, citta"


def test_a_decomposed_accent_is_the_same_letter() -> None:
    assert compose("man\u0303ana") == "mañana"


def test_a_long_message_is_understood_up_to_the_cap() -> None:
    assert len(compose("x" * 10_000)) == UNDERSTOOD_CHARACTERS


@pytest.mark.parametrize(
    ("language", "word", "value"),
    [
        ("en", "twenty one", 21), ("en", "thirty first", 31), ("en", "twelfth", 12), ("es", "veintidós", 22), ("es", "treinta y uno", 31), ("es", "una", 1), ("pt", "vinte e um", 21),
        ("pt", "duas", 2), ("pt", "dezasseis", 16), ("fr", "vingt et un", 21), ("fr", "dix sept", 17), ("fr", "soixante et onze", 71), ("fr", "quatre vingt dix neuf", 99),
        ("de", "einundzwanzig", 21), ("de", "dritten", 3), ("de", "einundzwanzigsten", 21), ("de", "siebte", 7), ("it", "ventuno", 21), ("it", "ventotto", 28), ("it", "primo", 1),
    ],
)  # fmt: skip
def test_number_words(language: str, word: str, value: int) -> None:
    assert number_words(language)[word].value == value


def test_every_number_to_thirty_one_has_a_word_in_every_language() -> None:
    for language in SPOKEN:
        values = {number.value for number in number_words(language).values() if not number.is_ordinal}
        assert set(range(32)) <= values, language


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
        (2285, "2285-03-22"),
    ],
)
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year).isoformat() == day


def test_a_named_day_that_has_passed_is_next_years() -> None:
    assert next_named_day(month_day="1-6", after_easter=None, earliest=dt.date(2026, 11, 21)) == dt.date(
        2027, 1, 6
    )


def test_every_vocabulary_names_all_months_and_weekdays() -> None:
    for language in SPOKEN:
        tags = [entry.tags for entries in vocabulary(language).by_first_word.values() for entry in entries]
        assert {tag["month"] for tag in tags if "month" in tag} == set(range(1, 13)), language
        assert {tag["weekday"] for tag in tags if "weekday" in tag} == set(range(7)), language


def test_a_row_of_words_lacks_no_idea_another_language_has() -> None:
    needed = [
        "rel",
        "tonight",
        "this",
        "next",
        "of",
        "the",
        "on",
        "from",
        "to",
        "until",
        "and",
        "or",
        "for",
        "within",
        "arrive",
        "depart",
        "unit",
        "pair",
        "few",
        "before",
        "more",
        "start",
        "mid",
        "end",
        "first",
        "last",
        "not",
        "instead",
        "adult",
        "person",
        "child",
        "infant",
        "couple",
        "family",
        "pet",
        "me",
        "mate",
        "alone",
        "weare",
        "aged",
        "years",
        "months",
        "room",
        "hour",
        "clock",
        "money",
        "thing",
        "hours",
        "stop",
        "day",
        "easter",
        "type",
        "extra",
        "without",
        "yes",
        "no",
        "with",
        "extend",
        "booked",
        "change",
        "between",
    ]
    for language in SPOKEN:
        tags = {
            tag
            for entries in vocabulary(language).by_first_word.values()
            for entry in entries
            for tag in entry.tags
        }
        assert not set(needed) - tags, language


def test_umlauts_may_be_spelt_out() -> None:
    for word in ("nächste", "naechste", "nachste"):
        assert vocabulary("de").knows(fold(word))


def test_typos_are_mended_towards_months_weekdays_and_people_only() -> None:
    assert vocabulary("es").mended("dicembre") == "diciembre"
    assert vocabulary("en").mended("firday") == "friday"
    assert vocabulary("fr").mended("adulltes") == "adultes"
    assert vocabulary("en").mended("chidlren") == "children"
    assert vocabulary("de").mended("kindr") == "kinder"
    assert vocabulary("de").mended("machen") is None
    assert vocabulary("fr").mended("grandes") is None
    for word in ("coches", "salado", "partes", "montado", "jueces"):
        assert vocabulary("es").mended(word) is None, word
