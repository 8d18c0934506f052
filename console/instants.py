"""Instants as people write them in a form, in the hotel's time, and as programs do, with their zone."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.gate import Stopped


def from_form(text: str, zone: ZoneInfo) -> datetime | None:
    """As a browser's datetime field gives it. Raises ValueError."""
    if not text:
        return None
    try:
        # The first hours of the year 1 in Tokyo are no instant that could be kept.
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("that is no date and time") from error


def from_program(body: Mapping[str, Any], name: str) -> datetime | None:
    """Raises Stopped."""
    given = body.get(name)
    if not given:
        return None
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(given)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    raise Stopped(400, "Bad body", f"{name} is an instant with its zone: 2026-12-24T18:00:00+01:00.")
