"""Times of day, kept apart from days and counts: "14:00", "2 pm", "a las 14", "às 14h30", "um 14 Uhr"."""

from __future__ import annotations

import re

from .reading import Item, Reading
from .spoken_times import spoken_times

_LAST_HOUR = 24
_NUMBERS = re.compile(r"\d+")
_MORNING = re.compile(r"(?<![a-z])a\.?m\b")
_AFTERNOON = re.compile(r"(?<![a-z])p\.?m\b")


def find_times(reading: Reading) -> list[str]:
    """Each time as "HH:MM", in order; what it was written with is taken, so that no number is also a day."""
    spoken = iter(_spoken(reading))
    found: list[str] = []
    ahead = next(spoken, None)
    for place, item in enumerate(reading.items):
        if ahead is not None and item.start >= ahead[0]:
            found.append(ahead[1])
            ahead = next(spoken, None)
        if item.is_taken:
            continue
        said = (
            _written(item, _context(reading, place), is_german=_is_german_am(reading, item))
            if item.kind == "time"
            else None
        )
        if said is None and _is_dotted_time(reading, place) and item.parts:
            said = _clock(item.parts[0], item.parts[1], item.text, half=_context(reading, place))
        if said is None and _is_hour(reading, place):
            half = _context(reading, place) or _half_of_pair(reading, place)
            said = _clock(item.value, 0, "", half=half, is_bare=True)
        if said is None:
            said = _first_of_two(reading, place)
        if item.kind == "time":
            reading.take(place, place + 1)
        if said is not None:
            reading.take(place, place + 1)
            found.append(said)
    return found


def _spoken(reading: Reading) -> list[tuple[int, str]]:
    """Spoken times with their places; their words are taken."""
    found: list[tuple[int, str]] = []
    for time in spoken_times(reading.folded, reading.vocabulary.language):
        inside = [
            place
            for place, item in enumerate(reading.items)
            if time.start < item.end and item.start < time.end
        ]
        if not inside or any(reading.at(place).kind == "hidden" for place in inside):
            continue
        half = "" if time.is_told else _context(reading, inside[-1])
        said = _clock(time.hour, time.minutes, "", half=half, is_bare=not time.is_told)
        if said is None:
            continue
        reading.take(inside[0], inside[-1] + 1)
        found.append((reading.items[inside[0]].start, said))
    return found


def _is_dotted_time(reading: Reading, place: int) -> bool:
    """ "14.30 Uhr", "a las 20.30": not the 20th of a month."""
    item = reading.at(place)
    if item.kind != "date" or not item.is_weak:
        return False
    is_led = reading.at(place - 1).text in _BEFORE_HOURS[reading.vocabulary.language]
    return reading.at(place + 1).has("hour") or (is_led and item.text[-3] == ".")


def _first_of_two(reading: Reading, place: int) -> str | None:
    """The 18 of "zwischen 18 und 19 Uhr", the 6 of "between 6 and 7 pm": an hour because the other is one."""
    item = reading.at(place)
    if item.kind != "number" or item.is_ordinal or item.is_article or not 0 <= item.value <= _LAST_HOUR:
        return None
    pair = _pair(reading, place)
    if not pair:
        return None
    half = _half_of_pair(reading, place)
    return _clock(item.value, 0, pair.group("ending") or "", half=half, is_bare=not half)


def _pair(reading: Reading, place: int) -> re.Match[str] | None:
    item = reading.at(place)
    is_led = _PAIR_LED.search(reading.folded[max(0, item.start - 14) : item.start])
    pair = _PAIR.match(reading.folded[item.end : item.end + 40]) if is_led else None
    return pair if pair and item.value < int(pair.group("other")) <= _LAST_HOUR else None


def _half_of_pair(reading: Reading, place: int) -> str:
    """The 8 of "entre las 8 y las 9 de la noche" is of the evening too."""
    item, pair = reading.at(place), _pair(reading, place)
    return _context_at(reading.folded, item.start, item.end + pair.end()) if pair else ""


_PAIR_LED = re.compile(r"(?:between|from|entre|de|das|zwischen|von|tra|fra|dalle)(?: las?| as| le)? $")
_PAIR = re.compile(
    r" ?h? ?(?:and|to|till|y|a|e|et|und|bis|-|alle)(?: las?| as| le)? (?P<other>\d{1,2})(?= ?(?P<ending>h\b|hs\b|horas\b|heures\b|uhr\b|o'?clock|[ap]\.?m\b|"
    r"(?:de la|da) (?:tarde|noche|noite|manana|manha)|in the (?:evening|morning|afternoon)|abends|nachmittags|di sera|del pomeriggio|du soir))"
)


def _written(item: Item, half: str, *, is_german: bool) -> str | None:
    numbers = [int(part) for part in _NUMBERS.findall(item.text)]
    minutes = numbers[1] if len(numbers) > 1 else 0
    is_bare = len(numbers) == 1 and not item.text.startswith("0")
    text = item.text.removesuffix("am") if is_german else item.text
    return _clock(numbers[0], minutes, text, half=half, is_bare=is_bare)


def _clock(hour: int, minutes: int, written: str, *, half: str = "", is_bare: bool = False) -> str | None:
    """half: "am", "pm", "night" or nothing, as the words beside the hour say."""
    if not (0 <= hour <= 24 and 0 <= minutes < 60):
        return None
    if half == "night" and hour <= 12:
        return f"{hour % 12 + (12 if 6 <= hour < 12 else 0):02d}:{minutes:02d}"
    if (half == "pm" or _AFTERNOON.search(written)) and hour < 12:
        hour += 12
    elif (half == "am" or _MORNING.search(written)) and hour == 12:
        hour = 0
    elif is_bare and 1 <= hour <= 6 and half != "am" and not _MORNING.search(written):
        # Nobody reaches a desk's doors at "2" in the night without saying so; the reply repeats the time.
        hour += 12
    return f"{hour % 24:02d}:{minutes:02d}"


def _is_hour(reading: Reading, place: int) -> bool:
    """A bare number after "a las", "at", "um", "alle", or before "o'clock" that counts nothing else."""
    item = reading.at(place)
    if item.kind != "number" or item.is_ordinal or item.is_article or not 0 <= item.value <= 24:
        return False
    before, after = reading.at(place - 1), reading.at(place + 1)
    is_led = (
        before.text in _BEFORE_HOURS[reading.vocabulary.language] and before.end < item.start
    ) or after.text in _OF_THE_DAY
    if _is_german_am(reading, after):
        return is_led
    if _is_hour_of_day(reading, place):
        return True
    if after.has("month", "unit", "person", "adult", "child", "room", "money", "thing", "years"):
        return False
    if after.has("of") and not (is_led and after.has("to") and not reading.at(place + 2).has("month")):
        return False
    if (
        after.kind == "word"
        and after.tags.get("hour")
        and after.text not in ("min", "mins", "minutes", "minutos", "minuten", "minuti")
    ):
        return not after.text.startswith(("stunde", "heures de", "hours")) or before.has("clock")
    if after.text in ("-", "/") or (after.has("to", "or") and not is_led):
        return False
    return is_led


_OF_THE_DAY = frozenset(
    ["de la noche", "de la tarde", "de la manana", "de la madrugada", "da noite", "da tarde", "da manha", "da madrugada", "du soir",
     "du matin", "di sera", "di notte", "del mattino", "del pomeriggio", "della sera", "della notte"]
)  # fmt: skip
"""Before these a number is an hour, whatever leads it ("tipo 11 de la noche")."""

_BEFORE_HOURS = {
    "en": ("at", "at about", "at around", "by"),
    "es": ("a las", "a la", "sobre las", "hacia las", "a eso de las", "a partir de las", "desde las", "hasta las", "las", "de las", "como a las", "para las", "antes de las",
           "despues de las", "alrededor de las", "pasadas las", "entre las", "tipo las"),
    "pt": ("as", "por volta das", "la pelas", "cerca das", "a partir das", "ate as", "pelas", "das", "antes das", "depois das", "por volta de", "entre as"),
    "fr": ("vers les",),
    "de": ("um", "gegen", "so gegen"),
    "it": ("alle", "verso le", "intorno alle", "circa alle", "dalle", "alle ore", "prima delle", "dopo le", "entro le", "le", "ore", "h", "sulle"),
}  # fmt: skip
"""After these a bare number is an hour, never a day or a count."""


_HALF = (
    r" ?(?:uhr|hs?|hrs|heures?|horas?|ore|o'?clock|y pico|e pouco|ish|en punto|em ponto|in punto|sharp)?[ ,]*"
)
_IN_THE_MORNING = re.compile(
    rf"^{_HALF}(?:a\.?m\b(?! (?:abend|nachmittag|mittag|morgen|vormittag|\w+tag\b|mittwoch))|(?:de|por|en) la (?:manana|madrugada)\b|d[ae] (?:manha|madrugada)\b|del mattino|di mattina|du mat(?:in)?\b|morgens|in der fruh\w*|fruh\b|am (?:fruhen )?morgen|in the morning)"
)
_AT_NIGHT = re.compile(
    rf"^{_HALF}(?:de la noche|da noite|de la nuit|di notte|nachts|in der nacht|at night)\b"
)
_LATER = re.compile(
    rf"^{_HALF}(?:p\.?m\b|de la tarde|por la (?:tarde|noche)|da tarde|a (?:tarde|noite)\b|de tarde|de noite|du soir|de l'apres[ -]?midi|abends|am abend|nachmittags|am nachmittag|mittags|"
    r"di sera|di pomeriggio|del pomeriggio|stasera|tonight|this (?:evening|afternoon)|in the (?:evening|afternoon)|esta (?:noche|tarde)|ce soir|heute abend)\b"
)
_OF_THE_EVENING = re.compile(
    r"\b(?:tonight|this evening|late (?:in the )?evening|late at night|esta noche|hoje a noite|esta noite|ce soir|heute abend|spatabends|stasera|questa sera)\b"
)
_LED_AS_HOUR = re.compile(
    r"(?:^|[^\w])(?:am|den|vom|zum|the|on|el|dia|le|il|du|del|al|for|para|pour|fur|per|somos|we are|we're|wir sind|siamo) $"
)


def _context(reading: Reading, place: int) -> str:
    """Which half of the day the words around an hour name: "am", "pm", "night", or "" where none does."""
    item = reading.at(place)
    is_german = item.kind == "time" and _is_german_am(reading, item)
    return _context_at(reading.folded, item.start, item.end - 2 if is_german else item.end)


def _is_german_am(reading: Reading, item: Item) -> bool:
    """ "Um 9 am Abend", "um zwei am Samstag": no morning."""
    return reading.vocabulary.language == "de" and item.text.endswith("am")


def _context_at(folded: str, start: int, end: int) -> str:
    rest = folded[end : end + 40]
    if _IN_THE_MORNING.match(rest):
        return "am"
    if _AT_NIGHT.match(rest):
        return "night"
    if _LATER.match(rest) or _OF_THE_EVENING.search(folded[max(0, start - 40) : start]):
        return "pm"
    return ""


def _is_hour_of_day(reading: Reading, place: int) -> bool:
    """ "9 in the evening", "2 de la madrugada": what follows says that the number is an hour; "am 5. abends" is a day."""
    item = reading.at(place)
    rest = reading.folded[item.end : item.end + 40]
    told = _IN_THE_MORNING.match(rest) or _AT_NIGHT.match(rest) or _LATER.match(rest)
    if (
        told is None
        or not 1 <= item.value <= 12
        or re.match(r"\W*(?:por|en|tonight|this|esta|ce|heute|a |stasera)", told.group())
    ):
        return False
    return not _LED_AS_HOUR.search(reading.folded[max(0, item.start - 8) : item.start])
