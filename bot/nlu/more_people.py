"""People on top of those who were named before: "2 more guests", "otra persona", "mais uma pessoa"."""

from __future__ import annotations

import re

_COUNTS = {
    "1": 1, "one": 1, "an": 1, "a": 1, "un": 1, "una": 1, "uno": 1, "um": 1, "uma": 1, "une": 1, "ein": 1, "eine": 1,
    "2": 2, "two": 2, "dos": 2, "dois": 2, "duas": 2, "deux": 2, "zwei": 2, "due": 2,
    "3": 3, "three": 3, "tres": 3, "trois": 3, "drei": 3, "tre": 3, "4": 4, "four": 4, "cuatro": 4, "quatro": 4,
}  # fmt: skip
_COUNT = rf"(?P<count>{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_NEXT_COUNT = "|".join(word for word in _COUNTS if len(word) > 1 and word != "an")
_PEOPLE = r"(?:guests?|people|person|adults?|personas?|adultos?|huesped(?:es)?|pessoas?|hospedes?|personnes?|adultes?|personen|erwachsene\w*|persone|adult[oi])"
_MORE = r"(?:more|extra|additional|mas|adicional(?:es)?|mais|a mais|de plus|mehr|weitere|in piu)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_COUNT} {_MORE} {_PEOPLE}\b",
        # "2 adultos más un menor" adds the minor, not the two.
        rf"\b{_COUNT} {_PEOPLE} (?:de )?{_MORE}\b(?! (?:\d|(?:{_NEXT_COUNT}|el|la|los|las|mi|mis|o|os|as|meu|minha|le|les|mon|ma)\b))",
        rf"\b{_MORE} {_COUNT} {_PEOPLE}\b",
        rf"\b(?:another|otr[oa]|outr[oa]|une autre|weitere|un'altra) {_PEOPLE}\b",
    )
)


def find_more_people(folded: str) -> int | None:
    """How many come beside those already counted; None when the message says no such thing."""
    for form in _FORMS:
        found = form.search(folded)
        if found:
            return _COUNTS[found.group("count")] if "count" in form.groupindex else 1
    return None
