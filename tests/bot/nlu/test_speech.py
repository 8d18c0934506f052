"""What a message does, whatever it is about."""

from __future__ import annotations

import pytest

from bot.nlu.speech import adds, asks, resumes, says_change_it, wants_other_room


@pytest.mark.parametrize(
    "text",
    [
        "do you have parking",
        "y a un parking",
        "le petit déj c'est à quelle heure",
        "wann gibt es Frühstück",
        "quanto viene la colazione",
        "¿el desayuno?",
        "tem estacionamento",
    ],
)
def test_a_question_needs_no_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["le petit déj pour tout le monde", "Frühstück für alle", "colazione per tutti", "breakfast, thanks"],
)
def test_an_order_asks_nothing(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("and parking as well", True),
        ("añada el parking", True),
        ("também o estacionamento", True),
        ("mettez aussi une place de parking", True),
        ("dann den Garagenplatz dazu", True),
        ("anche il posto auto", True),
        ("parking", False),
        ("ohne Frühstück", False),
    ],
)
def test_something_is_wanted_as_well(text: str, added: bool) -> None:
    assert adds(text) is added


@pytest.mark.parametrize(
    ("text", "resumed"),
    [
        ("let's get back to the booking", True),
        ("seguimos con la reserva", True),
        ("vamos continuar a reserva", True),
        ("on reprend la réservation ?", True),
        ("können wir mit der Buchung weitermachen", True),
        ("riprendiamo la prenotazione di prima", True),
        ("non voglio continuare la prenotazione", False),
        ("ich möchte buchen", False),
        ("cancel my booking", False),
    ],
)
def test_back_to_the_booking(text: str, resumed: bool) -> None:
    assert resumes(text) is resumed


@pytest.mark.parametrize(
    ("text", "is_other"),
    [
        ("have you got a bigger room?", True),
        ("preferimos una habitación más grande", True),
        ("um quarto maior, por favor", True),
        ("vous auriez pas plus grand comme chambre ?", True),
        ("wir hätten lieber ein größeres Zimmer", True),
        ("piuttosto una camera più grande", True),
        ("two rooms", False),
        ("la chambre est propre ?", False),
        ("das Zimmer ist zu laut", False),
    ],
)
def test_another_room_than_the_one_booked(text: str, is_other: bool) -> None:
    assert wants_other_room(text) is is_other


@pytest.mark.parametrize(
    "text", ["pode alterar", "Cámbiela", "change it", "changez-la", "ändern Sie es", "cambiate"]
)
def test_the_order_to_change_is_the_whole_message(text: str) -> None:
    assert says_change_it(text)
    assert not says_change_it(text + " para o dia 5")
