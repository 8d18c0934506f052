"""A known stay pushed by months, or to the day beside it: "décaler d'un mois", "um einen Monat verschieben", "on arrive la veille". Pure."""

from __future__ import annotations

import re
from typing import Any

from .people_phrases import COUNT, COUNTS
from .reading import Reading

_LATER = (
    r"decal\w+|report(?:er|e[rz]?|ons|ions|ait)|repouss\w+|verschieb\w*|verschob\w*|verleg\w*|nach hinten|sposta\w*|spostia\w*|spostass\w*|posticip\w+|rimand\w+|"
    r"push\w*|mov(?:e|ing|er|emos|erlo|erla|erlas|erlos)|shift\w*|postpon\w+|put off|aplaz\w+|pospon\w+|postponer|retras\w+|atras\w+|adia\w*|adi(?:ar|ando)|muda(?:r|mos)|pasar(?:lo|la)?"
)
_SOONER = (
    r"avanc\w+|vorzieh\w*|vorzuziehen|vorverleg\w*|anticip\w+|bring forward|adelant\w+|adiant\w+|antecip\w+"
)
_UNIT = r"(?:mois|monat\w*|mes[ei]?|meses|months?)"
_LENGTH = rf"(?:d'|de |di |um |by |en |por |of )?(?:einen |einem |{COUNT} ?){_UNIT}\b"
_FORMS = tuple(
    (way, re.compile(form))
    for way, verbs in ((-1, _SOONER), (1, _LATER))
    for form in (
        rf"\b(?:{verbs})\b(?: \w+){{0,4}}? {_LENGTH}(?! (?:earlier|plus tot|antes|mais cedo|fruher|prima|later|plus tard|despues|depois|spater|dopo))",
        rf"\bum {COUNT} {_UNIT}(?: \w+){{0,3}}? (?:zu )?(?:{verbs})\b",
    )
)
_BY_ONE = re.compile(
    rf"\bum (?:einen|eine|ein) {_UNIT}(?: \w+){{0,3}}? (?:zu )?(?P<verb>{_LATER}|{_SOONER})\b"
)
_OF = r"(?! (?:d[eu']|del|della|di|da|do|of|vor|von|des|my|the|christmas|easter|weihnachten|ostern|natale|noel|navidad|natal))"
_DAY_BESIDE = (
    (-1, re.compile(rf"\b(?:la veille|the (?:day|night) before|el dia (?:antes|anterior|de antes)|(?:no |o )dia (?:anterior|antes)|(?:am |schon am )?vortag|(?:am |den )tag (?:davor|vorher|zuvor)|il giorno (?:prima|precedente)|la sera prima)\b{_OF}")),
    (1, re.compile(rf"\b(?:le lendemain|the (?:day after|next day|following day)|(?:el|al) dia (?:siguiente|despues)|(?:no |o )dia (?:seguinte|depois)|(?:am )?(?:folgetag|darauffolgenden tag)|(?:am |den )tag (?:danach|darauf|drauf)|il giorno (?:dopo|successivo|seguente))\b{_OF}")),
)  # fmt: skip


def find_push(reading: Reading) -> dict[str, Any] | None:
    """{"months"}, {"check_in_days"} or {"check_out_days"}, as stay_shifts.py says them; None when nothing is pushed."""
    return _by_months(reading.folded) or _to_the_day_beside(reading)


def _by_months(folded: str) -> dict[str, Any] | None:
    for way, form in _FORMS:
        if found := form.search(folded):
            return {"months": way * COUNTS.get(found.group("count") or "", 1)}
    if found := _BY_ONE.search(folded):
        return {"months": -1 if re.match(_SOONER, found.group("verb")) else 1}
    return None


def _to_the_day_beside(reading: Reading) -> dict[str, Any] | None:
    """ "On arrive la veille": the day before the one that is known."""
    days = next((way for way, form in _DAY_BESIDE if form.search(reading.folded)), None)
    is_arrival, is_departure = reading.has("arrive"), reading.has("depart")
    if days is None or is_arrival == is_departure:
        return None
    return {"check_in_days" if is_arrival else "check_out_days": days}
