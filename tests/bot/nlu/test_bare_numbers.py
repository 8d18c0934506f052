"""Numbers that nothing beside them counts, and numbers that something does."""

from __future__ import annotations

import pytest

from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("text", "language", "number", "kind"),
    [
        ("mach 6 draus", "de", 6, "instead"),
        ("mettez-en 6", "fr", 6, "instead"),
        ("mi danno meno ferie, facciamo 3", "it", 3, "instead"),
        ("na verdade 3", "pt", 3, "instead"),
        ("só dá 3 mesmo, o chefe não liberou", "pt", 3, "instead"),
        ("and what if we stayed three", "en", 3, "nights"),
        ("und wenn wir 3 bleiben?", "de", 3, "nights"),
        ("se puede agregar una más?", "es", 1, "more"),
        ("noch eine dazu?", "de", 1, "more"),
        ("una in meno", "it", 1, "fewer"),
        ("two", "en", 2, "alone"),
        ("dos por favor", "es", 2, "alone"),
    ],
)
def test_a_bare_number_is_found(text: str, language: str, number: int, kind: str) -> None:
    assert understood(text, language=language)["correction"] == {"number": number, "kind": kind}


@pytest.mark.parametrize(
    ("text", "language", "people"),
    [
        ("se cae uno, quedamos dos", "es", 2),
        ("deux ne viennent plus, donc 4 et 2 chambres", "fr", 4),
        ("my colleague is joining me so 2", "en", 2),
        ("vienen dos más, o sea 6 y 3 habitaciones", "es", 6),
        ("einer springt ab, also nur 3", "de", 3),
    ],
)
def test_who_is_left_is_a_total(text: str, language: str, people: int) -> None:
    assert understood(text, language=language)["party"]["people"] == people


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("one more question please", "en"),
        ("option 2 please", "en"),
        ("the second one please", "en"),
        ("otra pregunta", "es"),
        ("nada más", "es"),
        ("mais uma pergunta", "pt"),
        ("encore une question", "fr"),
        ("plus rien, merci", "fr"),
        ("noch eine Frage", "de"),
        ("un'altra cosa", "it"),
        ("only 2 pillows please", "en"),
        ("l'anno scorso eravamo in 4", "it"),
    ],
)
def test_what_counts_something_else_is_none(text: str, language: str) -> None:
    said = understood(text, language=language)
    assert (said["correction"], said["party"], said["stay"]) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "language", "shift"),
    [
        ("push it back by two days", "en", {"days": 2}),
        ("kann man das um zwei Tage nach hinten verschieben", "de", {"days": 2}),
        ("podemos adelantarlo un día", "es", {"days": -1}),
        ("drop the last night please", "en", {"nights": -1}),
        ("quita la última noche", "es", {"nights": -1}),
        ("un giorno prima, sia arrivo che partenza", "it", {"days": -1}),
        ("um dia antes, a chegada e a saída", "pt", {"days": -1}),
        ("An- und Abreise einen Tag früher", "de", {"days": -1}),
        ("et si on partait un jour plus tard ?", "fr", {"check_out_days": 1}),
        ("wir reisen einen Tag früher ab", "de", {"check_out_days": -1}),
        ("arrivo un giorno dopo ma resto la settimana intera", "it", {"days": 1}),
        ("anzi no, quello dopo", "it", {"following": 1}),
        ("or the one after?", "en", {"following": 1}),
    ],
)
def test_what_moves_says_by_how_much(text: str, language: str, shift: dict[str, int]) -> None:
    said = understood(text, language=language)
    assert (said["stay_shift"], said["stay"]) == (shift, None)
