"""Which offered title a guest typed, whole or by the word that tells it from the others. Pure.

Hotels name their rooms as they like ("Executive Rooms", "Poolside"): no list of ours holds such names, but what was
offered a moment ago does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 80
_MOST_WORDS = 8

# What stands around a name when it is chosen, in the six languages, without accents.
_AROUND_WORDS = """
the a an one please i we would like want take ll d prefer thanks for us me ok okay yes then and room rooms
la el los las lo una un uno por favor quiero queremos prefiero gracias para mi nosotros si entonces habitacion
o os as um uma quero queremos prefiro obrigado obrigada pra sim entao quarto
le les une s il vous plait je voudrais prends veux prefere merci pour nous oui alors chambre
der die das den ein eine einen bitte ich wir mochte mochten nehme nehmen hatte gern gerne danke fur uns ja dann zimmer
il lo gli i vorrei prendo preferisco prego grazie per noi favore allora camera
"""
_AROUND = frozenset(_AROUND_WORDS.split())


def is_title(words: str, title: str) -> bool:
    """Whether the words are the title, whatever their case and the marks at the end."""
    return _plain(words) == _plain(title) != ""


def named(words: str, titles: Sequence[str]) -> int | None:
    """The place of the one title that the words name by a word of its own; None for none, for several and for a question.

    Nothing else may be said beside the name, so that "not the executive" and "is the executive quiet?" choose nothing.
    """
    if "?" in words or len(words) > LONGEST:
        return None
    said = _words(words)
    of_titles = [set(_words(title)) for title in titles]
    every = set().union(*of_titles)
    if not said or len(said) > _MOST_WORDS or not set(said) <= every | _AROUND:
        return None
    meant = {
        place
        for word in said
        if word not in _AROUND
        if len(places := [place for place, own in enumerate(of_titles) if word in own]) == 1
        for place in places
    }
    return meant.pop() if len(meant) == 1 else None


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).strip(" .,!¡")


def _words(words: str) -> list[str]:
    bare = unicodedata.normalize("NFD", words.casefold())
    return re.findall(r"\w+", "".join(sign for sign in bare if not unicodedata.combining(sign)))
