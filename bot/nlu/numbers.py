"""Words for numbers, 0 to 99, and ordinals that name days, spelt out for each language.

Every spelling is listed once when a vocabulary is built, so reading a number is a look-up, never arithmetic on a
guest's letters.
"""

from __future__ import annotations

from typing import NamedTuple

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete "
    "dezoito dezenove",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "fr": "vingt trente quarante cinquante soixante",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
}
_VARIANTS = {
    "en": {"fourty": 40, "nought": 0},
    "es": {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "diez y seis": 16},
    "pt": {
        "uma": 1,
        "duas": 2,
        "quatorze": 14,
        "dezasseis": 16,
        "dezassete": 17,
        "dezanove": 19,
        "meia duzia": 6,
    },
    "fr": {"une": 1, "quatre vingt": 80, "septante": 70, "octante": 80, "huitante": 80, "nonante": 90},
    "de": {"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwo": 2},
    "it": {"un": 1, "una": 1, "ventitre": 23, "trentatre": 33},
}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
    "es": "primero",
    "pt": "primeiro",
    "fr": "premier",
    "de": "",
    "it": "primo",
}
ARTICLES = {
    "en": ("a", "an"),
    "es": ("un", "una"),
    "pt": ("um", "uma"),
    "fr": ("un", "une"),
    "de": ("ein", "eine", "einen", "einem", "einer"),
    "it": ("un", "una", "uno"),
}
"""Words that count one and are also mere articles: weaker evidence than a digit."""


class NumberWord(NamedTuple):
    value: int
    is_ordinal: bool
    is_article: bool


def number_words(language: str) -> dict[str, NumberWord]:
    """Every spelling of 0–99 and of day ordinals: {"twenty one": NumberWord(21, False, False), …}."""
    cardinals = _cardinals(language) | _VARIANTS[language]
    found = {
        word: NumberWord(value, is_ordinal=False, is_article=word in ARTICLES[language])
        for word, value in cardinals.items()
    }
    for article in ARTICLES[language]:
        found.setdefault(article, NumberWord(1, is_ordinal=False, is_article=True))
    for word, value in _day_ordinals(language, cardinals).items():
        found.setdefault(word, NumberWord(value, is_ordinal=True, is_article=False))
    return found


def _cardinals(language: str) -> dict[str, int]:
    units = _UNITS[language].split()
    found = {word: value for value, word in enumerate(units)}
    for index, ten in enumerate(_TENS[language].split()):
        base = (index + 2) * 10
        found[ten] = base
        for unit in range(1, 10):
            found.setdefault(_compound(language, ten, units[unit], unit), base + unit)
    if language == "fr":
        for unit in range(10, 20):
            tail = units[unit] if unit < 17 else f"dix {units[unit - 10]}"
            found[f"soixante {'et ' if unit == 11 else ''}{tail}"] = 60 + unit
            found[f"quatre vingt {tail}"] = 80 + unit
        for unit in range(7, 10):
            found[f"dix {units[unit]}"] = 10 + unit
        for unit in range(1, 10):
            found[f"quatre vingt {units[unit]}"] = 80 + unit
        found["quatre vingts"] = 80
    return found


def _compound(language: str, ten: str, unit_word: str, unit: int) -> str:
    if language == "en":
        return f"{ten} {unit_word}"
    if language == "es":
        return f"{ten} y {unit_word}"
    if language == "pt":
        return f"{ten} e {unit_word}"
    if language == "fr":
        return f"{ten} {'et ' if unit == 1 else ''}{unit_word}"
    if language == "de":
        return f"{'ein' if unit == 1 else unit_word}und{ten}"
    if language == "it":
        return f"{ten[:-1] if unit in (1, 8) else ten}{unit_word}"
    raise LookupError(f"how is 21 said in {language}?")


def _day_ordinals(language: str, cardinals: dict[str, int]) -> dict[str, int]:
    if language == "de":
        return _german_ordinals(cardinals)
    words = {word: value for value, word in enumerate(_ORDINALS[language].split(), start=1)}
    if language == "en":
        words |= {f"twenty {word}": 20 + value for word, value in list(words.items())[:9]}
        words |= {"thirtieth": 30, "thirty first": 31}
    return words


def _german_ordinals(cardinals: dict[str, int]) -> dict[str, int]:
    irregular = {1: "ers", 3: "drit", 7: "sieb", 8: "ach"}
    words = {}
    for word, value in cardinals.items():
        if 1 <= value <= 31 and word not in ("ein", "eine", "einen", "einem", "einer"):
            stem = irregular.get(value, word + ("s" if value >= 20 else ""))
            for ending in ("te", "ten", "ter", "tes", "tem"):
                words[stem + ending] = value
    return words
