"""Who is coming, in tables."""

from __future__ import annotations

import pytest

from bot.nlu.party import find_party
from common.languages import SPOKEN
from tests.bot.nlu.helpers import reading, understood
from tests.bot.nlu.party_cases import CASES

_KEYS = {
    "adults": "a",
    "children": "c",
    "children_ages": "g",
    "infants": "i",
    "people": "p",
    "rooms": "r",
    "pets": "t",
}
_ALL = [
    (language, *line.split(" => "))
    for language, block in CASES.items()
    for line in block.strip().splitlines()
]

_FEWEST = 10


def _short(party: dict[str, object] | None) -> str:
    if party is None:
        return "nothing"
    said = []
    for key, letter in _KEYS.items():
        value = party[key]
        if value is not None:
            said.append(letter + (",".join(map(str, value)) if isinstance(value, list) else str(value)))
    return " ".join(said) or "nothing"


@pytest.mark.parametrize(("language", "text", "expected"), _ALL)
def test_a_party_is_read_as_it_was_said(language: str, text: str, expected: str) -> None:
    """Alone in its language, and through the whole door."""
    found = find_party(reading(text, language))
    assert _short(found.to_json() if found else None) == expected
    # Children who stay at home are none through the door; counting by itself passes them over.
    whole = _short(understood(text, language=language)["party"])
    assert whole.replace("c0 ", "") == expected.replace("c0 ", "")


def test_every_language_has_its_table() -> None:
    sizes = {language: len(CASES.get(language, "").strip().splitlines()) for language in SPOKEN}
    assert not {language: size for language, size in sizes.items() if size < _FEWEST}


def test_an_open_number_of_people_is_not_guessed() -> None:
    assert understood("2 or 3 people")["party"] is None


def test_a_sum_answers_the_question_about_the_party() -> None:
    party = understood("2+2", language="es", asked="party")["party"]
    assert (party["adults"], party["children"], party["people"]) == (2, 2, 4)


def test_a_bare_number_is_left_for_the_question_that_was_asked() -> None:
    answer = understood("2", language="es", asked="party")
    assert answer["party"] is None
    assert answer["numbers"] == [2]


@pytest.mark.parametrize(
    ("text", "ages"), [("6 años", [6]), ("tiene 6 años", [6]), ("4 and 7 years old", [4, 7])]
)
def test_ages_alone_answer_the_question_about_children(text: str, ages: list[int]) -> None:
    party = understood(text, asked="party")["party"]
    assert (party["children_ages"], party["children"], party["adults"]) == (ages, None, None)


def test_two_and_a_child_are_three() -> None:
    party = understood("somos 2 y un niño")["party"]
    assert (party["adults"], party["children"]) == (2, 1)


@pytest.mark.parametrize("text", ["seremos solo 2 adultos", "only two adults", "apenas 2 adultos"])
def test_only_adults_means_that_no_child_comes(text: str) -> None:
    party = understood(text)["party"]
    assert (party["adults"], party["children"]) == (2, 0)


def test_a_couple_is_people_and_a_room_for_couples_is_a_room() -> None:
    assert understood("Tem quartos livres para um casal?")["room_type"] is None
    assert understood("um quarto de casal")["room_type"] == "doble"
