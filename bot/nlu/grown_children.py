"""Children who come with somebody of their own: "my son and his girlfriend" are two grown people, and no child comes."""

from __future__ import annotations

from .owners import MINE, SPOUSES
from .reading import Item, Reading
from .text import split

_ONE = frozenset(
    split(
        "daughter son hijo hija filho filha fils fille sohn tochter figlio figlia kid grandson granddaughter"
    )
)
_ARTICLES = frozenset(split("the o a la el il l le der die den dem"))
_WED = frozenset(split("wife husband mujer marido mulher femme mari frau mann moglie esposa esposo"))
"""Behind a bare article these are the writer's own: "meu filho e a esposa"."""


def grow_up(reading: Reading) -> None:
    """Before anybody is counted: a child who has a partner is kin, like a sister."""
    for place, item in enumerate(reading.items):
        if item.text not in _ONE or not item.has("child") or reading.at(place - 1).kind == "number":
            continue
        link, at = reading.at(place + 1), place + 2
        owners = []
        while reading.at(at).text in _ARTICLES:
            owners.append(reading.at(at).text)
            at += 1
        if link.has("and", "with") and _is_theirs(owners, reading.at(at)):
            before = reading.at(place - 1)
            if before.has("me") and before.text.endswith(" mi"):
                before.tags = {"for": True}  # "para mi hijo" is not "para mí".
            item.tags = {**{name: value for name, value in item.tags.items() if name != "child"}, "kin": True}


def _is_theirs(owners: list[str], mate: Item) -> bool:
    *words, noun = mate.text.split() or [""]
    words = owners + words
    if not mate.has("mate") or noun not in SPOUSES or not words or not MINE.isdisjoint(words):
        return False
    return noun not in _WED or not _ARTICLES.issuperset(words)
