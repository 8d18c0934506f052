"""The one door: its shape, its honesty, its cost."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu import reading as reading_module
from bot.nlu.text import fold
from bot.nlu.understand import Context, context_of, understand, understand_payload, understand_with_spans
from bot.nlu.vocabulary import vocabulary
from common.languages import SPOKEN
from tests.bot.nlu.helpers import TODAY, model, understood
from tests.bot.nlu.party_cases import CASES as PARTIES
from tests.bot.nlu.stay_cases import CASES as STAYS

_KEYS = {
    "text",
    "language",
    "stay",
    "party",
    "room_type",
    "extras",
    "contact",
    "reference",
    "numbers",
    "times",
    "yes_no",
    "guarded",
}
_WORDS = sorted({word for language in SPOKEN for word in vocabulary(language).by_first_word})
_GUESTS = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.integers(0, 99).map(str), st.sampled_from([",", ".", "-", "/", "+", "(", ")", "27/11", "3.-5.", "€", "?", "14:00", "@", "\n"])),
    max_size=14,
).map(" ".join)  # fmt: skip


def test_the_example_of_the_interface() -> None:
    answer = understood("dos noches desde el viernes para 2 adultos y un niño de 4")
    assert answer["stay"] == {
        "check_in": "2026-11-27",
        "check_out": "2026-11-29",
        "nights": 2,
        "ambiguous": [],
        "unsaid": "week",
        "unit": "night",
    }
    assert answer["party"] == {
        "adults": 2,
        "children": 1,
        "children_ages": [4],
        "infants": None,
        "people": 3,
        "rooms": None,
        "pets": None,
    }
    assert answer["language"]["code"] == "es"
    assert (answer["reference"], answer["room_type"], answer["yes_no"], answer["guarded"]) == (
        None,
        None,
        None,
        False,
    )


def test_everything_in_one_message() -> None:
    answer = understood(
        "Hi, my name is Anna Miller (anna@example.com, +44 20 7946 0958). Suite from 5 to 8 December for 2 adults, with breakfast, arriving around 3pm. Ref PSD-7K3M9Q"
    )
    assert answer["contact"] == {"name": "Anna Miller", "email": "anna@example.com", "phone": "+442079460958"}
    assert (answer["stay"]["check_in"], answer["stay"]["check_out"]) == ("2026-12-05", "2026-12-08")
    assert (answer["party"]["adults"], answer["room_type"], answer["extras"]) == (2, "suite", ["breakfast"])
    assert (answer["reference"], answer["times"], answer["numbers"]) == ("PSD-7K3M9Q", ["15:00"], [])


@pytest.mark.parametrize(
    ("text", "language", "room_type"),
    [
        ("la suite", "es", "suite"), ("una doble", "es", "doble"), ("habitación individual", "es", "individual"), ("la familiar", "es", "familiar"), ("a double room", "en", "doble"), ("twin", "en", "doble"),
        ("single please", "en", "individual"), ("family room", "en", "familiar"), ("quarto duplo", "pt", "doble"), ("a suíte", "pt", "suite"), ("quarto de casal", "pt", "doble"), ("quarto de solteiro", "pt", "individual"),
        ("no la doble, la suite", "es", "suite"), ("instead of the double the suite", "en", "suite"), ("Doppelzimmer", "de", "doble"), ("chambre double", "fr", "doble"), ("camera singola", "it", "individual"), ("una habitación", "es", None),
    ],
)  # fmt: skip
def test_room_types(text: str, language: str, room_type: str | None) -> None:
    assert understood(text, language=language)["room_type"] == room_type


@pytest.mark.parametrize(
    ("text", "language", "extras"),
    [
        ("con desayuno y cuna", "es", ["breakfast", "cot"]), ("sin desayuno", "es", []), ("with breakfast and parking", "en", ["breakfast", "parking"]), ("no breakfast", "en", []),
        ("com café da manhã", "pt", ["breakfast"]), ("com pequeno-almoço", "pt", ["breakfast"]), ("sem café da manhã, com berço", "pt", ["cot"]), ("mit Frühstück", "de", ["breakfast"]),
        ("petit déjeuner et parking", "fr", ["breakfast", "parking"]), ("con colazione", "it", ["breakfast"]), ("hola", "es", []),
    ],
)  # fmt: skip
def test_extras(text: str, language: str, extras: list[str]) -> None:
    assert understood(text, language=language)["extras"] == extras


def test_corrections_give_the_corrected_value() -> None:
    assert understood("no, 3 nights", language="en")["stay"]["nights"] == 3
    assert understood("não são 4, são 2", language="pt")["party"]["people"] == 2
    assert understood("no, el lunes no, el martes", language="es")["stay"]["check_in"] == "2026-11-24"
    assert understood("we will be 3 instead of 2", language="en")["party"]["people"] == 3


def test_impossible_wishes_are_reported_as_said() -> None:
    reversed_stay = understood("from 10 to 8 December", language="en")["stay"]
    assert (reversed_stay["check_in"], reversed_stay["check_out"], reversed_stay["nights"]) == (
        "2026-12-10",
        "2026-12-08",
        None,
    )
    assert understood("3 al 5 de enero de 2020", language="es")["stay"]["check_in"] == "2020-01-03"
    assert understood("0 noches", language="es")["stay"]["nights"] == 0
    assert understood("para 40 adultos", language="es")["party"]["adults"] == 40


def test_a_payload_says_nothing_in_words() -> None:
    answer = understand_payload(
        '/affirm{"room_type": "suite"}', context=Context(today=TODAY, memory={"reply": "pt"})
    )
    assert answer["language"]["reply"] == "pt"
    assert set(answer) == set(understood("hola"))
    assert not any(
        answer[key]
        for key in ("stay", "party", "room_type", "extras", "reference", "numbers", "times", "yes_no")
    )


def test_entities_show_their_places() -> None:
    text = "dos noches desde el viernes para 2 adultos, soy Ana, ana@example.com"
    answer, entities = understand_with_spans(text, context=Context(today=TODAY), language_model=model())
    places = {entity["entity"]: text[entity["start"] : entity["end"]] for entity in entities}
    assert places["email"] == "ana@example.com"
    assert places["name"] == "Ana"
    assert places["party"] == "2 adultos"
    assert places["stay"] == "dos noches desde el viernes"
    assert {entity["entity"]: entity["value"] for entity in entities}["stay"] == answer["stay"]


@pytest.mark.parametrize(
    "metadata",
    [None, {}, [], "x", {"today": "yesterday"}, {"today": 5, "language": 7, "locale": 3, "asked": {}, "day_first": "yes"}, {"language": {"prior": []}}],
)  # fmt: skip
def test_broken_metadata_is_survived(metadata: object) -> None:
    context = context_of(metadata, today=TODAY)  # type: ignore[arg-type]
    assert context.today == TODAY
    understand("hola", context=context, language_model=model())


def test_metadata_is_read() -> None:
    context = context_of(
        {
            "today": "2027-02-01",
            "day_first": False,
            "language": {"reply": "es"},
            "locale": "es-ES",
            "asked": "party",
        },
        today=TODAY,
    )
    assert context == Context(dt.date(2027, 2, 1), False, {"reply": "es"}, "es-ES", "party")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_no_text_makes_it_raise(text: str) -> None:
    answer = understood(text)
    assert set(answer) >= _KEYS
    assert json.loads(json.dumps(answer)) == answer


@settings(max_examples=250, deadline=None)
@given(_GUESTS, st.sampled_from(SPOKEN), st.sampled_from([None, "stay", "party", "guest_name", "reference"]))
def test_no_row_of_desk_words_makes_it_raise_or_invent(text: str, language: str, asked: str | None) -> None:
    """A count in the answer is a number of the text, a sum of such, or one that a noun says (my son, a couple)."""
    answer = understood(text, language=language, asked=asked)
    assert json.loads(json.dumps(answer)) == answer
    said = _numbers_said(text)
    for number in answer["numbers"]:
        assert number in said
    party = answer["party"] or {}
    for age in party.get("children_ages") or []:
        assert age in said or any(age == number // 12 for number in said)
    if answer["stay"] and not said and not any(char.isdigit() for char in text):
        nights = answer["stay"]["nights"]
        assert (
            nights is None
            or answer["stay"]["check_in"]
            or nights in (0, 1, 2, 7, 14, 15, 30)
            or answer["stay"]["ambiguous"]
        )


def _numbers_said(text: str) -> set[int]:
    """Every number any of the languages can read at any place of the text."""
    found = {int(run) for run in re.findall(r"\d+", text) if len(run) < 6}
    tokens = re.findall(r"[^\W\d_]+|\d+", fold(text))
    for language in SPOKEN:
        for place, token in enumerate(tokens):
            for entry in vocabulary(language).by_first_word.get(token, ()):
                if tuple(tokens[place : place + len(entry.phrase)]) != entry.phrase:
                    continue
                if entry.number is not None:
                    found.add(entry.number.value)
                if "age" in entry.tags:
                    found.add(entry.tags["age"])
    return found


_HOSTILE = ["1 ", "1-", "del 3 al 5 de mayo o ", "niño de 4 y ", "(4, ", "viernes ", "no 4 son ", "the 1st of ", "a@b.", "Ab1", "+34 ", "reserva 12 ", "de 4 años y ", "12/12/", "my name is ", "one hundred of ", "€1 ", "1:1:", "this next "]  # fmt: skip


@pytest.mark.parametrize("piece", _HOSTILE)
def test_the_work_for_a_hostile_message_grows_no_faster_than_the_message(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looks at items are counted, not timed: twice the message costs at most little more than twice the looks."""
    looks = 0
    plain = reading_module.Reading.at

    def counted(self: reading_module.Reading, place: int) -> reading_module.Item:
        nonlocal looks
        looks += 1
        return plain(self, place)

    monkeypatch.setattr(reading_module.Reading, "at", counted)
    costs = []
    for size in (200, 400, 800):
        looks = 0
        understood((piece * (size // len(piece) + 1))[:size], language="es")
        costs.append(looks)
    assert costs[1] <= 2.6 * costs[0] + 2000
    assert costs[2] <= 2.6 * costs[1] + 2000


def test_the_items_read_are_bounded() -> None:
    assert len(reading_module.read("1 - " * 500, vocabulary("en")).items) <= reading_module.MOST_ITEMS + 1


def test_the_tables_have_cases_in_all_languages() -> None:
    assert set(STAYS) == set(PARTIES) == set(SPOKEN)
