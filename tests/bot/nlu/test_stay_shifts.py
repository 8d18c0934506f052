"""What changes a stay is not taken for a stay, and a stay is not taken for a change."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from bot.nlu.understand import Context, understand
from tests.bot.nlu.helpers import model
from tests.bot.nlu.stay_shift_cases import SHIFT_CASES

_ALL = [
    (language, *line.split(" => "))
    for language, block in SHIFT_CASES.items()
    for line in block.strip().splitlines()
]


@pytest.mark.parametrize(("language", "text", "expected"), _ALL)
def test_a_change_is_read_as_it_was_said(language: str, text: str, expected: str) -> None:
    context = Context(today=dt.date(2026, 6, 10), memory={"reply": language})
    understood = understand(text, context=context, language_model=model())
    assert understood["stay_shift"] == json.loads(expected)
    stay = understood["stay"]
    if understood["stay_shift"] is not None and stay is not None:
        assert not stay["check_in"]
        assert not stay["check_out"]
        assert not stay["nights"]
