"""Ages told of children who were counted before, and what is no age."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.told_ages import find_told_ages
from tests.bot.nlu.helpers import reading


def told(text: str, language: str) -> dict[str, Any] | None:
    return find_told_ages(reading(text, language))


@pytest.mark.parametrize(
    ("language", "text", "ages"),
    [
        ("en", "one is 14, one is 9 and the baby", [14, 9, 0]),
        ("en", "18, 7 and a 5 month old baby", [18, 7, 0]),
        ("es", "el mayor 12, la pequeña 4 y un bebé de 8 meses", [12, 4, 0]),
        ("pt", "um tem 10 anos e o outro 6", [10, 6]),
        ("fr", "16 ans, 7 ans et la petite dernière 5 mois", [16, 7, 0]),
        ("de", "die Große 18, der Mittlere 6 und ein Baby von 4 Monaten", [18, 6, 0]),
        ("it", "uno ha 18 anni, una 9 e poi c'è la neonata", [18, 9, 0]),
        ("it", "10, 7 e 3", [10, 7, 3]),
    ],
)
def test_every_age_in_its_order(language: str, text: str, ages: list[int]) -> None:
    found = told(text, language)
    assert found is not None
    assert found["ages"] == ages


@pytest.mark.parametrize(
    ("language", "text", "which"),
    [
        ("en", "the oldest has just turned 18", "oldest"),
        ("es", "la pequeña tiene 5", "youngest"),
        ("fr", "l'aîné vient d'avoir 18 ans", "oldest"),
        ("de", "der Mittlere ist schon 7", "middle"),
        ("it", "il più grande ha 12 anni", "oldest"),
    ],
)
def test_whose_age_it_is(language: str, text: str, which: str) -> None:
    found = told(text, language)
    assert found is not None
    assert (found["which"], found["is_sure"]) == (which, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "3 nights"),
        ("es", "2 adultos y 1 niño de 4"),
        ("fr", "le 3 mai"),
        ("de", "2 Zimmer"),
        ("it", "ha 4 anni?"),
        ("it", "alle 18:00"),
        ("de", "danke"),
    ],
)
def test_what_counts_something_else_tells_no_age(language: str, text: str) -> None:
    assert told(text, language) is None
