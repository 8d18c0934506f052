"""The filters a reply may use: dates, money, lists and plurals as each language writes them (CLDR, by Babel).

Each filter is a plain function of a value and a language, remembered: the same prices and dates come back all day.
Filters know no words; those stand in the catalog.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date as Date
from datetime import datetime
from datetime import time as Time
from functools import cache, lru_cache, partial
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal

from common.languages import LANGUAGES
from common.money import Money

# Day, month and year in each language's own order and with its own small words. Babel's own interval patterns
# repeat the month ("Fri 27 Nov – Sun 29 Nov"); a read-back is easier to check when it is said once.
_DAY = {"pt": "d 'de' MMM", "de": "d. MMM"}
_SHORT_DAY = {"de": "d. MMM"}
_DAY_ALONE = {"de": "d."}
_YEAR = {"pt": " 'de' y"}
_PLAIN_DAY, _PLAIN_DAY_ALONE, _PLAIN_YEAR = "d MMM", "d", " y"

DATE_STYLES = ("short", "medium", "long")
RANGE_STYLES = ("medium", "short", "long")
LIST_STYLES = ("standard", "or")
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")


@cache
def locale_of(language: str) -> Locale:
    """Babel's locale for a language we speak; for any other code, what Babel knows by that name."""
    row = LANGUAGES.get(language)
    return Locale.parse(row.locale if row else language)


@lru_cache(maxsize=4096)
def date(day: Date, style: str = "medium", *, language: str) -> str:
    """medium: "Fri 27 Nov"; short: "27 Nov"; long: "Friday 27 November 2026"."""
    if style == "short":
        return _format(day, _SHORT_DAY.get(language, _PLAIN_DAY), language)
    if style == "medium":
        return _format(day, f"EEE {_DAY.get(language, _PLAIN_DAY)}", language)
    if style == "long":
        return format_date(day, format="full", locale=locale_of(language))
    raise ValueError(f"date has no style {style!r}")


@lru_cache(maxsize=4096)
def _date_range(first: Date, last: Date, language: str, style: str) -> str:
    if style not in RANGE_STYLES:
        raise ValueError(f"date_range has no style {style!r}")
    day_month = (_SHORT_DAY if style == "short" else _DAY).get(language, _PLAIN_DAY)
    year = _YEAR.get(language, _PLAIN_YEAR)
    weekday, dash = ("", "–") if style == "short" else ("EEE ", " – ")
    end = day_month + (year if style == "long" else "")
    start = day_month
    if first.year != last.year:
        dash = " – "
        start, end = (day_month, day_month) if style == "short" else (day_month + year, day_month + year)
    elif first.month != last.month:
        dash = " – "
    else:
        start = _DAY_ALONE.get(language, _PLAIN_DAY_ALONE)
    return _format(first, weekday + start, language) + dash + _format(last, weekday + end, language)


def date_range(stay: Mapping[str, Any], style: str = "medium", *, language: str) -> str:
    """medium: "Fri 27 – Sun 29 Nov"; short (fits a button): "27–29 Nov"; long: with the year."""
    return _date_range(stay["check_in"], stay["check_out"], language, style)


@lru_cache(maxsize=4096)
def weekday(day: Date, *, language: str) -> str:
    """The whole name: "Friday"."""
    return _format(day, "EEEE", language)


def time(value: Time | datetime, *, language: str) -> str:
    """Hours and minutes by the 24-hour clock, which reads the same in every language we speak: "15:00"."""
    return f"{value.hour:02}:{value.minute:02}"


@lru_cache(maxsize=4096)
def money(amount: Money, *, language: str) -> str:
    """With the currency's sign and all its decimals: "€246.00", "246,00 €"."""
    return format_currency(amount.major, amount.currency, locale=locale_of(language))


def list_(items: Sequence[Any], style: str = "standard", *, language: str) -> str:
    """ "a, b and c"; with style "or": "a, b or c"."""
    if style not in LIST_STYLES:
        raise ValueError(f"list has no style {style!r}")
    return format_list([str(item) for item in items], style=style, locale=locale_of(language))  # type: ignore[arg-type]


def inside(words: Any, *, language: str) -> Any:
    """A name as it stands inside a sentence: "Double room" → "double room"; German nouns and "VIP" keep their capitals."""
    if isinstance(words, list):
        return [inside(one, language=language) for one in words]
    text = str(words)
    if language == "de" or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def plural(count: int, *, language: str, other: str, **forms: str) -> str:
    """The form CLDR names for this count in this language; `#` in it becomes the number: one="# night".

    zero= is for exactly none, in any language; a form that is not given (es "many", from a million) is `other`.
    """
    if count == 0 and "zero" in forms:
        form = forms["zero"]
    else:
        form = forms.get(plural_form(count, language), other)
    return form.replace("#", _number(count, language)) if "#" in form else form


@lru_cache(maxsize=1024)
def plural_form(count: int, language: str) -> str:
    return str(locale_of(language).plural_form(count))


@cache
def plural_forms(language: str) -> frozenset[str]:
    """The forms this language tells apart ("one", "other", …), as CLDR counts them."""
    return frozenset(locale_of(language).plural_form.tags) | {"other"}


@cache
def common_plural_forms(language: str) -> frozenset[str]:
    """Those that counts in a hotel come to; "many" in Spanish begins at a million."""
    return frozenset(plural_form(count, language) for count in range(1000)) | {"other"}


def choose(value: Any, *, language: str, other: str = "", **words: str) -> Any:
    """A code becomes words: "night" | choose(night="per night", stay="per stay"); a list of codes, a list of words."""
    if isinstance(value, list):
        named = (words.get(str(item), other) for item in value)
        return [word for word in named if word]
    return words.get(str(value), other)


def filters_for(language: str) -> dict[str, Callable[..., Any]]:
    """The whole allow-list of filters (but `phrase`, which the renderer adds), bound to one language."""
    named: dict[str, Callable[..., Any]] = {
        "date": date,
        "date_range": date_range,
        "weekday": weekday,
        "time": time,
        "money": money,
        "list": list_,
        "inside": inside,
        "plural": plural,
        "choose": choose,
    }
    return {name: partial(function, language=language) for name, function in named.items()}


@lru_cache(maxsize=1024)
def _number(count: int, language: str) -> str:
    return format_decimal(count, locale=locale_of(language))


def _format(day: Date, pattern: str, language: str) -> str:
    return format_date(day, format=pattern, locale=locale_of(language))
