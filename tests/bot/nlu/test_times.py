"""Times of day are neither days nor counts."""

from __future__ import annotations

import pytest

from tests.bot.nlu.helpers import understood


@pytest.mark.parametrize(
    ("language", "text", "times"),
    [
        ("en", "check-in at 3pm", ["15:00"]),
        ("en", "around 2:30 p.m.", ["14:30"]),
        ("en", "at 10", ["10:00"]),
        ("en", "at 9 o'clock", ["09:00"]),
        ("en", "between 10am and 12pm", ["10:00", "12:00"]),
        ("es", "a las 14:00", ["14:00"]),
        ("es", "sobre las 14", ["14:00"]),
        ("es", "a las 2", ["14:00"]),
        ("es", "a las 11 de la mañana", ["11:00"]),
        ("pt", "às 14h30", ["14:30"]),
        ("pt", "por volta das 15h", ["15:00"]),
        ("fr", "à 14h", ["14:00"]),
        ("de", "um 14 Uhr", ["14:00"]),
        ("de", "gegen 14.30 Uhr", ["14:30"]),
        ("it", "alle 14", ["14:00"]),
        ("es", "2 noches", []),
        ("es", "del 3 al 5 de mayo", []),
        ("en", "on the 5th", []),
        ("en", "room 204", []),
    ],
)
def test_a_time_is_read_as_hours_and_minutes(language: str, text: str, times: list[str]) -> None:
    assert understood(text, language=language)["times"] == times


def test_a_time_beside_a_day_leaves_the_day_alone() -> None:
    answer = understood("¿puedo llegar a las 3 de la tarde el viernes?", language="es")
    assert answer["times"] == ["15:00"]
    assert answer["stay"]["check_in"] == "2026-11-27"
