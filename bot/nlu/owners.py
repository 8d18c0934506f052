"""Little words that say whose and who ("my", "we", "ich"), and what a row of people is made of."""

from __future__ import annotations

from .reading import Item, Reading
from .text import split

OWNERS = frozenset(
    split(
        "my our his her their mi mis nuestro nuestra nuestros nuestras su sus meu minha meus minhas nosso nossa nossos nossas seu sua "
        "seus suas dela dele suoi sue mon ma mes notre nos son sa ses leur leurs mein meine meinem meinen meiner unser unsere unserem unseren unserer "
        "seinen ihren sein seine seinem seiner ihr ihre ihrem ihrer mio mia miei mie nostro nostra nostri nostre suo both two also auch auch "
        "n the le la les el los las il i gli o a os as der die das dem den beiden tambien anche aussi tambem"
    )
)

MINE = frozenset(
    split("my mi mis meu minha meus minhas mon ma mes mein meine meinem meinen meiner mio mia miei mie")
)

POSSESSIVES = frozenset(
    split(
        "my our mi nuestro nuestra meu minha nosso nossa mon ma notre mein meine meinem meinen meiner "
        "unser unsere unserem unseren mio mia nostro nostra one"
    )
)

_WE = {
    "en": frozenset(split("we our us ours")),
    "es": frozenset(split("nosotros nosotras nuestro nuestra nuestros nuestras")),
    "pt": frozenset(split("nosso nossa nossos nossas gente")),
    "fr": frozenset(split("nous notre nos on")),
    "de": frozenset(split("wir unser unsere unserem unseren unserer uns")),
    "it": frozenset(split("noi nostro nostra nostri nostre")),
}

_WE_ENDINGS = {"es": ("mos",), "pt": ("mos",), "it": ("iamo", "remo", "remmo")}

SPOUSES = frozenset(
    split(
        "wife husband partner girlfriend boyfriend fiance fiancee hubby missus half bf gf esposa esposo mujer marido pareja novia novio "
        "prometida prometido senora mulher namorada namorado companheira companheiro noiva noivo femme mari compagne compagnon "
        "conjoint conjointe copine copain epouse epoux blonde chum frau mann freundin freund partnerin verlobte verlobter gattin gatte "
        "lebensgefahrtin lebensgefahrte moglie marito ragazza ragazzo compagna compagno fidanzato fidanzata morosa"
    )
)

SUBJECTS = frozenset(split("i ich je j yo eu io"))

OBJECTS = frozenset(split("me myself moi mich mir mi mim"))


def speaks_of_us(reading: Reading) -> bool:
    """Whether somebody comes beside the one who writes, named or not: "queremos", "our", "wir"."""
    language = reading.vocabulary.language
    we, endings = _WE.get(language, frozenset()), _WE_ENDINGS.get(language, ())
    return any(
        word in we or (len(word) > 4 and word.endswith(endings))
        for item in reading.items
        for word in item.text.split()
    )


_NAMES = (
    "twoofus",
    "mate",
    "kin",
    "parents",
    "child",
    "infant",
    "twins",
    "pet",
    "person",
    "adult",
    "couple",
    "me",
)

_JOINTS = ("and", "with", "years", "months", "age", "aged", "more", "another")

_AND_FOR = frozenset(("e para", "e pra", "e per"))
""" "É para" and "e para" are folded to the same letters."""

_MARKS = ",()+&/"


def is_me(item: Item) -> bool:
    """ "moi", "yo", and "só eu" before "e o meu marido"."""
    if item.has("alone"):
        return any(word in SUBJECTS or word in OBJECTS for word in item.text.split())
    return item.has("me")


def is_name(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    return item.has("mate", "parents", "me") or is_me(item)


def _is_name_of_one(reading: Reading, place: int) -> bool:
    """ "my partner Tom and I"."""
    item, before, after = reading.at(place), reading.at(place - 1), reading.at(place + 1)
    is_named = (
        item.kind == "word" and not item.tags and item.is_capital and before.has("mate", "kin", "child")
    )
    return is_named and (after.has("and", "with", "aged") or after.text in (",", "("))


def is_link(reading: Reading, place: int) -> bool:
    """Whether an item may stand in a row of people: people, what joins them, whose they are, how old."""
    item = reading.at(place)
    if item.kind == "mark":
        return item.text in _MARKS or (
            item.text == "." and place > 0 and reading.at(place - 1).text in ("u", "m")
        )
    if item.kind == "number":
        after = reading.at(place + 1)
        return not after.has("unit", "month", "room", "suites", "type") or after.has(
            "years", "months", *_NAMES
        )
    if item.has("years", "months"):
        return True
    if item.has("of") and reading.at(place + 1).kind == "number" and reading.at(place + 1).is_taken:
        return True  # "a lad of 12 and his dad"
    if _is_name_of_one(reading, place):
        return True
    if item.text in _AND_FOR and is_name(reading, place - 1) and is_name(reading, place + 1):
        return True
    if item.has("for") and reading.at(place - 1).has("and") and is_name(reading, place + 1):
        return True  # "for me and for my mother"
    if item.kind != "word" or (
        item.has("stop", "room", "unit", "month", "for", "weekday") and not item.has(*_NAMES)
    ):
        return False
    return item.has(*_NAMES, *_JOINTS) or item.text in OWNERS or is_me(item)
