"""Leaving late, coming early, what is owed: in six languages, and not in sentences that only look like it."""

from __future__ import annotations

import time

import pytest

from bot.nlu.requests import find_request, find_topic

TIMED = [
    ("we land late, like 11pm", "early_check_in"),
    ("llegamos tarde, tipo 11 de la noche", "early_check_in"),
]
CASES = [
    ("can I check out late, at 13:00?", "late_check_out"),
    ("late check-out please", "late_check_out"),
    ("is a late checkout possible", "late_check_out"),
    ("could we leave a bit later?", "late_check_out"),
    ("¿puedo salir más tarde, a las 13:00?", "late_check_out"),
    ("queremos dejar la habitación más tarde", "late_check_out"),
    ("salida tardía por favor", "late_check_out"),
    ("posso sair mais tarde, às 13:00?", "late_check_out"),
    ("gostaria de fazer o check-out mais tarde", "late_check_out"),
    ("peut-on partir plus tard ?", "late_check_out"),
    ("können wir später auschecken?", "late_check_out"),
    ("possiamo uscire più tardi?", "late_check_out"),
    ("could I check in early at 11", "early_check_in"),
    ("early check-in possible?", "early_check_in"),
    ("can we arrive earlier?", "early_check_in"),
    ("¿podemos entrar antes?", "early_check_in"),
    ("llegaremos temprano, a las 10", "early_check_in"),
    ("podemos chegar mais cedo?", "early_check_in"),
    ("peut-on arriver plus tôt ?", "early_check_in"),
    ("können wir früher anreisen?", "early_check_in"),
    ("possiamo arrivare prima?", "early_check_in"),
    ("what do I owe?", "balance"),
    ("how much do we still owe", "balance"),
    ("what's my balance", "balance"),
    ("¿cuánto debo?", "balance"),
    ("¿cuánto queda por pagar?", "balance"),
    ("quanto devo?", "balance"),
    ("quanto falta pagar?", "balance"),
    ("combien reste à payer ?", "balance"),
    ("combien je dois ?", "balance"),
    ("il me reste combien à payer", "balance"),
    ("wie viel ist noch offen", "balance"),
    ("wie viel bin ich schuldig?", "balance"),
    ("wie viel müssen wir noch zahlen", "balance"),
    ("quanto vi devo?", "balance"),
    ("quanto resta da pagare?", "balance"),
    ("could we keep the room until 3?", "late_check_out"),
    ("nos podemos quedar en la habitación hasta las 3", "late_check_out"),
    ("podemos ficar no quarto até as 15h?", "late_check_out"),
    ("garder la chambre jusqu'à 14h", "late_check_out"),
    ("können wir das Zimmer bis 14 Uhr behalten?", "late_check_out"),
    ("possiamo tenere la camera fino alle 14", "late_check_out"),
    ("spätere Abreise möglich?", "late_check_out"),
    ("could we get into the room before noon", "early_check_in"),
    ("une arrivée anticipée", "early_check_in"),
    ("what time is check-out?", None),
    ("a quiet room please", None),
    ("¿a qué hora es la salida?", None),
    ("flores en la habitación", None),
    ("I want to book a room", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "request_kind"), CASES, ids=[text for text, _ in CASES])
def test_a_request_is_named(text: str, request_kind: str | None) -> None:
    assert find_request(text) == request_kind


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the dates", "stay"),
        ("las fechas", "stay"),
        ("as datas", "stay"),
        ("the guests", "party"),
        ("huéspedes", "party"),
        ("o quarto", "room"),
        ("la habitación", "room"),
        ("das Zimmer", "room"),
        ("extras", "extras"),
        ("the dates and the room", None),
        ("something else", None),
        ("", None),
    ],
)
def test_a_short_answer_names_a_part_of_the_booking(text: str, topic: str | None) -> None:
    assert find_topic(text) == topic


@pytest.mark.parametrize("piece", ["late ", "check out ", "a ", "früh ", "!", "early\n"])
def test_a_long_hostile_message_costs_little(piece: str) -> None:
    text = (piece * 2000)[:2000]
    started = time.process_time()
    find_request(text)
    assert time.process_time() - started < 0.03


@pytest.mark.parametrize(("text", "request_name"), TIMED)
def test_an_hour_of_coming_is_told(text: str, request_name: str) -> None:
    assert find_request(text, has_time=True) == request_name
