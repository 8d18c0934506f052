"""The word for a couple: two grown people ("casal com gémeos"), or a few of something ("a couple of nights")."""

from __future__ import annotations

from .owners import POSSESSIVES
from .reading import Reading
from .text import split

_ASKED = frozenset(
    split("qto quanto quanta cuanto cuesta combien c how what was wieviel wie possivel tem hay")
)
"""What may begin behind "11-13 set casal": the question."""


def is_one_couple(reading: Reading, place: int) -> bool:
    """ "para pareja", "a couple with a baby"; not "a couple of nights", "ein paar Tage"."""
    item, before, after = reading.at(place), reading.at(place - 1), reading.at(place + 1)
    if item.text.endswith("s") or after.has("unit", "few"):
        return False
    if after.has("of") and not (
        # "couple de retraités", "pareja de amigos"; the English "couple of friends" is no couple, nor is "une couple de jours".
        reading.vocabulary.language != "en"
        and reading.at(place + 2).kind == "word"
        and not reading.at(place + 2).has("unit", "few", "month", "weekday", "hour", "room", "thing", "child")
    ):
        return False
    if item.has("pair", "few"):
        if (
            item.text == "ein paar"
            and before.has("weare")
            and (reading.text[item.start : item.end].endswith("Paar") or after.text in ("aus", "von"))
        ):
            return True  # "Wir sind ein Paar aus Graz"
        is_last = after.kind in ("nothing", "mark")
        return (is_last and (item.text != "ein paar" or before.has("weare"))) or after.has(
            "with", "and", "for"
        )
    if (
        before.kind == "word"
        and (not before.tags or before.has("child"))
        and reading.at(place - 2).kind in ("nothing", "mark")
    ):
        before = reading.at(place - 2)  # "retired couple, 3 nights"
    is_apart = before.kind in ("mark", "date") or before.has("month", "unit", "weekday", "room", "rel")
    if is_apart and before.text != "(":
        # "una semana, casal com gémeos", "5 to 9 October, couple"
        goes_on = after.has("with", "and", "without", "of", "from", "for") or after.text in _ASKED
        return after.kind in ("nothing", "mark") or goes_on
    return (
        before.kind == "nothing"
        or before.has("with", "for", "of", "weare", "another")
        or before.text in POSSESSIVES
    )
