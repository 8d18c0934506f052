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
