"""A few words are a name only when a name was asked for and nothing else is in them."""

from __future__ import annotations

import pytest

from actions.people import name_in, split
from actions.said import Said


def said(text: str, intent: str = "inform", confidence: float = 0.9, **parts: object) -> Said:
    return Said(text, intent, confidence, is_button=False, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["Ana Pérez", "Jean-Luc O'Neill", "M.ª José Núñez", "João da Silva", "李 小龙", "Ana Pérez.", "  ana  perez "]
)  # fmt: skip
def test_names_of_many_kinds_are_names(text: str) -> None:
    assert name_in(said(text), is_asked=True) == " ".join(text.split()).strip(" .")


@pytest.mark.parametrize(
    "text", ["2", "ana@example.com", "27 Nov", "what?", "", "a " * 60, "¿qué?", "<b>x</b>"]
)
def test_other_things_are_not(text: str) -> None:
    assert name_in(said(text), is_asked=True) is None


def test_nothing_is_a_name_unasked_unless_it_was_understood_as_one() -> None:
    assert name_in(said("Ana Pérez"), is_asked=False) is None
    assert name_in(said("I am Ana Pérez", name="Ana Pérez"), is_asked=False) == "Ana Pérez"


def test_a_yes_or_a_sure_errand_is_not_a_name() -> None:
    assert name_in(said("yes", "affirm", yes_no="yes"), is_asked=True) is None
    assert name_in(said("free parking", "ask_parking", 0.9), is_asked=True) is None
    assert name_in(said("suite", room_type="suite"), is_asked=True) is None
    assert name_in(said("Tom Parking", "ask_parking", 0.3), is_asked=True) == "Tom Parking"


def test_a_name_has_a_first_and_a_rest() -> None:
    assert split("Ana Pérez López") == ("Ana", "Pérez López")
    assert split("Ana") == ("Ana", "")
