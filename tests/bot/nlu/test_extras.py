"""Extras that are wanted, and those that are not."""

from __future__ import annotations

import pytest

from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("con desayuno y parking", ["breakfast", "parking"], []),
        ("no breakfast please", [], ["breakfast"]),
        ("quita el desayuno", [], ["breakfast"]),
        ("sem pequeno-almoço", [], ["breakfast"]),
        ("desayuno no, gracias", [], ["breakfast"]),
        ("take the breakfast off", [], ["breakfast"]),
        ("we take the breakfast", ["breakfast"], []),
        ("neither breakfast nor parking", [], ["breakfast", "parking"]),
        ("breakfast isn't necessary", [], ["breakfast"]),
        ("parking? no. breakfast? yes", ["breakfast"], ["parking"]),
        ("no need for a cot", [], ["cot"]),
        ("room only", [], ["breakfast"]),
        ("a room only for me", [], []),
        ("don't forget the cot", ["cot"], []),
        ("is breakfast not included?", ["breakfast"], []),
        ("la cuna no hace falta", [], ["cot"]),
        ("el desayuno no lo queremos", [], ["breakfast"]),
        ("tampoco parking", [], ["parking"]),
        ("dispenso o café da manhã", [], ["breakfast"]),
        ("o berço não é preciso", [], ["cot"]),
        ("on ne prendra pas le petit déjeuner", [], ["breakfast"]),
        ("le parking n'est pas nécessaire", [], ["parking"]),
        ("le petit-déjeuner n'est pas inclus ?", ["breakfast"], []),
        ("Parkplatz brauchen wir, Frühstück nicht", ["parking"], ["breakfast"]),
        ("weder Frühstück noch Parkplatz", [], ["breakfast", "parking"]),
        ("la colazione non serve", [], ["breakfast"]),
        ("non ci serve il parcheggio", [], ["parking"]),
        ("with breakfast, no parking", ["breakfast"], ["parking"]),
        ("not interested in breakfast or parking, thanks", [], ["breakfast", "parking"]),
        ("I don't need a cot but breakfast would be nice", ["breakfast"], ["cot"]),
        ("no nos interesa el desayuno", [], ["breakfast"]),
        ("não preciso de estacionamento, só café da manhã", ["breakfast"], ["parking"]),
        ("wir brauchen kein Babybett", [], ["cot"]),
    ],
)
def test_an_extra_is_wanted_or_taken_back(text: str, wanted: list[str], unwanted: list[str]) -> None:
    found = understood(text)
    assert (found["extras"], found["unwanted_extras"]) == (wanted, unwanted)
