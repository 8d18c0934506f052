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
    ],
)
def test_an_extra_is_wanted_or_taken_back(text: str, wanted: list[str], unwanted: list[str]) -> None:
    found = understood(text)
    assert (found["extras"], found["unwanted_extras"]) == (wanted, unwanted)
