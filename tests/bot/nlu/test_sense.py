"""Gibberish is recognised; names, typos and other alphabets are not gibberish."""

from __future__ import annotations

import pytest

from bot.nlu.sense import is_gibberish
from bot.nlu.vocabulary import vocabulary
from common.languages import SPOKEN
from tests.bot.nlu.helpers import model

_TABLES = [vocabulary(code) for code in SPOKEN]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "asdfgh",
        "qwerty",
        "xkcd",
        "dfgdfg hjkhjk",
        "zzzzzz",
        "...",
        "?!",
        "👍",
        "🙂 🙂",
        "\u200b",
        "bcdfg hjklm",
        "sdfsdf",
    ],
)
def test_text_that_says_nothing_is_gibberish(text: str) -> None:
    assert is_gibberish(text, _TABLES, familiar=model().own.familiar)


@pytest.mark.parametrize(
    "text",
    ["hola", "ok", "2", "suite", "Anna Miller", "habitasion", "reservaçao", "quiero", "Frühstück", "Добрый день", "你好", "PSD-7K3M9Q", "wifi", "swimming pool", "hi", "bye", "si", "piscina", "obrigado", "Schwimmbad", "merci", "grazie mille", "viernes asdf"],
)  # fmt: skip
def test_words_are_not_gibberish(text: str) -> None:
    assert not is_gibberish(text, _TABLES, familiar=model().own.familiar)
