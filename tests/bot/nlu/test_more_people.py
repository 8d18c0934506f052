"""People on top of those who were counted before."""

from __future__ import annotations

import pytest

from bot.nlu.more_people import find_more_people
from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("2 more guests", 2),
        ("one more person please", 1),
        ("otra persona", 1),
        ("dos personas mas", 2),
        ("quero mais uma pessoa no quarto", 1),
        ("another adult", 1),
        ("2 guests", None),
        ("one more night", None),
    ],
)
def test_more_people_are_counted_on_top(text: str, more: int | None) -> None:
    assert find_more_people(text) == more


def test_they_are_no_total() -> None:
    party = understood("2 more guests")["party"]
    assert (party["more_people"], party["adults"], party["people"]) == (2, None, None)


@pytest.mark.parametrize(
    ("text", "language", "note", "value"),
    [
        ("one of us can't come", "en", "fewer_people", 1),
        ("una persona menos", "es", "fewer_people", 1),
        ("mein Bruder kommt leider nicht", "de", "fewer_people", 1),
        ("et ma sœur vient aussi", "fr", "joining", 1),
        ("vengono anche i miei genitori", "it", "joining", 2),
        ("meine Frau kommt mit dem Zug", "de", "joining", None),
        ("mi marido no puede subir escaleras", "es", "fewer_people", None),
        ("al final sin los niños", "es", "children", 0),
        ("e un'altra bambina", "it", "is_more", True),
        ("davon zwei Kinder", "de", "children_among", True),
        ("7 e 12", "pt", "listed", [7, 12]),
        ("they are 7 and 12", "en", "children_ages", [7, 12]),
        ("wir sind also drei", "de", "people", 3),
        ("euh non 2, Julien ne vient plus", "fr", "people", 2),
    ],
)
def test_who_was_named_before_is_changed(text: str, language: str, note: str, value: object) -> None:
    party = understood(text, language=language)["party"] or {}
    assert party.get(note) == value


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("no, 3", "en", 3),
        ("anzi una sola", "it", 1),
        ("nein, nur eine", "de", 1),
        ("perdón, 4", "es", 4),
        ("solo 2 almohadas", "es", None),
        ("only 2?", "en", None),
        ("non", "fr", None),
    ],
)
def test_a_number_alone_takes_the_last_one_back(text: str, language: str, number: int | None) -> None:
    found = understood(text, language=language)["correction"]
    assert (found and found["number"]) == number
