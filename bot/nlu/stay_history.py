"""Days that are spoken of and not wished for: a birthday, a stay of long ago, "last August", "see you tomorrow".

Only the words of the same clause count, and a wish between them and the day ends their reach ("we met in 2019 and
would like to come back on the 3rd").
"""

from __future__ import annotations

from .reading import Item, Reading
from .said import SaidDay, SaidLength, SaidWeekend, SaidWindow
from .said_parts import Part

_REACH = 9
_REACH_BEHIND = 5
_CLAUSE_ENDS = frozenset(".?!;\n,:")
_LINKS = frozenset(
    ("is", "falls", "es", "sera", "cae", "e", "est", "sera", "tombe", "ist", "fallt", "faellt", "cade")
)
_IF = {"en": "if", "es": "si", "fr": "si", "de": "wenn", "pt": None, "it": None}
"""Portuguese and Italian "se" stands before every other verb."""
_NEAR = 5
_FORWARD = ("wish", "arrive", "depart", "change", "tonight")


def without_history(reading: Reading, found: list[Part]) -> tuple[list[Part], SaidDay | None]:
    """The parts that are about the stay that is wished for, and the day of an occasion it may lie around."""
    is_told = reading.has("past", "parting", "occasion", "bygone") or any(
        _has_arrived(reading, place) for place in range(len(reading.items))
    )
    if not found or not is_told:
        return found, None
    kept: list[Part] = []
    anchor: SaidDay | None = None
    was_history, floor = False, 0
    for part in found:
        said = part.said
        is_occasion = _is_occasion(reading, part, floor)
        if is_occasion and isinstance(said, SaidDay):
            anchor = said
        # "Tenho uma prova no domingo, queria chegar no sábado dia 20 e sair na segunda": both ends are said apart.
        has_both_ends = {"arrive", "depart"} <= {other.role for other in found if other is not part}
        is_occasion = is_occasion or (has_both_ends and _is_beside_occasion(reading, part))
        is_history = is_occasion or _is_history(reading, part)
        between = reading.items[floor : said.start]
        if was_history and part.joint in ("to", "and") and not any(item.has(*_FORWARD) for item in between):
            is_history = True
        was_history, floor = is_history, said.end
        if not is_history:
            kept.append(part)
    return kept, anchor


def _is_history(reading: Reading, part: Part) -> bool:
    said = part.said
    if isinstance(said, SaidLength):
        return _is_told(reading, said.start, said.end)
    return _is_bygone(reading, part) or _is_told(reading, said.start, said.end)


def _is_bygone(reading: Reading, part: Part) -> bool:
    """ "last August", "agosto pasado", "lo scorso weekend"; "the last weekend in July" is to come."""
    said = part.said
    if isinstance(said, SaidDay) and (said.day is not None or "#" in (said.month_day or "")):
        return False
    if isinstance(said, SaidWeekend) and (said.month is not None or said.day is not None):
        return False
    if isinstance(said, SaidWindow) and (said.week is not None or said.part in ("start", "mid", "end")):
        return False
    if isinstance(said, SaidWindow | SaidDay) and _is_of_a_bygone_year(reading, said.start):
        return True
    first, before, after = reading.at(said.start), reading.at(said.start - 1), reading.at(said.end)
    if first.has("bygone") and first.has("last"):
        return reading.at(said.start + 1).has("month", "season", "weekday", "unit", "day", "easter") and not (
            isinstance(said, SaidWindow) and said.month is not None and reading.at(said.start + 1).has("unit")
        )
    return (before.has("bygone") and not before.has("behind")) or (
        after.has("bygone") and not after.has("ahead")
    )


def _is_of_a_bygone_year(reading: Reading, start: int) -> bool:
    """ "letztes Jahr im August", "el año pasado en agosto"."""
    near = [reading.at(at) for at in range(start - 4, start)]
    return any(
        item.tags.get("unit") == "year"
        and any(other.has("bygone") for other in (near[place - 1 : place] + near[place + 1 : place + 2]))
        for place, item in enumerate(near)
    )


def _is_told(reading: Reading, start: int, end: int) -> bool:
    """Words of the past in the clause before the day; in German also behind it, where the verb stands."""
    for at in range(start - 1, max(-1, start - 1 - _REACH), -1):
        item = reading.at(at)
        if _has_arrived(reading, at):
            return True
        if _ends_clause(item) or item.has(*_FORWARD):
            break
        is_supposed = any(
            reading.at(back).text == _IF.get(reading.vocabulary.language) for back in range(at - 3, at)
        )
        if (_is_past(reading, item) and not is_supposed) or item.has("parting"):
            return True
    behind = (end,) if reading.at(end).text in _CLAUSE_ENDS else (end, end + 1)
    if any(reading.at(at).has("parting") for at in behind):
        return True  # "mañana hablamos"
    if reading.vocabulary.language != "de":
        return False
    for at in range(end, end + _REACH_BEHIND):
        item = reading.at(at)
        if _ends_clause(item) or item.has("wish"):
            break
        if _is_past(reading, item):
            return True
    return False


def _is_past(reading: Reading, item: Item) -> bool:
    # "wären" folds to "waren", and is a wish.
    return item.has("past") and "ä" not in reading.text[item.start : item.end]


def _has_arrived(reading: Reading, place: int) -> bool:
    """ "El paquete que llegó el lunes", "le colis est arrivé lundi": what folding makes the word for an arrival to come."""
    item = reading.at(place)
    if not item.has("arrive"):
        return False
    word = reading.text[item.start : item.end].lower()
    if reading.vocabulary.language == "fr":
        return word.rstrip("es").endswith("é") and reading.at(place - 1).text in ("est", "sont")
    return reading.vocabulary.language == "es" and word.endswith("ó")


def _ends_clause(item: Item) -> bool:
    return item.text in _CLAUSE_ENDS or item.kind == "nothing"


def _is_beside_occasion(reading: Reading, part: Part) -> bool:
    """A bare weekday right behind what is held then."""
    said = part.said
    if not isinstance(said, SaidDay) or part.joint or said.weekday is None or said.day is not None:
        return False
    for at in range(said.start - 1, said.start - 1 - _NEAR, -1):
        item = reading.at(at)
        if _ends_clause(item) or item.has(*_FORWARD, "for"):
            return False
        if item.tags.get("occasion") == "noun":
            return True
    return False


def _is_occasion(reading: Reading, part: Part, floor: int) -> bool:
    """ "my birthday is 5 May", "the wedding is on the 18th"; "for my birthday, 5 to 7 May" is a stay."""
    said = part.said
    if not isinstance(said, SaidDay) or part.joint in ("to", "and", "or") or part.role:
        return False
    is_linked = False
    for at in range(said.start - 1, max(floor - 1, said.start - 1 - _REACH), -1):
        item = reading.at(at)
        if _ends_clause(item) or item.has("wish", "for", "arrive", "depart"):
            break
        is_linked = is_linked or item.text in _LINKS
        if item.has("occasion") and (is_linked or item.tags["occasion"] == "verb"):
            return True
    after = [reading.at(at) for at in range(said.end, said.end + 4)]
    return any(item.has("occasion") for item in after) and after[0].text in _LINKS
