"""Changes said relative to a stay that is already known: "a day earlier", "one night more", "next month instead".

Pure, and blind to that stay: it says what was asked for, and whoever keeps the stay applies it. What is found is plain JSON
with one or more of

`check_in_days` / `check_out_days`: ±days by which that end moves, the other end staying ("llegar un día antes": -1) ·
`days`: ±days by which the whole stay moves ("a week later": 7) ·
`nights`: ±nights the stay grows or shrinks at its end ("una noche más": 1, "eine Nacht weniger": -1; the `more_nights` of
the stay says the same and is not to be added to it) ·
`month`: "2026-12", the same stay in that month ("in December instead") ·
`next_day`: the departure is the day after the arrival, where no departure is known ("e ripartiremmo il giorno dopo") ·
`following`: the next weekend or week after the one that is known ("quello dopo") ·
`months`: so many months on ("a month later"); beside `month` ("next month instead") for a stay that lies in that month already ·
`from`, `to`: ISO days; whichever end lies on `from` moves to `to` ("cambiar del viernes al sábado"). `from` may be null
when it is not sure which day is meant.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

from . import calendar_days
from .reading import Item, Reading
from .said import LONGEST_COUNT, SaidDay, SaidWindow
from .said_parts import Part, Parts
from .said_steps import NIGHTS
from .stay_beside import DAY_AFTER
from .stay_pushes import find_push
from .stay_roles import parts
from .stays import Stay
from .text import split

_DIRECTIONS = ("earlier", "later", "fewer", "more")
_ROLE_REACH = 8
_MOST_MONTHS = 12
_WEEK_AFTER = re.compile(
    r"\b(?:the (?:week after|following week)|la semana (?:siguiente|despues|posterior)|n?a semana (?:seguinte|depois|a seguir)|(?:la )?semaine (?:d'apres|suivante)|"
    r"(?:de(?:l)?|ne(?:l)?)?la settimana (?:dopo|successiva|seguente)|(?:die )?woche (?:danach|darauf|drauf)|die folgende woche)(?! (?:of|de|du|del|della|nach|the|next|easter|christmas)\b)"
)
"""Of a stay that is known; by itself it is a window like any other."""
_MONTH_AFTER = re.compile(
    r"\b(?:the (?:month after|following month)|(?:el|al) mes (?:siguiente|despues|posterior)|n?o mes (?:seguinte|depois|a seguir)|le mois (?:d'apres|suivant)|"
    r"il mese (?:dopo|successivo|seguente)|(?:der|den|einen|im) monat (?:danach|darauf|drauf|spater)|(?:der|den|im) (?:folgende[nr]?|darauffolgende[nr]?) monat)(?! (?:of|de|du|del|nach|the)\b)"
)
_ONE_ON = re.compile(
    r"(?:[a-z' ]{0,24}[ ,?!.]+)??(?:for |para |pour |fur |per |e |and |et |y |und |a |au |o |no |the )?(?:the (?:one after(?: that)?|following one|next one)|(?:one )?after that|"
    r"(?:el|al) (?:siguiente|de despues|posterior|proximo)|o (?:proximo|seguinte|outro a seguir|de depois)|(?:le|celui) (?:d'apres|suivant|prochain)|(?:das|am) nachste[nm]?|(?:das|am|dem) (?:danach|darauf|darauffolgende[nm]?|folgende[nm]?)|(?:das )?(?:eins? )?danach|"
    r"(?:a )?quello (?:dopo|successivo|seguente|prossimo))(?:,? (?:not this (?:one|weekend)|no este|nao este|pas celui ci|non questo|nicht dieses))?(?: (?:please|por favor|bitte|svp|per favore|instead))? *[?.!]*"
)
"""The next weekend or week after the one that was spoken of, as the whole message."""
_KEEPS_LENGTH = re.compile(
    r"\b(?:(?:the |a )?(?:whole|full|entire) (?:week|fortnight)|same (?:length|number of (?:nights|days))|all (?:\w+ )?nights the same|(?:la )?semana (?:entera|completa|toda|inteira)|toda a semana|toda la semana|"
    r"(?:el )?mismo numero de (?:noches|dias)|(?:as )?mesmas? (?:noites|duracao)|o mesmo numero de (?:noites|dias|diarias)|las mismas noches|misma duracion|igual de noches|toute la semaine|(?:la )?semaine (?:entiere|complete)|"
    r"(?:le )?meme nombre de (?:nuits|jours)|meme duree|autant de nuits|(?:die )?(?:ganze|volle) woche|gleich (?:lang|viele nachte)|gleichen? (?:dauer|anzahl)|(?:la )?settimana intera|tutta la settimana|"
    r"(?:le )?stesse notti|(?:lo )?stesso numero di (?:notti|giorni)|stessa durata)\b"
)
"""The end that is not named moves, too."""
_VERB_REACH = 34
_AFTER_ALL = re.compile(
    r"\b(?:after all|al final|finalmente|afinal|no fim|finalement|finalmente|alla fine|doch)\b"
)
"""Then the day after is the one after the departure that was known."""
_PUT_OFF = re.compile(
    r"\b(?:(?:push|put|move|shift)(?:ed|ing)? (?:\w+ ){0,3}(?:back|off|out)|postpone|delay|posponer\w*|aplazar\w*|retrasar\w*|correr(?:lo|la|las|los|nos)?|atrasar\w*|adiar|remarcar|decaler|decale[rz]?|repousser|reporter|retarder|"
    r"(?:shift|move|mover|spostar\w*)(?: \w+){0,3}? (?:by|di)(?= $)|verschieben|nach hinten (?:\w+ )?(?:schieben|verlegen|verschieben|setzen)|nach hinten|posticipare|rimandare|ritardare|spostare (?:\w+ )?(?:in )?avanti)\b"
)
_BRING_FORWARD = re.compile(
    r"\b(?:bring (?:\w+ ){0,3}forward|adiant\w*|adelantar\w*|antecipar|avancer|nach vorne?|vorziehen|vorverlegen|anticipare)\b"
)
_LAST_NIGHT = re.compile(
    r"\b(?:(?:drop|skip|lose|remove|cancel|cut|leave out|without|minus)(?: off)?|quitar\w*|quita|quitad|quite|sacar\w*|sin|tirar|tira|tire|sem|cortar|enlever|enleve[rz]?|supprime[rz]?|sans|streichen|weglassen|ohne|togliere|togliamo|tolga|senza)"
    r" (?:the|la|a|die|l'|das)? ?(?:very )?(?:last|ultima|derniere|letzte) (?:night|noche|noite|diaria|nuit|nacht|notte)\b|\b(?:die )?letzte nacht (?:streichen|weglassen|weg)\b"
)
_WEEKEND_AFTER = re.compile(
    r"\b(?:the (?:following weekend|weekend after)|(?:el )?(?:finde|fin de semana) (?:siguiente|despues|posterior)|(?:o|no) fim de semana (?:seguinte|a seguir|depois)|(?:le )?week-?end (?:d'apres|suivant)|"
    r"(?:das |am )?wochenende (?:danach|darauf|drauf)|(?:das |am )?(?:folgende|darauffolgende)n? wochenende|(?:il )?(?:weekend|fine settimana) (?:dopo|successivo|seguente))\b(?! (?:of|de|du|del|della|des|the|next|easter|christmas|my|our)\b)"
)
_SEPARATED = {"an": "arrive", "ab": "depart"}
_HALVED = re.compile(r"\ban- und ab(?:reise|fahrt)|\bhin- und ruck(?:reise|fahrt)")
_JOINS = frozenset(
    split(
        "and plus as well the of y e et und o la el a le il l die der den como tambien tanto cuanto quanto che sia come et ainsi que que wie auch ni both my our mi nuestra nuestro nossa minha mon ma notre"
    )
)
_NOT_AFTER = ("of", "day", "easter", "span", "carnival", "month", "weekday", "to", "until", "person")
_COUNTED = ("adult", "person", "child", "infant", "month", "weekday", "room")
_SHORTEN = frozenset(
    split(
        "shorten shortening reduce cut acortar acortarlo reducir quitar recortar encurtar reduzir tirar raccourcir reduire enlever verkurzen kurzen accorciare ridurre togliere"
    )
)
_ADVANCE = frozenset(("before", "prior", "antes", "avant", "prima", "vorher", "davor"))


def find_stay_shift(reading: Reading, *, today: dt.date, day_first: bool = True) -> dict[str, Any] | None:
    """The change of a known stay that a message asks for, or None. Leaves the reading's items untaken."""
    found: dict[str, Any] = {}
    is_one_on = _ONE_ON.fullmatch(reading.folded.strip()) and not reading.has("unit")
    if is_one_on or _WEEKEND_AFTER.search(reading.folded):
        return {"following": 1}
    if _WEEK_AFTER.search(reading.folded):
        return {"days": 7}
    if _MONTH_AFTER.search(reading.folded):
        return {"months": 1}
    leaves = reading.has("depart") or (
        reading.vocabulary.language == "de" and any(item.text == "ab" for item in reading.items[-2:])
    )
    is_next = leaves and not reading.has("arrive") and DAY_AFTER.search(reading.folded)
    if is_next and not _AFTER_ALL.search(reading.folded):
        return {"next_day": 1}  # "e ripartiremmo il giorno dopo"
    if _LAST_NIGHT.search(reading.folded):
        return {"nights": -1}
    postponed = _postponed(reading)
    if postponed:
        return {"days": postponed}
    if push := find_push(reading):
        return push
    is_shortened = any(item.text in _SHORTEN for item in reading.items)
    if reading.has("unit", "stop") and (
        is_shortened
        or reading.has(*_DIRECTIONS, "another", "extend")
        or any(item.text == "early" for item in reading.items)
    ):
        found = _counted_shifts(reading)
    if found or not reading.has("change", "swap", "same"):
        return found or None
    said = parts(reading, day_first=day_first, asked=None)
    return _move(said, today) or _month(said, today)


def told_apart(stay: Stay | None, shift: dict[str, Any] | None) -> tuple[Stay | None, dict[str, Any] | None]:
    """A message says a stay or a change of one: "arriving on the 3rd, leaving two days later" is a stay of its own."""
    if stay is None or not shift:
        return stay, shift
    if shift.get("following"):
        return stay, shift  # A weekend of its own where no stay is known.
    if "days" in shift and stay.nights == abs(shift["days"]) and not (stay.check_in or stay.check_out):
        return None, shift  # "By two days" is no length.
    if stay.check_in or stay.check_out:
        # "One night less, we must be home on the 29th": whether the day only explains the change, the known stay tells.
        is_reason = shift.keys() <= {"nights", "check_in_days", "check_out_days"} and stay.notes.get("unsaid")
        return stay, shift if is_reason and not (stay.check_in and stay.check_out) else None
    if "nights" in shift and stay.nights is not None:
        # The nights of the change are no length.
        rest = replace(stay, nights=None, notes={})
        return (rest if rest.ambiguous or rest.more_nights or rest.impossible else None), shift
    return stay, shift


# -- counted: "two days later" ------------------------------------------------------------------------------------------


def _counted_shifts(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    place = floor = 0
    while place < len(reading.items):
        shift = _counted(reading, place, floor)
        if shift is None:
            place += 1
            continue
        key, amount, place = shift
        found.setdefault(key, amount)
        floor = place
    return found


def _counted(reading: Reading, place: int, floor: int) -> tuple[str, int, int] | None:
    """(key, amount, end) of a change that begins at a place with its count."""
    item = reading.at(place)
    if item.is_taken:
        return None
    count = _count(item)
    at = place + 1
    direction = "more" if item.has("another") else None
    if item.text == "one day" and _direction(reading.at(at)):  # By itself it is some day.
        return _shift(reading, place, at, floor, count=1, unit="day", direction=None)
    if count is None and item.has("the") and reading.at(at).tags.get("unit") == "week":
        count = 1  # "the week after"
    if count is None:
        return None
    inner = reading.at(at)
    if inner.kind == "word" and inner.has("more", "fewer", "mere") and inner.tags.get("unit") is None:
        direction = "more" if inner.has("more") else "fewer" if inner.has("fewer") else direction
        at += 1
    unit_item = reading.at(at)
    unit = unit_item.tags.get("unit")
    if unit == "month" and item.kind == "number" and count <= _MOST_MONTHS:
        way = _direction(reading.at(at + 1))
        if way in ("earlier", "later") and not _goes_on(reading, at + 1):
            return "months", count if way == "later" else -count, at + 2
    if unit not in ("night", "day", "week", "fortnight") or not 0 < count <= LONGEST_COUNT:
        return None
    if item.has("the") and not reading.at(at + 1).has("earlier", "later"):
        return None
    return _shift(reading, place, at + 1, floor, count=count, unit=unit, direction=direction)


def _shift(
    reading: Reading, place: int, end: int, floor: int, *, count: int, unit: str, direction: str | None
) -> tuple[str, int, int] | None:
    """The change, once what is counted is known. end: the item behind the unit."""
    behind = _direction(reading.at(end))
    if behind and not _goes_on(reading, end):
        direction, end = behind, end + 1
    elif direction is None:
        direction = _direction_before(reading, place, end, floor)
    if direction is None:
        return None
    days = count * NIGHTS[unit]
    if direction in ("more", "fewer"):
        return "nights", days if direction == "more" else -days, end
    if reading.at(place - 1).has("to", "until", "within"):
        return None  # "free until two days before" is a rule of the house.
    if _KEEPS_LENGTH.search(reading.folded) or _is_both_ends(reading, floor, place, end):
        return "days", days if direction == "later" else -days, end
    role = _role(reading, floor, place, end)
    key = {"arrive": "check_in_days", "depart": "check_out_days"}.get(role or "", "days")
    return key, days if direction == "later" else -days, end


def _is_both_ends(reading: Reading, floor: int, start: int, end: int) -> bool:
    """ "sia arrivo che partenza", "arriving and leaving a day earlier": both words side by side, before the count or behind it."""
    if _HALVED.search(reading.folded):
        return True
    for places in (range(floor, start), range(end, min(end + _ROLE_REACH, len(reading.items)))):
        roles = [(at, _end_of(reading.at(at))) for at in places]
        named = [(at, name) for at, name in roles if name]
        if len(named) == 2 and named[0][1] != named[1][1]:
            between = range(named[0][0] + 1, named[1][0])
            if all(reading.at(at).kind == "mark" or reading.at(at).text in _JOINS for at in between):
                return True
    return False


def _end_of(item: Item) -> str | None:
    return next((name for name in ("arrive", "depart") if item.has(name) and not item.has("from")), None)


def _postponed(reading: Reading) -> int | None:
    """ "push it back by two days", "um drei Tage verschieben", "adelantarlo un día": days by which everything moves."""
    for place, item in enumerate(reading.items):
        count, unit = _count(item), reading.at(place + 1).tags.get("unit")
        if (
            count is None
            or unit not in ("day", "night", "week", "fortnight")
            or not 0 < count <= LONGEST_COUNT
        ):
            continue
        if _direction(reading.at(place + 2)) and not _goes_on(reading, place + 2):
            return None  # Told by its own word, and maybe of one end only.
        before = reading.folded[max(0, item.start - _VERB_REACH) : item.start]
        behind = reading.folded[reading.at(place + 1).end :][:_VERB_REACH]
        for form, way in ((_BRING_FORWARD, -1), (_PUT_OFF, 1)):
            if form.search(before) or (form.search(behind) and not before.strip().endswith(("fur", "for"))):
                return way * count * NIGHTS[unit]
    return None


def _count(item: Item) -> int | None:
    if item.has("another"):
        return 1
    if item.has("pair") and item.tags.get("unit") is None:
        return 2
    return item.value if item.is_count and not item.has("weekday") else None


def _direction(item: Item) -> str | None:
    if item.text == "early":
        return "earlier"  # "a day early"
    return next((name for name in _DIRECTIONS if item.has(name)), None)


def _goes_on(reading: Reading, place: int) -> bool:
    """Whether the word is no direction after all: "two days before Christmas", "2 noches menos de 100"."""
    word, after = reading.at(place), reading.at(place + 1)
    if after.kind in ("number", "date", "money"):
        return True
    if word.text in _ADVANCE and after.has("arrive", "the") and reading.vocabulary.language != "de":
        return True
    return after.has(*_NOT_AFTER) and not after.has("arrive", "depart")


def _direction_before(reading: Reading, place: int, end: int, floor: int) -> str | None:
    """ "mais uma noite", "noch eine Nacht", "extend by two nights"."""
    before = reading.at(place - 1)
    lead = reading.at(place - 2)
    opens = place - 1 == 0 or lead.kind == "mark" or not before.has("and", "with")
    # "ficar mais duas noites" stays on; "5 noites mais duas" adds up.
    opens = opens or (lead.kind == "word" and not lead.has("unit", *_COUNTED))
    if before.has("more") and opens and place - 1 >= floor:
        return "more"
    near = (*range(max(floor, place - 7), place), *range(end, end + 2))
    is_extended = any(reading.at(at).has("extend") for at in near)
    if is_extended:
        return "more"
    is_shortened = any(reading.at(at).text in _SHORTEN for at in near)
    return "fewer" if is_shortened and not (before.has("to") or before.text in ("auf", "a")) else None


def _role(reading: Reading, floor: int, start: int, end: int) -> str | None:
    """The nearest word of arriving or leaving in the clause, before the count or else behind it."""
    if reading.vocabulary.language == "de" and reading.at(end).text in _SEPARATED:
        return _SEPARATED[reading.at(end).text]  # "wir reisen einen Tag früher ab"
    before = range(start - 1, max(floor, start - _ROLE_REACH) - 1, -1)
    behind = range(end, min(end + 4, len(reading.items)))
    for places in (before, behind):
        for at in places:
            item = reading.at(at)
            if item.text in (".", "?", "!", ";", "\n") or (places is behind and item.has("and")):
                break
            name = next((name for name in ("arrive", "depart") if item.has(name)), None)
            if name and not item.has("from"):
                return name
    if reading.vocabulary.language == "de" and reading.at(end - 1).kind == "word":
        # "Wir reisen erst einen Tag später an": the verb's other half stands behind.
        behind = reading.at(end).text
        return {"an": "arrive", "ab": "depart"}.get(behind)
    return None


# -- said with days or a month ---------------------------------------------------------------------------------------------


def _move(said: Parts, today: dt.date) -> dict[str, Any] | None:
    if said.moved is None:
        return None
    first, second = (_day(part) for part in said.moved)
    begins = calendar_days.arrival_before(first, second, today)
    if not begins:
        return None
    ends = calendar_days.departures(second, first, begins[0], today)
    if len(ends) != 1:
        return None
    if second.weekday is not None and second.day is None and len(begins) == 1:
        # "from Friday to Thursday": a weekday may also lie before the other, in the same week.
        back = ends[0] - dt.timedelta(days=7)
        near = min((ends[0], back), key=lambda day: abs((day - begins[0]).days))
        ends = [near if near >= today else ends[0]]
    return {"from": begins[0].isoformat() if len(begins) == 1 else None, "to": ends[0].isoformat()}


def _day(part: Part) -> SaidDay:
    if not isinstance(part.said, SaidDay):
        raise TypeError("only days are moved")
    return part.said


def _month(said: Parts, today: dt.date) -> dict[str, Any] | None:
    """ "next month instead", "las mismas fechas en marzo": one month, and no day beside it."""
    months = [window for window in said.windows if _is_month(window)]
    if len(months) != 1 or len(said.windows) != 1 or said.days or said.weekends or said.lengths:
        return None
    bounds = calendar_days.window(months[0], today)
    if not bounds or bounds[1] is None:
        return None
    found: dict[str, Any] = {"month": bounds[1].isoformat()[:7]}
    if months[0].month_shift:
        found["months"] = months[0].month_shift
    return found


def _is_month(window: SaidWindow) -> bool:
    return (window.month is not None or window.month_shift is not None) and window.part is None
