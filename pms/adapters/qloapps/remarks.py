"""The one free text of a booking: notes for the desk, and for whom it was made when the stored guest is named otherwise.

QloApps renames a known customer to whatever a booking says, so a booking sends the stored name; what was typed stands
here, for the desk to read and for us to read back. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FOR = "Guest in the chat: "
_LINES = re.compile(r"\r?\n|<br\s*/?>")
_NAME_TAKES_NOT = re.compile(r"[0-9!<>,;?=+()@#\"°{}_$%:^/\\\x00-\x1f]|[^\u0000-\uffff]")
_MOST_NAME = 32


@dataclass(frozen=True)
class Typed:
    """What the guest typed, where it is not what QloApps keeps."""

    first_name: str
    last_name: str
    phone: str


def fit_name(name: str) -> str:
    """As QloApps takes it: no digits or signs (they crash it), at most 32 characters, nothing beyond three UTF-8 bytes.

    Empty when nothing is left.
    """
    clean = " ".join(_NAME_TAKES_NOT.sub(" ", name).split())
    if len(clean) > _MOST_NAME:
        cut = clean[: _MOST_NAME + 1].rsplit(" ", 1)[0]
        clean = cut if 0 < len(cut) <= _MOST_NAME else clean[:_MOST_NAME]
    return clean.strip()


def fit_phone(phone: str) -> str:
    """Empty when it is none that QloApps takes."""
    clean = re.sub(r"[^\d+ .()-]", " ", phone)
    clean = " ".join((clean[:1] + clean[1:].replace("+", "")).split())
    return clean if len(clean) <= _MOST_NAME and re.fullmatch(r"\+?[\d .()-]*\d", clean) else ""


def is_email(email: str) -> bool:
    """Stricter than QloApps, which dies of an address that it does not like."""
    return (
        len(email) <= 128
        and re.fullmatch(
            r"[A-Za-z0-9!#$%&'*+/=?^`{}|~_-][A-Za-z0-9.!#$%&'*+/=?^`{}|~_-]*@([A-Za-z0-9-]+\.)+[A-Za-z0-9]{2,}",
            email,
        )
        is not None
        and "-." not in email
        and ".@" not in email
    )


def fit_note(note: str) -> str:
    """As it will be read back: one line, no tags, no signs that the database turns into question marks."""
    clean = re.sub(r"[<>]|[^\u0000-\uffff]|[\x00-\x1f]", " ", note)
    return " ".join(clean.split())[:1000]


def remark(note: str | None, typed: Typed | None) -> str:
    lines = []
    if typed is not None:
        parts = [
            fit_note(part).replace("/", " ") for part in (typed.first_name, typed.last_name, typed.phone)
        ]
        lines.append(_FOR + " / ".join(parts))
    if note and fit_note(note):
        lines.append(fit_note(note))
    return "\n".join(lines)


def read(remarks: tuple[str, ...]) -> tuple[tuple[str, ...], Typed | None]:
    """The notes, each once, and for whom the booking was made."""
    notes: list[str] = []
    typed = None
    for one in remarks:
        for line in _LINES.split(one):
            text = line.strip()
            if text.startswith(_FOR):
                parts = [part.strip() for part in text[len(_FOR) :].split("/")]
                if len(parts) == 3:
                    typed = Typed(*parts)
                    continue
            if text and text not in notes:
                notes.append(text)
    return tuple(notes), typed
