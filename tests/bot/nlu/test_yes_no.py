"""A yes is a word, not a score."""

from __future__ import annotations

import pytest

from common.languages import SPOKEN
from tests.bot.nlu.helpers import understood

_YES = {
    "en": "yes|yeah|yep|sure|ok|okay|yes please|sounds good|that's right|correct|go ahead|of course|perfect|no problem|book it|yes, book the suite please for both of us",
    "es": "sí|si|vale|claro que sí|de acuerdo|está bien|correcto|dale|perfecto, gracias|por supuesto|no hay problema|sí, pero la suite|así es|bueno|ah ok. sí, esas fechas|no me llamen eh. sí, esas fechas",
    "pt": "sim|claro|tá bom|pode ser|isso mesmo|com certeza|está certo|beleza|sim, por favor|tudo certo|pode confirmar",
    "fr": "oui|d'accord|bien sûr|c'est ça|parfait|oui merci|ah oui|euh d'accord",
    "de": "ja|genau|stimmt|in Ordnung|ja bitte|natürlich|jetzt stimmt es|na gut|ach ja",
    "it": "sì|va bene|certo|esatto|d'accordo|sì grazie|sì, adesso è giusto|si adesso è giusto",
}
_NO = {
    "en": "no|nope|no thanks|not yet|that's not right|no, the other one",
    "es": "no|no gracias|para nada|todavía no|está mal|no, el viernes|no quiero",
    "pt": "não|nao|não, obrigada|ainda não|não quero|está errado",
    "fr": "non|non merci|pas du tout",
    "de": "nein|nein danke|noch nicht|auf keinen Fall",
    "it": "no|no grazie|non ancora",
}
_NEITHER = {
    "en": "Are you sure?|I want a room|2 adults|Friday|good morning|asdfgh|what is the price|any rooms free this weekend",
    "es": "quiero reservar|si hay desayuno me quedo|buenos días|dos noches|Reserva a nombre de Ana|¿está bien ubicado el hotel?",
    "pt": "quero um quarto|no sábado|no dia 5|bom dia|duas noites|uma suíte",
    "fr": "bonjour|deux nuits",
    "de": "guten Tag|zwei Nächte",
    "it": "buongiorno|due notti",
}


def _cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, text) for language, listed in table.items() for text in listed.split("|")]


def test_every_language_has_its_cases() -> None:
    assert set(_YES) == set(_NO) == set(_NEITHER) == set(SPOKEN)


@pytest.mark.parametrize(("language", "text"), _cases(_YES))
def test_a_yes_is_heard(language: str, text: str) -> None:
    assert understood(text, language=language)["yes_no"] == "yes"


@pytest.mark.parametrize(("language", "text"), _cases(_NO))
def test_a_no_is_heard(language: str, text: str) -> None:
    assert understood(text, language=language)["yes_no"] == "no"


@pytest.mark.parametrize(("language", "text"), _cases(_NEITHER))
def test_other_words_are_neither(language: str, text: str) -> None:
    assert understood(text, language=language)["yes_no"] is None


def test_a_single_yes_of_another_language_is_heard() -> None:
    assert understood("yes", language="es")["yes_no"] == "yes"
    assert understood("no", language="pt")["yes_no"] == "no"
