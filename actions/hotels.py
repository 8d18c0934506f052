"""Which of several hotels a guest means: a button, or the hotel's name or town in the guest's words.

A conversation that was opened for one hotel (on its own web page, by its own program) stays there.
"""

from __future__ import annotations

import re
import unicodedata

from actions.context import ERRAND_SLOTS, Turn
from common.properties import Property

# What was gathered for one hotel and means nothing in another; the stay and the people go along.
_OF_ONE_HOTEL = ("room", "extras", "offers", "quote", "booking_ok", *ERRAND_SLOTS)
_SHORTEST_NAME = 4


def take(turn: Turn) -> bool:
    """Keep the hotel that the message names. False when it names none, or none but the one that is meant already."""
    hotels = turn.desk.front_desk.properties()
    is_fixed = bool(turn.metadata.get("property")) and not turn.get("property")
    if len(hotels) == 1 or is_fixed:
        return False
    before = turn.hotel
    pressed = turn.said.entity("property")
    named = pressed if pressed in {hotel.id for hotel in hotels} else _named(turn.said.text, hotels, before)
    if named is None or (before is not None and before.id == named):
        return False
    if before is not None:
        turn.forget(*_OF_ONE_HOTEL)
    turn.set("property", named)
    return True


def _named(text: str, hotels: tuple[Property, ...], before: Property | None) -> str | None:
    """Once a hotel is meant only another one's whole name changes that: a guest may be called like a word of it."""
    said = _words(text)
    whole = [hotel.id for hotel in hotels if _contains(said, _words(hotel.name))]
    if len(whole) == 1:
        return whole[0]
    if before is not None:
        return None
    partly = [hotel.id for hotel in hotels if set(said) & _own_words(hotel, hotels)]
    return partly[0] if len(partly) == 1 else None


def _own_words(hotel: Property, hotels: tuple[Property, ...]) -> set[str]:
    """Words of its name and town that no other hotel shares."""
    others = {word for other in hotels if other is not hotel for word in _words(f"{other.name} {other.city}")}
    own = set(_words(f"{hotel.name} {hotel.city}")) - others
    return {word for word in own if len(word) >= _SHORTEST_NAME}


def _contains(words: list[str], part: list[str]) -> bool:
    size = len(part)
    return size > 0 and any(words[at : at + size] == part for at in range(len(words) - size + 1))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one)))
