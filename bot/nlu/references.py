"""Booking references: ours (PSD-7K3M9Q), hotel systems' ("QTR-12345", "R7K2M9", "XKBKNABJK"), and plain numbers beside the right word."""

from __future__ import annotations

import re

from .text import fold, split

_OURS = re.compile(
    r"(?<![A-Za-z0-9])PSD[-\s_]{0,2}(?:([A-Za-z0-9]{6})|(?=[A-Za-z -]{0,5}\d)([A-Za-z0-9]{3}[-\s][A-Za-z0-9]{3}))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DASHED = re.compile(
    r"(?<![A-Za-z0-9@.])([A-Za-z]{2,6})-([A-Za-z0-9]{3,12})(?:-[A-Za-z0-9]{1,4})?(?![A-Za-z0-9@])"
)
_MIXED = re.compile(r"(?<![A-Za-z0-9@.-])([A-Za-z0-9]{5,14})(?![A-Za-z0-9@-]|\.\w)")
_INITIAL = re.compile(r"(?<![A-Za-z0-9@.-])([A-Z])-(\d{3,10})(?![\w@-])")
"""One letter before the dash ("H-2231"): only beside a word for bookings."""
_SPACED = re.compile(r"^\W*(?:\w+\W+){0,3}?([A-Z]{1,3}) (\d{3,10})\W*$")
_PARTED = re.compile(r"(?<![\d./:-])(?<!\d )(\d{2,8}-\d{3,8})(?![\d./:-])")
_AFTER_CUE = re.compile(
    r"(?<![\d./:-])#?(\d{4,14})(?!\d|\s?(?:[€$£]|euros?|eur|chf|usd|pounds|pesos|reais|dolares|dollars)\b|\s?[€$£]|[.,]\d|-\d\d)"
)
_LETTERS = re.compile(r"(?<![A-Za-z0-9@.-])([A-Z]{5,8})(?![A-Za-z0-9@-])")
_NINE = re.compile(r"(?<![A-Za-z0-9@.-])([A-Z]{9})(?![A-Za-z0-9@-])")
"""QloApps and PrestaShop give nine letters drawn by lot."""
_ONLY_NINE = re.compile(r"\W*([A-Za-z]{9})\W*")
_CUES = re.compile(
    r"\b(?:reserv\w{0,14}|resa|dossier|vorgang\w{0,8}|pnr|booking|reference|referencia|referenz|referenza|ref|codigo|code|codice|numero|number|num|nummer|buchung\w{0,12}|"
    r"confirm\w{0,8}|localizador|prenotazione|locator|voucher|n[ºo]|bestatigung\w{0,8}|marcacao|expediente|folio)\b"
)
_NEXT_TO_CUE = re.compile(
    _CUES.pattern
    + r"\W+(?:(?:is|es|e|est|ist|lautet|la|el|the|code|number|numero|nummer|n[ºo°]|nr)\W+){0,2}$"
)
_STRONG_CUES = re.compile(
    r"\b(?:\w*nummer|nr|number|no|num|numero|n[ºo°]|code|codigo|codice|\w+code|ref|refer\w+|localizador|locator|pnr|confirm\w+|bestatigung\w*|voucher|dossier|folio|expediente|#)\W*(?:\w+\W+){0,3}#?$"
)
"""Words for the code itself, not only for the booking: "reserva 2027" names a year."""
_LOCATORS = re.compile(
    r"\b(?:localizador\w*|locator|pnr|(?:booking|reservation|confirmation) (?:code|reference)|codigo de (?:la )?reserva|buchungscode|codice (?:di )?prenotazione)\W*(?:(?:is|es|e|ist|lautet|est) )?$"
)
_OF_ELSE = re.compile(
    r"\b(?:flights?|fly(?:ing)?|land(?:s|ing)?|vuelos?|volamos|aterriz\w+|voos?|vol|vols|flug|fliegen|fluge|volo|train|tren|trem|zug|treno|plates?|matricula|kennzeichen|placa|plaque|"
    r"immatriculation|targa|post ?codes?|postal|zip|plz|postleitzahl|cep|cap|dni|nif|nie|passports?|pasaporte|passaporto|passaporte|passeport|ausweis\w*|cpf|vat|iva|tva|iban|room|habitacion|quarto|chambre|zimmer|camera|"
    r"wifi|wlan|door|puerta|porta|porte|tur|total|cost|costs|price|precio|preco|prix|preis|prezzo)\b"
)
"""Words beside which a code or a number is a flight, a plate, a postcode or a price."""
_INTERNATIONAL = re.compile(r"(?<!\w)(?:\+|00)\d[\d\s().-]*$")
"""The beginning of a telephone number: "my number is +353 1 555" before "0100"."""
_YEAR = re.compile(r"20[1-4]\d")
_PIECES = re.compile(r"\d+|[a-z]+")
_PLAIN_WORDS = frozenset(split("check hour hours euro euros adult adults night nights day days noches noite"))
_CUE_REACH = 40

Found = tuple[str, tuple[int, int]]


def find_reference(text: str, *, asked: str | None = None) -> Found | None:
    """The first reference, in upper case, with its place. asked: "reference" makes any code or number one."""
    ours = _OURS.search(text)
    if ours:
        return f"PSD-{re.sub(r'[^A-Z0-9]', '', (ours.group(1) or ours.group(2)).upper())}", ours.span()
    folded = fold(text)
    wanted = asked in ("reference", "booking_reference")
    return _lettered(text, folded, is_wanted=wanted) or _numbered(folded, is_wanted=wanted)


def _lettered(text: str, folded: str, *, is_wanted: bool) -> Found | None:
    """Codes with letters in them."""
    for match in _DASHED.finditer(text):
        tail = match.group(2)
        is_code = sum(map(str.isdigit, tail)) >= 3 or (tail.isupper() and any(map(str.isdigit, tail)))
        if is_code and not _is_of_else(folded, match.start()):
            return match.group().upper(), match.span()
    for match in _INITIAL.finditer(text):
        if is_wanted or _has_cue(folded, match.start()):
            return match.group(), match.span()
    spaced = _SPACED.match(text) if is_wanted else None
    if spaced:
        return spaced.group(1) + spaced.group(2), (spaced.start(1), spaced.end(2))
    for match in _MIXED.finditer(text):
        has_cue = is_wanted or _has_cue(folded, match.start())
        if _is_code(match.group(1), is_expected=has_cue) and not _is_of_else(folded, match.start()):
            return match.group(1).upper(), match.span()
    nine = _nine_letters(text, folded, is_wanted=is_wanted)
    if nine:
        return nine
    for match in _LETTERS.finditer(text):
        if not text.isupper() and _LOCATORS.search(folded[: match.start()][-_CUE_REACH:]):
            return match.group(1), match.span()
    return None


def _nine_letters(text: str, folded: str, *, is_wanted: bool) -> Found | None:
    """In capitals beside a word for bookings or when asked for; typed small only as the whole answer, and where no word sounds so."""
    only = _ONLY_NINE.fullmatch(text) if is_wanted else None
    if only and (only.group(1).isupper() or _is_drawn_by_lot(only.group(1))):
        return only.group(1).upper(), only.span(1)
    for match in _NINE.finditer(text):
        is_code = _is_drawn_by_lot(match.group(1)) or (
            not text.isupper() and (is_wanted or _follows_cue(folded, match.start()))
        )
        if is_code and not _is_of_else(folded, match.start()):
            return match.group(1), match.span(1)
    return None


def _follows_cue(folded: str, place: int) -> bool:
    """A booking's word, and at most one small word between: "a booking in the name of SCHNEIDER" is no code."""
    return _NEXT_TO_CUE.search(folded[max(0, place - _CUE_REACH) : place]) is not None


def _is_drawn_by_lot(word: str) -> bool:
    """Words of six languages have a vowel in every third letter or so; by lot it is one in five."""
    return (
        len(re.findall(r"[aeiouy]", word.lower())) <= 1
        or re.search(r"[^aeiouy]{6}", word.lower()) is not None
    )


def _numbered(folded: str, *, is_wanted: bool) -> Found | None:
    """Plain numbers, which need the right word or the question before them."""
    for match in _PARTED.finditer(folded):
        if _has_cue(folded, match.start()) and _STRONG_CUES.search(folded[: match.start()][-_CUE_REACH:]):
            return match.group(1), match.span(1)
    for match in _AFTER_CUE.finditer(folded):
        number, before = match.group(1), folded[: match.start()][-_CUE_REACH:]
        is_strong = _STRONG_CUES.search(before) is not None
        if _is_of_else(folded, match.start()) or (
            _YEAR.fullmatch(number) and not is_strong and not is_wanted
        ):
            continue
        if number.startswith("0") and _MORE_DIGITS.match(folded[match.end() :]):
            continue  # "meine Nummer ist 0171 2345678"
        if _AREA_CODE.search(before) or _INTERNATIONAL.search(before):
            continue
        if _has_cue(folded, match.start()) or (is_wanted and len(folded.strip()) - len(match.group()) <= 12):
            return number, match.span(1)
    return None


_AREA_CODE = re.compile(r"(?<!\d)0\d{1,4}[ /.-](?:\d{2,6}[ /.-])*$")
_MORE_DIGITS = re.compile(r"[ /.-]\d{2,}")


def _is_of_else(folded: str, place: int) -> bool:
    """Whether the nearest telling word before the place is of a flight, a plate, a price…"""
    before = folded[max(0, place - _CUE_REACH) : place]
    others = list(_OF_ELSE.finditer(before))
    if not others or re.search(r"[.;!?\n]", before[others[-1].end() :].strip(" .")):
        return False
    cues = [
        cue
        for cue in _CUES.finditer(before)
        if cue.group() not in ("code", "codigo", "codice", "number", "numero", "num", "nummer")
    ]
    return not cues or cues[-1].start() < others[-1].start()


def names_a_code(folded: str) -> bool:
    """Whether a word for bookings and their codes stands in a folded text: "Referenz", "pnr status"."""
    return _CUES.search(folded) is not None


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
        "at",
        "um",
        "alle",
    }
