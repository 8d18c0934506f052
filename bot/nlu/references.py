"""Booking references: ours (PSD-7K3M9Q), hotel systems' ("QTR-12345", "R7K2M9"), and plain numbers beside the right word."""

from __future__ import annotations

import re

from .text import fold, split

_OURS = re.compile(r"(?<![A-Za-z0-9])PSD[-\s_]{0,2}([A-Za-z0-9]{6})(?![A-Za-z0-9])", re.IGNORECASE)
_DASHED = re.compile(
    r"(?<![A-Za-z0-9@.])([A-Za-z]{2,6})-([A-Za-z0-9]{3,12})(?:-[A-Za-z0-9]{1,4})?(?![A-Za-z0-9@])"
)
_MIXED = re.compile(r"(?<![A-Za-z0-9@.-])([A-Za-z0-9]{5,14})(?![A-Za-z0-9@-]|\.\w)")
_AFTER_CUE = re.compile(r"(?<!\d)#?(\d{4,14})(?!\d|\s?[€$£]|[.,]\d)")
_CUES = re.compile(
    r"\b(?:reserv\w{0,8}|booking|reference|referencia|referenz|referenza|ref|codigo|code|codice|numero|number|num|nummer|buchung\w{0,8}|"
    r"confirm\w{0,8}|localizador|prenotazione|locator|voucher|n[ºo]|bestatigung\w{0,8}|marcacao|expediente|folio)\b"
)
_PIECES = re.compile(r"\d+|[a-z]+")
_PLAIN_WORDS = frozenset(split("check hour hours euro euros adult adults night nights day days noches noite"))
_CUE_REACH = 40

Found = tuple[str, tuple[int, int]]


def find_reference(text: str, *, asked: str | None = None) -> Found | None:
    """The first reference, in upper case, with its place. asked: "reference" makes any code or number one."""
    ours = _OURS.search(text)
    if ours:
        return f"PSD-{ours.group(1).upper()}", ours.span()
    folded = fold(text)
    for match in _DASHED.finditer(text):
        tail = match.group(2)
        if sum(map(str.isdigit, tail)) >= 3 or (tail.isupper() and any(map(str.isdigit, tail))):
            return match.group().upper(), match.span()
    wanted = asked in ("reference", "booking_reference")
    for match in _MIXED.finditer(text):
        if _is_code(match.group(1), is_expected=wanted or _has_cue(folded, match.start())):
            return match.group(1).upper(), match.span()
    for match in _AFTER_CUE.finditer(folded):
        if _has_cue(folded, match.start()) or (wanted and len(folded.strip()) - len(match.group()) <= 12):
            return match.group(1), match.span(1)
    return None


def _is_code(word: str, *, is_expected: bool) -> bool:
    """Letters and digits mixed; "27NOV", "2ADULTOS" or "14h30" only look like it."""
    if not (any(map(str.isdigit, word)) and any(map(str.isalpha, word))):
        return False
    if not (word.isupper() or is_expected):
        return False
    pieces = _PIECES.findall(word.lower())
    if len(pieces) == 2:
        letters, digits = (pieces[0], pieces[1]) if pieces[0].isalpha() else (pieces[1], pieces[0])
        if pieces[1].isalpha() and len(digits) <= 2:  # "27NOV"
            return False
        return (len(digits) >= 3 and letters not in _PLAIN_WORDS) or (is_expected and len(digits) >= 2)
    return len(pieces) >= 3 and sum(map(str.isdigit, word)) >= 2


def _has_cue(folded: str, place: int) -> bool:
    before = folded[max(0, place - _CUE_REACH) : place]
    cues = list(_CUES.finditer(before))
    if not cues:
        return False
    # "reserva para 2026…" names a stay; only small words and marks may stand between the cue and the code.
    between = re.findall(r"[a-z]+", before[cues[-1].end() :])
    return len(between) <= 3 and not set(between) & {
        "para",
        "for",
        "pour",
        "per",
        "fur",
        "von",
        "vom",
        "del",
        "from",
        "dal",
        "du",
    }
