from __future__ import annotations

import pytest

from bot.channels.whatsapp.wishes import is_start, is_stop


@pytest.mark.parametrize(
    "text",
    ["STOP", " stop. ", "Baja", "¡BAJA!", "Dar  de baja", "Sair", "ARRÊT", "arret", "Stopp", "abmelden"],
)
def test_a_word_of_farewell_alone(text: str) -> None:
    assert is_stop(text)
    assert not is_start(text)


@pytest.mark.parametrize("text", ["Start", "ALTA", "voltar", "s’abonner", "Anmelden"])
def test_a_word_of_return_alone(text: str) -> None:
    assert is_start(text)


@pytest.mark.parametrize(
    "text", ["bus stop", "stop in Cádiz?", "temporada baja", "cancel", "cancelar", "", "!", "alta calidad"]
)
def test_words_among_others_are_no_wish(text: str) -> None:
    assert not is_stop(text)
    assert not is_start(text)
