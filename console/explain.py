"""What was understood, in words a receptionist reads at a glance, in their language. Pure: JSON in, (label, text) out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from console.render import Form, percent
from console.words import Words


def extracted(understood: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Every value that was found in the message, in the order of the front desk's questions."""
    say = words.say
    stay = understood.get("stay") or {}
    contact = understood.get("contact") or {}
    rows = [
        (say("Stay"), _stay(stay, words)),
        (say("Open"), _ambiguous(stay.get("ambiguous") or [], words)),
        (say("Party"), _party(understood.get("party") or {}, words)),
        (say("Room type"), str(understood.get("room_type") or "")),
        (say("Extras"), ", ".join(map(str, understood.get("extras") or []))),
        (say("Name"), str(contact.get("name") or "")),
        (say("E-mail"), str(contact.get("email") or "")),
        (say("Phone"), str(contact.get("phone") or "")),
        (say("Reference"), str(understood.get("reference") or "")),
        (say("Times"), ", ".join(map(str, understood.get("times") or []))),
        (say("Numbers"), ", ".join(map(str, understood.get("numbers") or []))),
        (say("Yes or no"), str(understood.get("yes_no") or "")),
    ]
    return [(label, text) for label, text in rows if text]


def languages(understood: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The language of the message, and of the reply where it is another one."""
    say, name = words.say, Form(words).language_name
    found = understood.get("language") or {}
    if not found:
        return []
    code, confidence = found.get("code"), found.get("confidence")
    rows = [(say("Language"), f"{name(code)}, {percent(confidence)}" if code else say("not clear"))]
    if found.get("reply") and found.get("reply") != code:
        rows.append((say("Answered in"), name(found["reply"])))
    if found.get("wish"):
        rows.append((say("Asked for"), name(found["wish"])))
    return rows


def _stay(stay: Mapping[str, Any], words: Words) -> str:
    arrival, departure, nights = stay.get("check_in"), stay.get("check_out"), stay.get("nights")
    counted = words.count("%(num)s night", "%(num)s nights", nights) if nights else ""
    if arrival and departure:
        return f"{_day(arrival, words)} – {_day(departure, words)}" + (f", {counted}" if counted else "")
    parts = [
        words.say("from %(day)s", day=_day(arrival, words)) if arrival else "",
        words.say("until %(day)s", day=_day(departure, words)) if departure else "",
        counted,
    ]
    return ", ".join(part for part in parts if part)


def _ambiguous(items: list[Any], words: Words) -> str:
    either = f" {words.say('or')} "
    readings = []
    for item in items:
        if not isinstance(item, dict):
            continue
        if "candidates" in item:
            days = either.join(_day(day, words) for day in item["candidates"])
            readings.append(f"{_field(str(item.get('field', '')), words)}: {days}")
        else:
            readings.append(_stay(item, words))
    return either.join(readings)


def _field(name: str, words: Words) -> str:
    known = {"check_in": words.say("check-in"), "check_out": words.say("check-out")}
    return known.get(name, name.replace("_", "-"))


def _party(party: Mapping[str, Any], words: Words) -> str:
    say, count = words.say, words.count
    adults, children, infants = (party.get(name) for name in ("adults", "children", "infants"))
    parts = []
    if adults:
        parts.append(count("%(num)s adult", "%(num)s adults", adults))
    if children:
        ages = ", ".join(map(str, party.get("children_ages") or []))
        counted = count("%(num)s child", "%(num)s children", children)
        parts.append(f"{counted} ({say('aged %(ages)s', ages=ages)})" if ages else counted)
    if infants:
        parts.append(count("%(num)s infant", "%(num)s infants", infants))
    if not parts and party.get("people"):
        parts.append(count("%(num)s person", "%(num)s people", party["people"]))
    if party.get("rooms"):
        parts.append(count("%(num)s room", "%(num)s rooms", party["rooms"]))
    if party.get("pets"):
        parts.append(say("with pets"))
    return ", ".join(parts)


def _day(text: Any, words: Words) -> str:
    try:
        return format_date(date.fromisoformat(str(text)), "EEE d MMM yyyy", locale=words.locale)
    except ValueError:
        return str(text)
