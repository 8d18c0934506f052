"""Times that belong to something else than a stay: a table for the evening, a deposit that comes back "in three days"."""

from __future__ import annotations

import re

from .reading import Reading
from .said import SaidDay, SaidLength
from .said_dates import IN_A_MONTH, IS, TURNS
from .said_parts import Parts

_TABLE = re.compile(r"\b(?:table|mesa|tisch|tavolo)\b")
_MONEY_BACK = re.compile(
    r"\b(?:deposits?|refund\w*|invoice|depositos?|fianza|devuelv\w+|devolv\w+|devolucion|reembols\w+|factura|caucao|fatura|devoluc\w+|caution|acompte|arrhes|rembours\w+|facture|"
    r"kaution|anzahlung|(?:zu)?ruck(?:erstatt\w+|zahlung)|erstatt\w+|rechnung|cauzione|caparra|acconto|rimbors\w+|restitui\w+|fattura)\b"
)
_ROAD = re.compile(
    r"\b(?:[aemn] ?-? ?\d{1,3}|ap-?\d{1,2}|br-?\d{2,3}|motorway|highway|freeway|autopista|autovia|carretera|autoestrada|rodovia|autoroute|autobahn|autostrada|tangenziale)\b"
)
_EXIT = re.compile(
    r"\b(?:exit|junction|turn off|salida|saida|sortie|ausfahrt|abfahrt|uscita|casello)s? \d{1,3}\b"
)
_LINE = re.compile(
    r"\b(?:bus|autobus|tram|metro|subte|line|linea|linha|ligne|linie|onibus|autocarro|colectivo|gate|terminal|gleis|platform|binario|quai) (?:number |n |nr |no )?\d{1,3}\b|\b\d{1,3} bus\b"
)
_OF_A_STAY = (
    "room",
    "type",
    "suites",
    "arrive",
    "adult",
    "person",
    "child",
    "couple",
    "tonight",
    "weekday",
    "month",
)


def is_of_something_else(reading: Reading, said: Parts) -> bool:
    return (
        _is_of_a_table(reading)
        or _is_of_money(reading, said)
        or _is_of_a_road(reading, said)
        or _is_of_a_birthday(reading, said)
    )


def _is_of_a_table(reading: Reading) -> bool:
    """ "A table for Saturday" is no night."""
    return bool(_TABLE.search(reading.folded)) and not (
        reading.has("room", "type", "arrive", "depart") or _counts_nights(reading)
    )


def _is_of_money(reading: Reading, said: Parts) -> bool:
    """ "Do I get the deposit back in 3 days?", "the refund takes 5 days"."""
    if said.weekends or said.windows or reading.has(*_OF_A_STAY) or _counts_nights(reading):
        return False
    is_counted = all(
        (isinstance(part.said, SaidDay) and (part.said.offset or 0) > 1) or isinstance(part.said, SaidLength)
        for part in (*said.days, *said.lengths)
    )
    return is_counted and bool(_MONEY_BACK.search(reading.folded))


def _is_of_a_road(reading: Reading, said: Parts) -> bool:
    """ "Is it exit 14 or 15 of the A7?", "does the bus 24 or the 26 stop near you?"."""
    is_way = _LINE.search(reading.folded) or (_ROAD.search(reading.folded) and _EXIT.search(reading.folded))
    return bool(is_way) and not (
        said.lengths or reading.has("room", "type", "adult", "person", "weekday", "month")
    )


def _is_of_a_birthday(reading: Reading, said: Parts) -> bool:
    """ "My daughter turned 9 in April", "mi nena cumple 4 en julio": the month is when she grew older."""
    if len(said.windows) != 1 or said.days or said.weekends or said.lengths or reading.has("room", "type"):
        return False
    place = said.windows[0].start - 1
    while reading.at(place).has("years") or reading.at(place).text in IN_A_MONTH:
        place -= 1
    verb, who = reading.at(place - 1).text.split(), reading.at(place - 2)
    turns = TURNS.intersection(verb) or (IS.intersection(verb) and who.has("child"))
    return reading.at(place).kind == "number" and bool(turns)


def _counts_nights(reading: Reading) -> bool:
    return any(item.tags.get("unit") == "night" for item in reading.items)
