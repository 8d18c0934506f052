"""What a value given to a reply may be, and how its plain JSON becomes something a filter can format.

Knows nothing of any particular placeholder: `placeholders.py` names those.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from common.money import Money

MAX_TEXT = 1000
MAX_ITEMS = 50

# Control characters (but a line's end) and the marks that turn the direction of the text after them: a guest's
# own words come back in replies, and must not disturb the words around them.
_DISTURBING = re.compile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]")


class BadValue(ValueError):
    """A value does not have the shape its placeholder declares. The text names the shape, never the value."""


@dataclass(frozen=True)
class Scalar:
    """One of text, url, int, bool, date, time, moment (a hotel-local date and time), money."""

    name: str

    def convert(self, value: Any) -> Any:
        try:
            return _CONVERT[self.name](value)
        except BadValue:
            raise
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise BadValue(f"not a {self.name}") from error


@dataclass(frozen=True)
class DateRange:
    """`{"check_in", "check_out"}`, ISO dates; a template may also read `.nights`."""

    name: str = "date_range"

    def convert(self, value: Any) -> Any:
        if not isinstance(value, Mapping) or not value.get("check_in") or not value.get("check_out"):
            raise BadValue("not a date_range")
        arrival, departure = DATE.convert(value["check_in"]), DATE.convert(value["check_out"])
        return {"check_in": arrival, "check_out": departure, "nights": (departure - arrival).days}


@dataclass(frozen=True)
class Record:
    """Named fields; one that is missing or null is absent: a template may ask for it with `if`, not print it."""

    fields: Mapping[str, Kind]
    name: str = "record"

    def convert(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise BadValue("not a record")
        given = value.get
        return {
            name: kind.convert(given(name)) for name, kind in self.fields.items() if given(name) is not None
        }


@dataclass(frozen=True)
class ListOf:
    """At most MAX_ITEMS values of one kind; longer lists are cut, since no chat reply says more."""

    item: Kind
    name: str = "list"

    def convert(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise BadValue("not a list")
        convert = self.item.convert
        return [convert(item) for item in value[:MAX_ITEMS]]


Kind = Scalar | DateRange | Record | ListOf


def tidy(text: str) -> str:
    """Someone else's words, made harmless to the words around them and cut to MAX_TEXT characters."""
    if not text.isprintable():
        text = _DISTURBING.sub("", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _text(value: Any) -> str:
    if type(value) is not str:
        raise BadValue("not a text")
    return tidy(value)


def _url(value: Any) -> str:
    text = _text(value)
    if not text.startswith(("https://", "http://")) or any(sign.isspace() for sign in text):
        raise BadValue("not a url")
    return text


def _int(value: Any) -> int:
    if type(value) is not int or abs(value) > 10**15:
        raise BadValue("not an int")
    return value


def _bool(value: Any) -> bool:
    if type(value) is not bool:
        raise BadValue("not a bool")
    return value


_CONVERT: Mapping[str, Any] = {
    "text": _text,
    "url": _url,
    "int": _int,
    "bool": _bool,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "moment": datetime.fromisoformat,
    "money": Money.from_json,
}

TEXT, URL, INT, BOOL = Scalar("text"), Scalar("url"), Scalar("int"), Scalar("bool")
DATE, TIME, MOMENT, MONEY = Scalar("date"), Scalar("time"), Scalar("moment"), Scalar("money")
DATE_RANGE = DateRange()
