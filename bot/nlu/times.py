"""Times of day, kept apart from days and counts: "14:00", "2 pm", "a las 14", "às 14h30", "um 14 Uhr"."""

from __future__ import annotations

import re

from .reading import Item, Reading
from .spoken_times import spoken_times

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
        said = _written(item) if item.kind == "time" else None
        if said is None and item.kind == "date" and item.is_weak and reading.at(place + 1).has("hour"):
            said = _clock(item.parts[0], item.parts[1], item.text) if item.parts else None
        if said is None and _is_hour(reading, place):
            said = _clock(item.value, 0, _context(reading, place), is_bare=True)
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
        said = _clock(time.hour, time.minutes, _context(reading, inside[-1]), is_bare=not time.is_told)
        if said is None:
            continue
        reading.take(inside[0], inside[-1] + 1)
        found.append((reading.items[inside[0]].start, said))
    return found


def _written(item: Item) -> str | None:
    numbers = [int(part) for part in _NUMBERS.findall(item.text)]
    minutes = numbers[1] if len(numbers) > 1 else 0
    return _clock(numbers[0], minutes, item.text, is_bare=len(numbers) == 1 and not item.text.startswith("0"))


def _clock(hour: int, minutes: int, written: str, *, is_bare: bool = False) -> str | None:
    if not (0 <= hour <= 24 and 0 <= minutes < 60):
        return None
    if _AFTERNOON.search(written) and hour < 12:
        hour += 12
    elif _MORNING.search(written) and hour == 12:
        hour = 0
    elif is_bare and 1 <= hour <= 6 and not _MORNING.search(written):
        # Nobody reaches a desk's doors at "2" in the night without saying so; the reply repeats the time.
        hour += 12
    return f"{hour % 24:02d}:{minutes:02d}"


def _is_hour(reading: Reading, place: int) -> bool:
    """A bare number after "a las", "at", "um", "alle", or before "o'clock" that counts nothing else."""
    item = reading.at(place)
    if item.kind != "number" or item.is_ordinal or item.is_article or not 0 <= item.value <= 24:
        return False
    before, after = reading.at(place - 1), reading.at(place + 1)
    is_led = before.text in _BEFORE_HOURS[reading.vocabulary.language] or after.text in _OF_THE_DAY
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
           "despues de las", "alrededor de las"),
    "pt": ("as", "por volta das", "la pelas", "cerca das", "a partir das", "ate as", "pelas", "das", "antes das", "depois das"),
    "fr": ("vers les",),
    "de": ("um", "gegen", "so gegen"),
    "it": ("alle", "verso le", "intorno alle", "circa alle", "dalle", "alle ore", "prima delle", "dopo le", "entro le", "le", "ore"),
}  # fmt: skip
"""After these a bare number is an hour, never a day or a count."""


def _context(reading: Reading, place: int) -> str:
    near = (reading.at(place + 1), reading.at(place + 2))
    if any(
        item.text
        in ("de la manana", "da manha", "del mattino", "du matin", "morgens", "in the morning", "di mattina")
        for item in near
    ):
        return "am"
    return "pm" if any(item.has("daypart", "at_night") for item in near) else ""
