"""Stays said the difficult way, in every language: what is sure is read, what is not is asked, what is no stay is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.nlu.understand import Context, understand
from tests.bot.nlu.helpers import model
from tests.bot.nlu.stay_cases_beside import BESIDE_CASES
from tests.bot.nlu.stay_cases_fresh import FRESH_CASES
from tests.bot.nlu.stay_cases_hard import HARD_CASES, TODAY
from tests.bot.nlu.stay_cases_more import MORE_CASES

_TODAY = dt.date.fromisoformat(TODAY)
_ALL = [
    (language, *line.split(" => "))
    for cases in (HARD_CASES, FRESH_CASES, MORE_CASES, BESIDE_CASES)
    for language, block in cases.items()
    for line in block.strip().splitlines()
]


def _stay(text: str, language: str) -> dict[str, Any] | None:
    context = Context(today=_TODAY, memory={"reply": language})
    found: dict[str, Any] | None = understand(text, context=context, language_model=model())["stay"]
    return found


def _days(short: str) -> set[str]:
    """ "07-03/07-10" as dates: the next ones to come."""
    whole = (one if len(one) == 10 else f"{_TODAY.year}-{one}" for one in short.split("/") if one != "-")
    return {one if one >= TODAY or len(short) == 10 else f"{_TODAY.year + 1}{one[4:]}" for one in whole}


def _said(stay: dict[str, Any], field: str) -> set[str]:
    found = {stay[field]} if stay[field] else set()
    for item in stay["ambiguous"]:
        found |= {item[field]} if field in item else set()
        found |= set(item["candidates"]) if item.get("field") == field else set()
    return found


@pytest.mark.parametrize(("language", "text", "expected"), _ALL)
def test_a_stay_is_read_as_a_person_would(language: str, text: str, expected: str) -> None:
    stay = _stay(text, language)
    if expected == "nothing":
        assert stay is None
        return
    assert stay is not None
    if expected == "impossible":
        assert stay["impossible"]
        assert all(written in text for written in stay["impossible"])
        assert not (stay["check_in"] and stay["check_out"])
    elif expected == "open":
        assert stay["ambiguous"]
        assert not (stay["check_in"] and stay["check_out"])
    elif expected.endswith("n"):
        assert stay["nights"] == int(expected[:-1])
        assert not stay["check_in"]
        assert not stay["check_out"]
    else:
        arrival, departure = expected.split()
        assert (_said(stay, "check_in"), _said(stay, "check_out")) == (_days(arrival), _days(departure))


def test_a_season_is_a_wish_without_months() -> None:
    """Summer is not the same months everywhere, so none are named."""
    for language, words in (
        ("en", "in summer"),
        ("es", "para el verano"),
        ("de", "im Sommer"),
        ("fr", "cet été"),
    ):
        stay = _stay(words, language)
        assert stay is not None
        assert stay["ambiguous"] == [{"field": "check_in", "candidates": [], "season": "summer"}], words


def test_a_thing_named_after_a_season_is_no_wish() -> None:
    for language, words in (("es", "¿tienen piscina de verano?"), ("it", "c'è la terrazza di estate?")):
        assert _stay(words, language) is None, words
