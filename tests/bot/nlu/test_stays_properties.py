"""What holds for any message: nothing raises, no stay ends before it begins unless it was said so, what we say we read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.reading import read
from bot.nlu.stay_shifts import find_stay_shift
from bot.nlu.stays import Stay, find_stay
from bot.nlu.text import UNDERSTOOD_CHARACTERS, compose
from bot.nlu.vocabulary import vocabulary
from common.languages import SPOKEN

_TODAYS = st.dates(dt.date(2024, 1, 1), dt.date(2040, 12, 31))
_LANGUAGES = st.sampled_from(sorted(SPOKEN))
_PIECES = st.sampled_from(  # Without two-letter weekdays, which only a capital tells from words ("So", "so").
    [
        "from",
        "to",
        "until",
        "of",
        "the",
        "3",
        "5",
        "12",
        "31",
        "3/7",
        "31/6",
        "30.2.",
        "2026-07-01",
        "may",
        "july",
        "friday",
        "weekend",
        "next",
        "last",
        "night",
        "nights",
        "two",
        "a",
        "day",
        "earlier",
        "later",
        "del",
        "al",
        "el",
        "de",
        "julio",
        "viernes",
        "mañana",
        "pasado",
        "semana",
        "que",
        "viene",
        "noches",
        "no",
        "perdón",
        ",",
        ".",
        "-",
        "?",
        "puente",
        "navidad",
        "antes",
        "después",
        "du",
        "au",
        "juillet",
        "week-end",
        "prochain",
        "en",
        "huit",
        "vom",
        "bis",
        "zum",
        "Juli",
        "ab",
        "an",
        "nächste",
        "Woche",
        "Pfingsten",
        "dal",
        "luglio",
        "notte",
        "ponte",
        "ferragosto",
        "dia",
        "até",
        "sexta",
        "feriadão",
        "birthday",
        "is",
        "we",
        "stayed",
        "sorry",
        "between",
        "and",
        "new",
        "year's",
        "summer",
        "15h30",
        "2",
        "adults",
    ]
)
_MESSAGES = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=25).map(" ".join))


def _stay(text: str, language: str, today: dt.date) -> Stay | None:
    return find_stay(read(compose(text), vocabulary(language)), today=today)


@settings(max_examples=400, deadline=None)
@given(_MESSAGES, _LANGUAGES, _TODAYS)
def test_any_message_gives_a_consistent_stay(text: str, language: str, today: dt.date) -> None:
    said = compose(text)
    find_stay_shift(read(said, vocabulary(language)), today=today)
    stay = _stay(text, language, today)
    if stay is None:
        return
    start, end = stay.span
    assert 0 <= start <= end <= len(said)
    assert all(written in said for written in stay.impossible)
    if stay.check_in and stay.check_out:
        nights = (stay.check_out - stay.check_in).days
        assert stay.nights == (nights if nights >= 0 else None)
    for item in stay.to_json()["ambiguous"]:
        _check_candidates(item)


def _check_candidates(item: dict[str, Any]) -> None:
    assert "field" in item or {"check_in", "check_out"} <= item.keys()
    for candidate in item.get("candidates", ()):
        assert isinstance(candidate, int) or dt.date.fromisoformat(candidate)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=20).map(" ".join), _LANGUAGES, _TODAYS)
def test_shouting_says_the_same(text: str, language: str, today: dt.date) -> None:
    loud, quiet = _stay(text.upper(), language, today), _stay(text.lower(), language, today)
    assert (loud and loud.to_json() | {"impossible": None}) == (
        quiet and quiet.to_json() | {"impossible": None}
    )


_FRAMES = {
    "en": ("from {begin} to {end}", "arriving {begin}, leaving {end}", "{nights} nights from {begin}", "until {end}, arriving {begin}"),
    "es": ("del {begin} al {end}", "llego el {begin} y salgo el {end}", "{nights} noches desde el {begin}", "salida {end}, entrada {begin}"),
    "pt": ("de {begin} a {end}", "chego dia {begin} e saio dia {end}", "{nights} noites a partir de {begin}", "saída {end}, entrada {begin}"),
    "fr": ("du {begin} au {end}", "arrivée le {begin}, départ le {end}", "{nights} nuits à partir du {begin}", "départ {end}, arrivée {begin}"),
    "de": ("vom {begin} bis {end}", "Anreise {begin}, Abreise {end}", "{nights} Nächte ab dem {begin}", "Abreise {end}, Anreise {begin}"),
    "it": ("dal {begin} al {end}", "arrivo il {begin} e parto il {end}", "{nights} notti dal {begin}", "partenza {end}, arrivo {begin}"),
}  # fmt: skip
_WORDS = {
    "en": "d MMMM",
    "es": "d 'de' MMMM",
    "pt": "d 'de' MMMM",
    "fr": "d MMMM",
    "de": "d. MMMM",
    "it": "d MMMM",
}
_NUMBERS = dict.fromkeys(_WORDS, "dd/MM/yyyy") | {"de": "dd.MM.yyyy"}


def test_every_language_has_its_frames() -> None:
    assert set(_FRAMES) == set(_WORDS) == set(SPOKEN)


@pytest.mark.parametrize("language", sorted(_FRAMES))
@settings(max_examples=120, deadline=None)
@given(
    today=_TODAYS,
    ahead=st.integers(1, 300),
    nights=st.integers(1, 28),
    frame=st.integers(0, 3),
    in_numbers=st.booleans(),
)
def test_what_we_say_is_read_back(
    language: str, today: dt.date, ahead: int, nights: int, frame: int, in_numbers: bool
) -> None:
    begin = today + dt.timedelta(days=ahead)
    end = begin + dt.timedelta(days=nights)
    form = (_NUMBERS if in_numbers else _WORDS)[language]
    words = _FRAMES[language][frame].format(
        begin=format_date(begin, form, language), end=format_date(end, form, language), nights=nights
    )
    stay = _stay(words, language, today)
    assert stay is not None, words
    assert (stay.check_in, stay.check_out, stay.nights) == (begin, end, nights), words


@pytest.mark.parametrize(
    "piece",
    ["1/2 ", "3 4 5 ", "del 3 al ", "no sorry the ", "we met on 3 may ", "a day earlier ", "viernes "],
)
def test_a_hostile_message_says_only_so_much(piece: str) -> None:
    """Whatever is repeated, a bounded number of days is looked at."""
    text = (piece * UNDERSTOOD_CHARACTERS)[:UNDERSTOOD_CHARACTERS]
    for language in sorted(SPOKEN):
        stay = _stay(text, language, dt.date(2026, 6, 10))
        assert stay is None or len(stay.to_json()["ambiguous"]) <= 6
