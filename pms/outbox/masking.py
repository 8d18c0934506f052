"""What a person may read of a write that failed: enough to act, nothing that names or reaches a guest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from common.secrets import mask_cards
from pms.contract import errors
from pms.contract.models import GuestProfile
from pms.outbox.writes import Book, Cancel, Change, Note, Write

NOBODY = GuestProfile(first_name="•", last_name="•")
"""Stands where a guest stood who was forgotten."""
RAW_CHARACTERS = 2_000

# A guest's own words may say anything; they are read in the conversation, by whoever may read conversations.
_WORDS = frozenset({"note", "notes", "reason", "text"})
_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(r"(?<![\w\-])\+?\d[\d \-().]{6,}\d(?![\w\-])")
# Digits that a person needs to find the place, and that reach nobody.
_DATE_OR_AMOUNT = re.compile(r"\d{4}-\d{2}-\d{2}|\d+\.\d+$")
_SECRET = re.compile(
    r"(?i)((?:[\w\-]*(?:api|ws|access|secret)[_\-]?key|[\w\-]*token|password|passwd|secret|authorization)"
    r"[\"']?\s*[=:>]\s*[\"']?)(?:(?:basic|bearer)\s+)?[^\s\"'&<,;]+"
)


def masked_payload(write: Write) -> dict[str, Any]:
    """The write as plain JSON, its guest recognisable to somebody who knows them and to nobody else."""
    whole: dict[str, Any] = _masked(write.model_dump(mode="json", exclude_none=True))
    return whole


def without_guest(write: Write) -> Write:
    """The same write with nobody in it: dates, rooms and money are left."""
    if isinstance(write, Book):
        draft = write.draft.model_copy(update={"guest": NOBODY, "note": None})
        return write.model_copy(update={"draft": draft})
    if isinstance(write, Change):
        return write.model_copy(update={"patch": write.patch.model_copy(update={"note": None})})
    if isinstance(write, Cancel):
        return write.model_copy(update={"reason": None})
    if isinstance(write, Note):
        return write.model_copy(update={"text": "…"})
    return write


def masked_error(error: errors.PmsError, write: Write) -> errors.PmsError:
    """The error with the vendor's raw answer cut and masked, the names of this write's own guest too."""
    if not isinstance(error, errors.Unintelligible) or not error.raw:
        return error
    return replace(error, raw=masked_text(error.raw, names=tuple(_names(write)))[:RAW_CHARACTERS])


def masked_text(text: str, *, names: tuple[str, ...] = ()) -> str:
    text = mask_cards(text[: 2 * RAW_CHARACTERS])
    text = _SECRET.sub(lambda found: f"{found.group(1)}***", text)
    text = _EMAIL.sub(lambda found: _email(found.group()), text)
    text = _PHONE.sub(
        lambda found: found.group() if _DATE_OR_AMOUNT.match(found.group()) else _phone(found.group()), text
    )
    for name in names:
        text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", _initial(name), text)
    return text


def _masked(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _masked(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_masked(part, name) for part in value]
    if not isinstance(value, str):
        return value
    if name in _WORDS:
        return f"({len(value)} characters, in the conversation)"
    if name in ("first_name", "last_name"):
        return _initial(value)
    if name == "email":
        return _email(value)
    if name == "phone":
        return _phone(value)
    if name == "description":
        return masked_text(value)
    return value


def _names(write: Write) -> Iterator[str]:
    if isinstance(write, Book):
        guest = write.draft.guest
        yield from (one for one in (guest.first_name, guest.last_name) if len(one) > 1)


def _initial(name: str) -> str:
    return f"{name[:1]}•••"


def _email(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


def _phone(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"••• {digits[-3:]}"
