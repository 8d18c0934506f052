"""A telephone number said aloud or typed as it is said: "oh seven seven double nine 123 456", "null eins sieben eins …", "zéro six douze trente-quatre".

Read in whichever of the languages explains the most of it; only words for digits, pairs and repetitions, nothing between them. Pure.
"""

from __future__ import annotations

import re
from functools import cache

from common.languages import SPOKEN

from .numbers import number_words
from .text import fold, split

Span = tuple[int, int]

_MORE_DIGITS = {
    "en": {"oh": "0", "o": "0", "nought": "0", "zero": "0"},
    "pt": {"meia": "6", "um": "1"},
    "de": {"zwo": "2"},
    "it": {"uno": "1"},
    "es": {},
    "fr": {"un": "1"},
}
_REPEATS = {
    "double": 2, "doble": 2, "duplo": 2, "doppio": 2, "doppel": 2, "triple": 3, "treble": 3, "triplo": 3, "tripla": 3,
}  # fmt: skip
_PLUS = frozenset(("plus", "mas", "mais", "piu"))
_TOKEN = re.compile(r"\d+|[a-z]+")
_BETWEEN = re.compile(r"[ ,.\-/]{0,3}")
_HUNDREDS = re.compile(
    r"\w*cient[oa]s?|cien|quinient[oa]s|\w*cent[oi]s?|\w*cents?|hundred|\w*hundert|mil|mille|tausend|thousand"
)
_LONGEST_WORD = 4
_LEAST_SPOKEN = 4
LEAST_DIGITS, MOST_DIGITS = 8, 15


def spoken_phone(folded: str) -> tuple[str, Span] | None:
    """The longest run of spoken digits of a folded text, as digits (with "+" where one was said), or None."""
    tokens = list(_TOKEN.finditer(folded))
    best: tuple[str, Span] | None = None
    for language in SPOKEN:
        opens = _openers(language)
        if sum(token.group() in opens for token in tokens) < _LEAST_SPOKEN:
            continue
        place = 0
        while place < len(tokens):
            word = tokens[place].group()
            if not (word.isdigit() or word in opens or word in _PLUS or word in _REPEATS):
                place += 1
                continue
            digits, spoken, after = _run(folded, tokens, place, _digits(language))
            count = len(digits.lstrip("+"))
            is_longer = best is None or count > len(best[0].lstrip("+"))
            is_cut = _is_hundreds(tokens, place - 1) or _is_hundreds(tokens, after)
            if not is_cut and spoken >= _LEAST_SPOKEN and LEAST_DIGITS <= count <= MOST_DIGITS and is_longer:
                best = digits, (tokens[place].start(), tokens[after - 1].end())
            place = max(after, place + 1)
    return best


def _run(folded: str, tokens: list[re.Match[str]], place: int, table: dict[str, str]) -> tuple[str, int, int]:
    """The digits said from a token on, how many words said them, and the token behind them."""
    digits, spoken, repeat = "", 0, 1
    at = place
    if tokens[at].group() in _PLUS and at + 1 < len(tokens):
        digits, at = "+", at + 1
    while at < len(tokens) and len(digits) <= MOST_DIGITS + 1:
        if at > place and not _BETWEEN.fullmatch(folded[tokens[at - 1].end() : tokens[at].start()]):
            break
        word = tokens[at].group()
        if word in _REPEATS and repeat == 1:
            repeat, at = _REPEATS[word], at + 1
            continue
        if word.isdigit():
            digits, at = digits + word * repeat, at + 1
        else:
            size = next(
                (size for size in range(_LONGEST_WORD, 0, -1) if _phrase(tokens, at, size) in table), 0
            )
            if not size:
                break
            digits, spoken, at = digits + table[_phrase(tokens, at, size)] * repeat, spoken + 1, at + size
        repeat = 1
    return digits, spoken, at


def _is_hundreds(tokens: list[re.Match[str]], at: int) -> bool:
    """ "Seiscientos once…": a run beside hundreds is not all of the number."""
    return 0 <= at < len(tokens) and _HUNDREDS.fullmatch(tokens[at].group()) is not None


def _phrase(tokens: list[re.Match[str]], at: int, size: int) -> str:
    return " ".join(token.group() for token in tokens[at : at + size]) if at + size <= len(tokens) else ""


@cache
def _openers(language: str) -> frozenset[str]:
    """The words with which a spoken digit can begin."""
    return frozenset(phrase.split()[0] for phrase in _digits(language))


@cache
def _digits(language: str) -> dict[str, str]:
    """Words for 0 to 99 as the digits they are in a telephone number."""
    told = {
        " ".join(split(fold(word))): str(number.value)
        for word, number in number_words(language).items()
        if not number.is_ordinal and not number.is_article
    }
    return told | _MORE_DIGITS[language]
