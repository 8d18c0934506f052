"""A guest's e-mail and telephone; the name is read in names.py."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .spoken_addresses import spoken_address
from .spoken_phones import spoken_phone
from .text import fold

Span = tuple[int, int]

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-'")
_DOMAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
# "ana @ example . com": telephones put blanks around the signs, and voices do.
_SPACED = re.compile(
    r"([a-z0-9._%+-]{2,40})\s?@\s?([a-z0-9-]{2,40}(?:\s?\.\s?[a-z0-9-]{2,40}){0,2}\s?\.\s?[a-z]{2,10})(?![\w.])"
)
_COMMA = re.compile(
    r"(?<![\w.+-])[a-z0-9._+-]{1,40}@[a-z0-9-]{2,40},(?:com|net|org|es|de|fr|it|pt|co\.uk|com\.br|com\.ar|com\.mx)(?!\w)"
)
_MAIL_QUESTIONS = ("email", "guest_email", "contact")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:0\d{2,4} ?/ ?\d{3,4}[ -]?\d{2,5}|(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){5,17})(?![\w/])"
)
_ZERO_IN_BRACKETS = re.compile(r"^((?:\+|00)\d{1,3}) ?\(0\) ?")
_IN_PAIRS = re.compile(r"0\d(?:[. -]\d\d){4}")
"""As the French write theirs, which looks like a date."""
_LISTED = re.compile(r"[1-9]\d?(?:[\s.-]{1,2}\d{1,2})+")
"""Small numbers in a row: ages, days or a list as much as a telephone."""
_PHONE_QUESTIONS = ("phone", "guest_phone", "guest_email", "contact")
_PHONE_CUES = re.compile(
    r"\b(?:tel\w{0,9}|phone|mobile|cell|movil|celular|whatsapp|whats|telemovel|handy|cellulare|portable|fone|tlm|tlf|tfn?o|zap|cell?|nummer ist|numero di|rufnummer|call (?:me|us)|ring (?:me|us)|llam\w{0,5}|number is|numero e[s]?)\b"
)
_DATES = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d(?!\d)|20\d\d[-.]\d\d?[-.]\d\d?|\d{1,2}\.\d{1,2}\.-|\d{1,2}-\d{1,2}\s\d{1,2}-\d{1,2}|(?<!\d)\d{1,2}\s\d{1,2}\s20[2-4]\d(?!\d)|(?<!\d)20[2-4]\d\s\d{1,2}\s\d{1,2}(?!\d)"
)


@dataclass(frozen=True)
class Contact:
    """Each with its place in the text, or None."""

    name: tuple[str, Span] | None = None
    email: tuple[str, Span] | None = None
    phone: tuple[str, Span] | None = None

    def to_json(self) -> dict[str, str | None]:
        return {
            "name": self.name[0] if self.name else None,
            "email": self.email[0] if self.email else None,
            "phone": self.phone[0] if self.phone else None,
        }


def find_email(text: str, *, asked: str | None = None) -> tuple[str, Span] | None:
    """The first e-mail address, lower case. Grown outwards from each "@", so hostile text costs linear time."""
    lowered = text.lower()
    at = lowered.find("@")
    while at >= 0:
        start, end = at, at + 1
        while start > 0 and at - start < 64 and lowered[start - 1] in _LOCAL:
            start -= 1
        while end < len(lowered) and end - at < 190 and lowered[end] in _DOMAIN:
            end += 1
        address = lowered[start:end].strip(".-'")
        local, _, domain = address.partition("@")
        labels = domain.split(".")
        if (
            local
            and len(labels) > 1
            and all(labels)
            and len(labels[-1]) >= 2
            and not labels[-1].isdigit()
            and ".." not in local
        ):
            begin = lowered.index(address, start)
            return address, (begin, begin + len(address))
        at = lowered.find("@", at + 1)
    spaced = _SPACED.search(fold(text)) if "@" in text else None
    if spaced:
        return re.sub(r"\s", "", spaced.group()), spaced.span()
    return _comma_typed(lowered) or spoken_address(text, is_asked=asked in _MAIL_QUESTIONS)


def _comma_typed(lowered: str) -> tuple[str, Span] | None:
    """ "john@gmail,com": a slip of the thumb."""
    slip = _COMMA.search(lowered)
    return (slip.group().replace(",", "."), slip.span()) if slip else None


def find_phone(text: str, *, asked: str | None = None) -> tuple[str, Span] | None:
    """The first telephone number as "+34600111222" or digits only; dates and prices are not telephones."""
    folded = fold(text)
    is_asked = asked in _PHONE_QUESTIONS
    written, said = _written_phone(folded, is_asked=is_asked), _said_phone(folded, is_asked=is_asked)
    if written and said:
        return max(written, said, key=lambda found: len(found[0]))
    return written or said


def _written_phone(folded: str, *, is_asked: bool) -> tuple[str, Span] | None:
    for match in _PHONE.finditer(folded):
        written = _ZERO_IN_BRACKETS.sub(r"\1", match.group())
        digits = re.sub(r"\D", "", written)
        international = written.lstrip("(").startswith(("+", "00"))
        if not 6 <= len(digits) <= 15 or (_DATES.search(written) and not _IN_PAIRS.fullmatch(written)):
            continue
        has_cue = is_asked or bool(_PHONE_CUES.search(folded[max(0, match.start() - 40) : match.start()]))
        if not has_cue and not international and _LISTED.fullmatch(written):
            continue
        if len(digits) >= 9 or has_cue or (international and len(digits) >= 8):
            plain = "+" + (digits[2:] if written.startswith("00") else digits) if international else digits
            return plain, match.span()
    return None


def _said_phone(folded: str, *, is_asked: bool) -> tuple[str, Span] | None:
    said = spoken_phone(folded)
    if said and (
        is_asked
        or said[0].startswith(("+", "0"))
        or _PHONE_CUES.search(folded[max(0, said[1][0] - 40) : said[1][0]])
    ):
        return said
    return None
