"""Times of day as they are spoken: "half past two", "las dos y media", "halb drei", "huit heures moins le quart", "noon".

A table of patterns for each language over the folded text; each gives an hour and the minutes to add or take away.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .numbers import number_words
from .text import fold

_LAST_HOUR = 24
_MOST = 12
"""Times that are read; a message that says more means harm."""
_HOUR, _MINUTES = r"(?P<h>{n})", r"(?P<m>{n})"

# Language → a word without which there is nothing to find, and (pattern, minutes to add; ± with those of group m).
_SPOKEN: dict[str, tuple[str, tuple[tuple[str, int | str], ...]]] = {
    "en": ("half|quarter|past|noon|midday|midnight|thirty|fifteen|forty| to ", (
        (rf"half past {_HOUR}", 30), (rf"quarter past {_HOUR}", 15), (rf"quarter (?:to|of) {_HOUR}", -15),
        (rf"(?:at|around|about|by) half {_HOUR}", 30), (rf"half {_HOUR}(?= (?:in the|at night|tonight|pm|am|p\.m|a\.m))", 30),
        (rf"{_HOUR} (?P<m>thirty|fifteen|forty five)(?= (?:in the|at night|tonight|pm|am|p\.m|a\.m|o'clock))", "+"),
        (rf"(?:at|around|about|by) {_HOUR} (?P<m>thirty|fifteen|forty five)", "+"), (rf"{_MINUTES} (?:minutes )?past {_HOUR}", "+"),
        (rf"(?:at|around|about|by) (?P<m>5|10|20|25|five|ten|twenty) to {_HOUR}", "-"),
        (r"(?P<noon>noon|midday)", 0), (r"(?P<midnight>midnight)", 0),
    )),
    "es": ("media|cuarto|mediodia|menos| y |la una", (
        (rf"{_HOUR} y media", 30), (rf"las? {_HOUR} y cuarto", 15), (rf"{_HOUR} menos (?:un )?cuarto", -15),
        (rf"cuarto para las? {_HOUR}", -15), (rf"las? {_HOUR} menos {_MINUTES}", "-"), (rf"{_MINUTES} para las? {_HOUR}", "-"),
        (rf"las {_HOUR} y (?P<m>5|10|20|25|cinco|diez|veinte|veinticinco)", "+"),
        (r"(?:a|sobre|hacia|antes de|despues de) la (?P<h>una)(?! (?:persona|habitacion|cama|noche|hab))", 0),
        (r"(?P<noon>mediodia)", 0), (r"(?P<midnight>media ?noche)", 0),
    )),
    "pt": ("meia|quarto|meio| para as | e |uma", (
        (r"a (?P<h>uma) (?=da (?:tarde|manha|madrugada)|hora\b)", 0),
        (rf"{_HOUR} e meia", 30), (rf"(?:as|pelas|das) {_HOUR} e (?:um )?quarto", 15),
        (rf"{_HOUR} menos (?:um )?quarto", -15), (rf"(?:um )?quarto para as? {_HOUR}", -15),
        (rf"{_MINUTES} para as {_HOUR}", "-"), (rf"(?:as|pelas) {_HOUR} e (?P<m>5|10|20|25|cinco|dez|vinte)", "+"),
        (r"(?P<noon>meio[ -]?dia) e meia", 30), (r"(?P<noon>meio[ -]?dia)", 0), (r"(?P<midnight>meia[ -]?noite)", 0),
    )),
    "fr": ("heure|quart|demi|midi|minuit", (
        (rf"{_HOUR} ?h(?:eures?)? et demie?", 30), (rf"{_HOUR} ?h(?:eures?)? et quart", 15),
        (rf"{_HOUR} ?h(?:eures?)? moins (?:le )?quart", -15), (rf"{_HOUR} heures? moins {_MINUTES}", "-"),
        (rf"{_HOUR} heures? (?P<m>cinq|dix|quinze|vingt|vingt cinq|trente|quarante|quarante cinq|[1-5][05])", "+"),
        (r"(?<!apres.)(?P<noon>midi) et demie?", 30), (r"(?<!apres.)(?P<noon>midi)", 0), (r"(?P<midnight>minuit) et demie?", 30), (r"(?P<midnight>minuit)", 0),
    )),
    "de": ("halb|viertel|uhr|mitternacht| vor | nach ", (
        (rf"halb {_HOUR}", -30), (rf"viertel vor {_HOUR}", -15), (rf"viertel nach {_HOUR}", 15),
        (rf"drei ?viertel {_HOUR}", -15), (rf"(?P<m>5|10|20|25|funf|zehn|zwanzig) vor {_HOUR}", "-"),
        (rf"(?P<m>5|10|20|25|funf|zehn|zwanzig) nach {_HOUR}", "+"),
        (rf"{_HOUR} uhr (?P<m>[0-5]\d|zehn|funfzehn|zwanzig|dreisig|vierzig)(?= ?(?:$|[,.;?!]|am |und ))", "+"),
        (r"(?P<midnight>mitternacht)", 0),
    )),
    "it": ("mezz|quarto| meno | e |all'una", (
        (r"all'(?P<h>una)(?! (?:persona|camera))", 0), (r"(?P<midnight>mezzanotte) e mezz[ao]", 30),
        (rf"{_HOUR} e mezz[ao]", 30), (rf"{_HOUR} e un quarto", 15), (rf"{_HOUR} meno un quarto", -15),
        (rf"(?:alle|le) {_HOUR} meno {_MINUTES}", "-"),
        (rf"(?:alle|verso le) {_HOUR} e (?P<m>5|10|20|25|30|40|50|cinque|dieci|venti|trenta|quaranta|cinquanta)", "+"),
        (r"(?P<noon>mezzogiorno) e mezz[ao]", 30), (r"(?P<noon>mezzogiorno)", 0), (r"(?P<midnight>mezzanotte)", 0),
    )),
}  # fmt: skip


class SpokenTime(NamedTuple):
    """start, end: places in the text. is_told: whether the half of the day is certain ("noon")."""

    start: int
    end: int
    hour: int
    minutes: int
    is_told: bool


def spoken_times(folded: str, language: str) -> list[SpokenTime]:
    """Every spoken time of a folded text, in order; none overlaps another."""
    mark, patterns = _patterns(language)
    if not mark.search(folded):
        return []
    found: list[SpokenTime] = []
    for pattern, shift in patterns:
        for match in pattern.finditer(folded):
            time = _time(match, shift, language)
            if len(found) == _MOST:
                break
            if time and not any(time.start < other.end and other.start < time.end for other in found):
                found.append(time)
    return sorted(found)


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], int | str], ...]]:
    mark, listed = _SPOKEN[language]
    numbers = "|".join([*sorted(_hours(language), key=len, reverse=True), r"\d{1,2}"])
    compiled = tuple(
        (re.compile(rf"\b{pattern.replace('{n}', numbers)}\b"), shift) for pattern, shift in listed
    )
    return re.compile(mark), compiled


@cache
def _hours(language: str) -> dict[str, int]:
    return {
        fold(word): number.value
        for word, number in number_words(language).items()
        if number.value <= 59 and not number.is_ordinal
    }


def _time(match: re.Match[str], shift: int | str, language: str) -> SpokenTime | None:
    groups = match.groupdict()
    minutes = _number(groups.get("m"), language) if isinstance(shift, str) else 0
    if groups.get("noon") or groups.get("midnight"):
        hour: int | None = 12 if groups.get("noon") else 0
    else:
        hour = _number(groups.get("h"), language)
    if hour is None or minutes is None or hour > _LAST_HOUR or minutes > 59:
        return None
    change = shift if isinstance(shift, int) else minutes if shift == "+" else -minutes
    hour, rest = hour + change // 60, change % 60
    return SpokenTime(
        *match.span(), hour % _LAST_HOUR, rest, bool(groups.get("noon") or groups.get("midnight"))
    )


def _number(written: str | None, language: str) -> int | None:
    if written is None:
        return None
    return int(written) if written.isdigit() else _hours(language).get(written)
