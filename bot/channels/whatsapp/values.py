"""Values as Meta's JSON holds them: each is of the kind we need, or Unreadable says that it is not. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# Printable ASCII: an id goes into tables and addresses.
_ID = re.compile(r"[!-~]{1,255}")
_PHONE = re.compile(r"\+?([0-9]{5,20})")
_SECONDS = re.compile(r"[0-9]{9,11}")


class Unreadable(Exception):
    """A value that must be there is missing, or of another kind."""


def part(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def items(of: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = of.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def words(value: Any) -> str:
    """Text that must be there."""
    if not isinstance(value, str) or not value.strip():
        raise Unreadable
    return value


def word(foreign: str) -> str:
    """As much of it as goes into a page."""
    return re.sub(r"[^a-z_ ]", "", foreign.lower())[:32]


def an_id(value: Any) -> str:
    found = maybe_id(value)
    if found is None:
        raise Unreadable
    return found


def maybe_id(value: Any) -> str | None:
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def phone(value: Any) -> str | None:
    found = _PHONE.fullmatch(value) if isinstance(value, str) else None
    return found.group(1) if found else None


def instant(value: Any) -> datetime:
    """Seconds since 1970, which come as text here and as a number there."""
    seconds = str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
    if not _SECONDS.fullmatch(seconds):
        raise Unreadable
    return datetime.fromtimestamp(int(seconds), UTC)


def degrees(value: Any, most: int) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or abs(value) > most:
        raise Unreadable
    return float(value)


def count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000 else 1


def is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float)


def code_of(item: Mapping[str, Any]) -> int | None:
    code = next((one.get("code") for one in items(item, "errors")), None)
    return code if isinstance(code, int) and not isinstance(code, bool) else None
