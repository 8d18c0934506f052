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
        ("es", "tipo 11 de la noche", ["23:00"]),
        ("pt", "umas 10 da noite", ["22:00"]),
        ("pt", "às 14h30", ["14:30"]),
        ("pt", "por volta das 15h", ["15:00"]),
        ("fr", "à 14h", ["14:00"]),
        ("de", "um 14 Uhr", ["14:00"]),
        ("de", "gegen 14.30 Uhr", ["14:30"]),
        ("it", "alle 14", ["14:00"]),
        ("en", "half past two on 5 July", ["14:30"]),
        ("en", "quarter to eight", ["07:45"]),
        ("en", "at 10 to 6", ["17:50"]),
        ("en", "at noon", ["12:00"]),
        ("en", "half past ten at night", ["22:30"]),
        ("en", "nine pm", ["21:00"]),
        ("en", "about 9 in the evening", ["21:00"]),
        ("en", "2 in the morning", ["02:00"]),
        ("en", "at 9 tonight", ["21:00"]),
        ("en", "between 6 and 7 pm", ["18:00", "19:00"]),
        ("es", "a las diez y media de la noche", ["22:30"]),
        ("es", "a las 2 de la madrugada", ["02:00"]),
        ("es", "a las 12 de la noche", ["00:00"]),
        ("es", "a la una", ["13:00"]),
        ("es", "a las 20.30", ["20:30"]),
        ("es", "entre las 8 y las 9 de la noche", ["20:00", "21:00"]),
        ("pt", "às 2 da madrugada", ["02:00"]),
        ("fr", "vers 8h du soir", ["20:00"]),
        ("fr", "à 2h du matin", ["02:00"]),
        ("fr", "minuit et demi", ["00:30"]),
        ("de", "um 10 Uhr abends", ["22:00"]),
        ("de", "um 9 am Abend", ["21:00"]),
        ("de", "um 2 Uhr nachts", ["02:00"]),
        ("de", "zwischen 18 und 19 Uhr", ["18:00", "19:00"]),
        ("de", "halb elf abends", ["22:30"]),
        ("de", "am 5 abends", []),
        ("it", "alle 2 di notte", ["02:00"]),
        ("it", "verso le 9 di sera", ["21:00"]),
        ("it", "alle 22.30", ["22:30"]),
        ("it", "all'una di notte", ["01:00"]),
        ("it", "la reception è h24?", []),
        ("en", "in the afternoon", []),
        ("es", "a las dos y media", ["14:30"]),
        ("es", "a las ocho menos cuarto", ["07:45"]),
        ("es", "un cuarto para las ocho", ["07:45"]),
        ("es", "a mediodía", ["12:00"]),
        ("es", "somos 2 y un cuarto doble", []),
        ("es", "media pensión para 3", []),
        ("pt", "às duas e meia", ["14:30"]),
        ("pt", "quinze para as oito", ["07:45"]),
        ("pt", "à meia-noite", ["00:00"]),
        ("pt", "somos 2 e quarto duplo", []),
        ("fr", "à deux heures et demie", ["14:30"]),
        ("fr", "huit heures moins le quart", ["07:45"]),
        ("fr", "dans l'après-midi", []),
        ("de", "um halb drei", ["14:30"]),
        ("de", "viertel vor acht", ["07:45"]),
        ("de", "um 14 Uhr 30", ["14:30"]),
        ("it", "alle due e mezza", ["14:30"]),
        ("it", "mezza pensione per 2", []),
        ("it", "alle 14 e 30", ["14:30"]),
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
