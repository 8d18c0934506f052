"""The thesaurus: phrases, stems, compounds; and six tables with the same concepts."""

from __future__ import annotations

import importlib

import pytest

from bot.nlu.text import fold, split
from bot.nlu.thesaurus import Table, Thesaurus, thesaurus
from common.languages import SPOKEN


def small(**concepts: str) -> Thesaurus:
    return Thesaurus([Table("de", concepts)])


def said(table: Thesaurus, text: str) -> list[str]:
    return table.concepts(split(fold(text)))


def test_the_longest_phrase_counts() -> None:
    table = small(check_in="check in", status="check*")
    assert said(table, "Check-in?") == ["check_in"]
    assert said(table, "checking") == ["status"]


def test_the_longest_stem_counts_when_no_phrase_does() -> None:
    table = small(pay="kart*", map="kartenaus*")
    assert said(table, "Kartenausschnitt") == ["map"]
    assert said(table, "Karte") == ["pay"]


def test_an_inner_stem_is_found_inside_a_compound_only() -> None:
    table = small(parking="parkplatz*", price="*gebühr*")
    assert said(table, "Parkplatzgebühren") == ["parking", "price"]
    assert said(table, "ungebuehrlich") == ["price"]


def test_days_people_pets_and_languages_come_from_the_vocabulary() -> None:
    assert said(small(), "Freitag Erwachsene Hunde Spanisch Woche") == [
        "day",
        "people",
        "pet",
        "language",
        "length",
    ]


@pytest.mark.parametrize("phrase", ["a b c d e f g h i", "ab*", "!"])
def test_what_could_never_be_met_or_would_match_everything_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"words|letters"):
        small(x=phrase)


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_has_every_concept(language: str) -> None:
    def concepts(code: str) -> list[str]:
        return list(importlib.import_module(f"bot.nlu.thesaurus_{code}").CONCEPTS)

    assert concepts(language) == concepts("en")


def test_the_table_that_explains_most_is_believed() -> None:
    table = Thesaurus(
        [Table("en", {"pay": "pay*", "sale": "sale"}), Table("es", {"price": "sale", "how_much": "cuanto"})]
    )
    assert said(table, "cuanto sale") == ["how_much", "price"]
    assert said(table, "sale") == ["price", "sale"]


def test_no_word_has_no_concept() -> None:
    assert said(thesaurus(), "") == []
    assert said(thesaurus(), "qwx") == []
