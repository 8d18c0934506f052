"""What was understood, in words a receptionist reads at a glance. Pure: JSON in, (label, text) out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from console.render import language_name, percent


def extracted(understood: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every value that was found in the message, in the order of the front desk's questions."""
    rows = [
        ("Stay", _stay(understood.get("stay") or {})),
        ("Open", _ambiguous((understood.get("stay") or {}).get("ambiguous") or [])),
        ("Party", _party(understood.get("party") or {})),
        ("Room type", str(understood.get("room_type") or "")),
        ("Extras", ", ".join(map(str, understood.get("extras") or []))),
        *_contact(understood.get("contact") or {}),
        ("Reference", str(understood.get("reference") or "")),
        ("Times", ", ".join(map(str, understood.get("times") or []))),
        ("Numbers", ", ".join(map(str, understood.get("numbers") or []))),
        ("Yes or no", str(understood.get("yes_no") or "")),
    ]
    return [(label, text) for label, text in rows if text]


def languages(understood: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The language of the message, and of the reply where it is another one."""
    found = understood.get("language") or {}
    if not found:
        return []
    code, confidence = found.get("code"), found.get("confidence")
    rows = [("Language", f"{language_name(code)}, {percent(confidence)}" if code else "not clear")]
    if found.get("reply") and found.get("reply") != code:
        rows.append(("Answered in", language_name(found["reply"])))
    if found.get("wish"):
        rows.append(("Asked for", language_name(found["wish"])))
    return rows


def _stay(stay: Mapping[str, Any]) -> str:
    arrival, departure, nights = stay.get("check_in"), stay.get("check_out"), stay.get("nights")
    words = "1 night" if nights == 1 else f"{nights} nights" if nights else ""
    if arrival and departure:
        return f"{_day(arrival)} – {_day(departure)}" + (f", {words}" if words else "")
    parts = [
        f"from {_day(arrival)}" if arrival else "",
        f"until {_day(departure)}" if departure else "",
        words,
    ]
    return ", ".join(part for part in parts if part)


def _ambiguous(items: list[Any]) -> str:
    readings = []
    for item in items:
        if not isinstance(item, dict):
            continue
        if "candidates" in item:
            label = str(item.get("field", "")).replace("_", "-")
            readings.append(f"{label}: " + " or ".join(_day(day) for day in item["candidates"]))
        else:
            readings.append(_stay(item))
    return " or ".join(readings)


def _party(party: Mapping[str, Any]) -> str:
    parts = []
    for key, one, many in (
        ("adults", "adult", "adults"),
        ("children", "child", "children"),
        ("infants", "infant", "infants"),
    ):
        count = party.get(key)
        if count:
            ages = party.get("children_ages") if key == "children" else None
            aged = f" (aged {', '.join(map(str, ages))})" if ages else ""
            parts.append(f"{count} {one if count == 1 else many}{aged}")
    if not parts and party.get("people"):
        parts.append("1 person" if party["people"] == 1 else f"{party['people']} people")
    if party.get("rooms"):
        parts.append("1 room" if party["rooms"] == 1 else f"{party['rooms']} rooms")
    if party.get("pets"):
        parts.append("with pets")
    return ", ".join(parts)


def _contact(contact: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = (("name", "Name"), ("email", "E-mail"), ("phone", "Phone"))
    return [(label, str(contact.get(key) or "")) for key, label in labels]


def _day(text: Any) -> str:
    try:
        return format_date(date.fromisoformat(str(text)), "EEE d MMM yyyy", locale="en_GB")
    except ValueError:
        return str(text)
