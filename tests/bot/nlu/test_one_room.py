"""One room without a number: a kind of room, or an article."""

from __future__ import annotations

import pytest

from posada.understand import with_one_room
from tests.bot.nlu.helpers import understood

_ONE = {
    "en": (
        "a single from 14 to 17 sept",
        "twin room for 2 nights?",
        "nights of the 3rd and 4th, single room",
        "a nice quiet double please",
        "could I get a room for friday",
        "family room please, 2 adults and 3 kids",
    ),
    "es": ("hay habitación para hoy? una noche", "¿cuánto cuesta la suite del 3 al 5 de mayo?", "una doble del 5 al 8 de julio", "habitación individual, 3 noches", "un cuarto el 11 de julio", "una matrimonial para el viernes"),
    "pt": ("tem quarto para hoje?", "num quarto com varanda de 3 a 5 de maio", "queria a suíte de 3 a 5 de maio", "quarto duplo 2 noites", "um single de 5 a 8 de julho", "um quarto dia 18 de julho", "um quarto de casal"),
    "fr": ("chambre 4 au 7 juin ?", "besoin dune chambre du 3 au 5 sept", "la suite avec balcon est libre du 3 au 6 avril ?", "chbre calme, 3 au 5 mai", "une simple du 5 au 8 juillet", "chambre double, 2 nuits", "aussi une chambre le 20 juin", "une petite chambre"),
    "de": ("zimmer für morgen, 1 nacht", "die Suite vom 3. bis 5. Mai", "ein EZ vom 5. bis 8. Juli", "Nächte vom 13. und 14., EZ", "brauch morgen n einzelzimmer", "noch ein Zimmer am 20. Juni", "ein Doppelzimmer"),
    "it": ("camera domani 1 notte", "quanto costa la junior suite dal 3 al 5 maggio?", "una singola dal 5 all'8 luglio", "camera doppia, 2 notti", "anche una camera il 20 giugno", "una matrimoniale"),
}  # fmt: skip
_NOT_ONE = {
    "en": (
        "the double was lovely",
        "our room is cold",
        "do you have doubles?",
        "a meeting room for tuesday",
        "single rooms for 5 people",
        "2 single beds",
        "a double for 4 adults",
        "every single day",
        "room 12, two nights",
    ),
    "es": ("la doble está fría", "¿tienen dobles?", "la doble no, la suite", "sala de reuniones"),
    "pt": ("o quarto está frio", "para um casal", "têm duplos?"),
    "fr": ("la chambre est froide", "avez-vous des doubles ?"),
    "de": (
        "Zimmer für 6 Personen am 3. Mai",
        "habt ihr Zimmer frei am 3. Mai?",
        "das Zimmer ist kalt",
        "kein Einzelzimmer",
    ),
    "it": ("camera 12, due notti", "la camera è fredda", "avete doppie?"),
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in _ONE.items() for text in texts]
)
def test_a_room_without_a_number_is_one(language: str, text: str) -> None:
    assert understood(text, language=language)["one_room"]


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in _NOT_ONE.items() for text in texts]
)
def test_a_known_room_or_several_are_not_one(language: str, text: str) -> None:
    assert not understood(text, language=language)["one_room"]


def test_rooms_that_are_counted_stay_as_they_were_said() -> None:
    two = understood("a double and a single")
    assert with_one_room(two["party"], two["one_room"])["rooms"] == 2
    assert with_one_room(None, True) == {
        "adults": None,
        "children": None,
        "children_ages": None,
        "infants": None,
        "people": None,
        "rooms": 1,
        "pets": None,
    }
    assert with_one_room(None, False) is None
