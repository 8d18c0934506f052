"""References of ours and of hotel systems, and what only looks like one."""

from __future__ import annotations

import pytest

from bot.nlu.references import find_reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("PSD-7K3M9Q", "PSD-7K3M9Q"),
        ("psd 7k3m9q por favor", "PSD-7K3M9Q"),
        ("my reference is psd-7k3m9q.", "PSD-7K3M9Q"),
        ("my number is +353 1 555 0100", None),
        ("meine Nummer ist 0049 30 1234 5678", None),
        ("booking number 004930, thanks", "004930"),
        ("QTR-12345", "QTR-12345"),
        ("cancel qtr-12345 please", "QTR-12345"),
        ("R7K2M9", "R7K2M9"),
        ("mi reserva es r7k2m9", "R7K2M9"),
        ("reserva número 123456", "123456"),
        ("booking 884512", "884512"),
        ("a reserva nº 55812", "55812"),
        ("XYZ-987654-1", "XYZ-987654-1"),
        ("es la psd-7k3-m9q", "PSD-7K3M9Q"),
        ("my booking is H-2231", "H-2231"),
        ("confirmation number 55-8812", "55-8812"),
        ("localizador: XKJPQR", "XKJPQR"),
        ("ma résa c'est la 66031", "66031"),
        ("Reservierungsnummer 778123", "778123"),
        ("Buchungsnummer ist K4471", "K4471"),
        ("código es PT-5520", "PT-5520"),
        ("my flight is BA249, booking K4471", "K4471"),
        ("quiero ver mi reserva EOAHEAIFG", "EOAHEAIFG"),
        ("my booking reference is XKBKNABJK", "XKBKNABJK"),
        ("Stornieren Sie bitte Buchung Nr. QWMZTRKPD", "QWMZTRKPD"),
        ("cancel XKBKNTBJK please", "XKBKNTBJK"),
        ("reserva a nombre de RODRIGUEZ", None),
        ("a booking in the name of SCHNEIDER", None),
        ("QUIERO CANCELADO", None),
        ("we land with IB3456", None),
        ("voo LA3345 às 22h", None),
        ("matrícula 4521KLM", None),
        ("code postal 75011", None),
        ("Buchung 2027", None),
        ("booking made on 12/04/2026", None),
        ("confirm 1500 euros", None),
        ("meine Nummer ist 0171 2345678", None),
        ("27NOV", None),
        ("2ADULTOS", None),
        ("quiero reservar para 2026", None),
        ("reserva para 2 adultos del 3 al 5 de mayo", None),
        ("check-in 14h30", None),
        ("doble-suite", None),
        ("hola", None),
        ("123456", None),
    ],
)
def test_a_reference_is_found_where_there_is_one(text: str, reference: str | None) -> None:
    found = find_reference(text)
    assert (found[0] if found else None) == reference


def test_the_question_for_a_reference_makes_a_plain_code_one() -> None:
    for text, reference in (
        ("7k3m9q", "7K3M9Q"),
        ("123456", "123456"),
        ("EOAHEAIFG", "EOAHEAIFG"),
        ("xkbkntbjk", "XKBKNTBJK"),
    ):
        found = find_reference(text, asked="reference")
        assert found is not None
        assert found[0] == reference


def test_a_word_is_no_code_although_one_was_asked_for() -> None:
    for text in ("reservado", "cancelado", "no la tengo", "something", "wie bitte"):
        assert find_reference(text, asked="reference") is None, text
