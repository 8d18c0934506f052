"""One room that is spoken of without a number: "a twin", "ein Zimmer", "quarto duplo", "EZ".

Softer than a count: "a room for the six of us" leaves open how many rooms they sleep in, so whoever keeps the party keeps
this beside the rooms that were counted. A definite room ("my room") is one that both know, and says nothing; a definite kind
beside days ("la suite du 3 au 6 avril") is one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .owners import OWNERS
from .reading import Item, Reading
from .room_types import is_refused
from .text import split

_MOST_ADJECTIVES = 2
_SLEEPS = {"individual": 1, "doble": 2}
"""Grown people in one such room; more of them need several, whatever the grammar of the word."""
_SAME_IN_PLURAL = "de"
"""German "Doppelzimmer" and "EZ" may be several, but a bare one beside a stay is one."""
_OTHER_ROOMS = frozenset(
    split(
        "meeting conference dining service key number reuniones reunion conferencias reuniao reunioes conferencia conference riunione riunioni conferenze upgrade"
    )
)
_IN_A = frozenset(("num", "numa", "dum", "duma", "dune"))
_A_IN_SPEECH = frozenset(("n", "nen", "ner", "nem"))
"""What speakers of German make of "ein"."""
_THE = frozenset(split("the el la le l lo il a der die das den dem"))
_MOST_IN_ONE = 2
_ASKS = frozenset(
    split(
        "tem tens ha hay tienen tiene teneis tenes have got need want book c avete ce cerco cerchiamo busco buscamos procuro cherche cherchons besoin preciso quero quiero"
    )
)
_COURTESIES = frozenset(split("please pls plz por porfa porfavor pf pfv bitte svp s prego per"))
_NOT_BARE = ("the", "not", "without", "instead", "this", "per", "next", "couple")
_ENDS_A_WISH = ("for", "from", "on", "with", "to", "until", "person", "unit", "weekday", "month", "and", "rel", "tonight", "room", "arrive", "without", "or")  # fmt: skip


def speaks_of_one_room(reading: Reading, party: Mapping[str, Any] | None) -> bool:
    """Whether a message that counts no rooms wishes for one. party: who comes, as counted."""
    return any(_is_one(reading, place, party or {}) for place in range(len(reading.items)))


def _is_one(reading: Reading, place: int, party: Mapping[str, Any]) -> bool:
    item = reading.at(place)
    kind = item.tags.get("type")
    if item.kind != "word" or not (kind or item.has("room")) or item.has("extra", "couple", "stop"):
        return False
    after = reading.at(place + 1)
    if after.has("thing") or after.text in _OTHER_ROOMS or is_refused(reading, place):
        return False
    grown = party.get("adults") or party.get("people") or 0
    if kind in _SLEEPS and grown > _SLEEPS[kind]:
        return False
    if _is_plural(item, reading.vocabulary.language):
        return False
    at = _determiner(reading, place)
    lead = reading.at(at)
    if lead.kind == "number":
        return lead.is_article or lead.value == 1
    if lead.text in _IN_A or (lead.text in _A_IN_SPEECH and reading.vocabulary.language == "de"):
        return True
    is_dated = _is_dated(reading)
    if lead.text in _THE and kind and is_dated and not item.has("suites"):
        return True  # "la suite avec jacuzzi est libre du 3 au 6 avril ?"
    is_bare = bool(kind) or ((is_dated or grown) and _is_bare_room(reading, place, grown))
    return is_bare and at == place - 1 and _stands_by_itself(reading, place)


def _is_dated(reading: Reading) -> bool:
    """Whether days are spoken of, so that a room is one to sleep in."""
    return reading.has("rel", "tonight", "month", "weekday", "day", "easter") or any(
        item.kind == "date" or item.tags.get("unit") in ("night", "weekend") for item in reading.items
    )


def _is_bare_room(reading: Reading, place: int, grown: int) -> bool:
    """ "Camera domani 1 notte", "tem quarto p hj?": asked for first, or behind a wish; not "room 12"."""
    before, after = reading.at(place - 1), reading.at(place + 1)
    if after.kind == "number" and not (reading.at(place + 2).tags or reading.at(place + 2).text in "-/."):
        return False
    is_led = before.kind in ("nothing", "mark")
    if reading.vocabulary.language == _SAME_IN_PLURAL:
        return is_led and grown <= _MOST_IN_ONE
    return is_led or before.has("wish") or before.text in _ASKS


def _determiner(reading: Reading, place: int) -> int:
    """The place of the word that a room's adjectives stand behind: "une petite chambre", "a quiet double room"."""
    at = place - 1
    while place - at <= _MOST_ADJECTIVES and _is_adjective(reading.at(at)):
        at -= 1
    return at if reading.at(at).kind == "number" else place - 1


def _is_adjective(item: Item) -> bool:
    return (
        item.kind == "word"
        and (not item.tags or item.has("type", "mere", "same", "big", "child"))
        and item.text not in OWNERS | _OTHER_ROOMS
    )


def _stands_by_itself(reading: Reading, place: int) -> bool:
    """ "Twin room for 2 nights?", "nights of the 23rd and 24th, single room", "quarto duplo 2 noites"."""
    before, after = reading.at(place - 1), reading.at(place + 1)
    if before.has(*_NOT_BARE) or before.text in OWNERS:
        return False
    leads = before.kind in ("nothing", "mark", "date", "number", "hidden") or bool(before.tags)
    if not reading.at(place).tags.get("type") and before.kind in ("nothing", "mark") and not after.tags:
        return True  # "chbre côté cour", behind the dates
    goes_on = after.kind in ("nothing", "mark", "number", "date", "hidden") or (
        after.has(*_ENDS_A_WISH) or after.text in _COURTESIES
    )
    return leads and goes_on


def _is_plural(item: Item, language: str) -> bool:
    if language == _SAME_IN_PLURAL:
        return item.text.endswith(("suiten", "zimmern"))
    return item.has("suites") or (item.has("room") and item.text.endswith(("s", "camere", "stanze")))
