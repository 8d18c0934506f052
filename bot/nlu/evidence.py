"""Which words of a message may vote on its language: no dates, counts, names, codes or words at home everywhere."""

from __future__ import annotations

from typing import Any

from common.languages import SPOKEN

from .reading import Reading, Span
from .text import fold, split
from .vocabulary import vocabulary

_CONNECTORS_OF_VALUES = ("of", "the", "on", "from", "to", "until", "and", "or", "for", "with")
_NEUTRAL = frozenset(
    split(
        "ok okay okey k oki hotel suite wifi wi fi parking spa check in out checkin checkout visa "
        "mastercard paypal email mail e no si booking room service bar double twin king "
        "queen single web online email gmail com hm hmm eh ah oh a x xd lol psd nan am pm"
    )
)
"""Words at home everywhere: they neither move the prior nor change the reply's language."""


def letters(said: str, hidden: list[Span]) -> list[str]:
    return [
        word
        for word in blanked(said, hidden).replace("_", " ").split()
        if any(character.isalpha() for character in word)
    ]


def is_evidence(said: str, hidden: list[Span], reading: Reading) -> bool:
    """Whether words remain beside bare values: dates, counts, names and "ok" never move the prior."""
    taken = [(item.start, item.end) for item in reading.items if item.is_taken]
    shown = fold(blanked(said, [*hidden, *taken]))
    rest = [word for word in split(shown) if word.isalpha() and word not in _NEUTRAL]
    # Connectors around a bare value ("del 3 al 5", "2 adultos y") are part of it.
    table = reading.vocabulary
    loose = [word for word in rest if not (taken and _is_connector(table, word))]
    return bool(loose) and not is_name_like(said, hidden)


_POLITE = frozenset(
    split(
        "please pls plz por favor porfa porfavor xfa gracias thanks thx obrigado obrigada s il vous te plait svp stp merci bitte danke prego per favore grazie "
        "in en em total totale insgesamt tutto gesamt um uma un une una uno ein eine einen einem einer il lo la le gli les los las the a an o os as der die das den dem"
    )
)
_FILLING = (*_CONNECTORS_OF_VALUES, "weare", "type", "suites", "mere", "me")


def is_all_values(reading: Reading) -> bool:
    """Whether nothing stands beside the values that were read but connectors and courtesies: "del once al catorce, por favor"."""
    if "?" in reading.text:
        return False
    loose = [
        item
        for item in reading.items
        if item.kind in ("word", "number") and not item.is_taken and not item.has(*_FILLING)
    ]
    return all(word in _POLITE for item in loose for word in split(item.text))


def votable(said: str, hidden: list[Span]) -> str:
    """The words that may vote on a language: no names, no codes, no "ok". "sí" keeps its accent and its vote."""
    if is_name_like(said, hidden):
        return ""
    return " ".join(word for word in letters(said, hidden) if word.strip(".,;:!?¡¿").lower() not in _NEUTRAL)


def is_name_like(said: str, hidden: list[Span]) -> bool:
    """ "Anna Schmidt": two or more capitalised words that no table knows. A name is at home in every language."""
    shown = letters(said, hidden)
    is_capital = len(shown) >= 2 and all(word[:1].isupper() for word in shown)
    return is_capital and not any(_known_anywhere(word) for one in shown for word in split(fold(one)))


def _is_connector(table: Any, word: str) -> bool:
    entries = table.by_first_word.get(word, ())
    return any(
        len(entry.phrase) == 1 and any(tag in entry.tags for tag in _CONNECTORS_OF_VALUES)
        for entry in entries
    )


def _known_anywhere(word: str) -> bool:
    return any(vocabulary(code).knows(word) or word in vocabulary(code).not_names for code in SPOKEN)


def blanked(said: str, spans: list[Span]) -> str:
    for start, end in spans:
        said = said[:start] + " " * (end - start) + said[end:]
    return said
