"""How many rooms: an article counts where it says "only", and several counts agree or add up."""

from __future__ import annotations

from .head_counts import Findings
from .reading import Reading
from .text import split

ONLY = frozenset(
    split(
        "only just single solo sola solamente apenas somente so seule seulement nur soltanto einziges einzigen einzigem "
        "unica unico unique same misma mesma meme stessa gleichen selben"
    )
)
_ENOUGH = frozenset(
    split(
        "enough suffices basta bastara bastaria alcanza alcanzara chega bastam suffit suffira suffirait reicht genugt langt bastera basterebbe"
    )
)


def agree_rooms(reading: Reading, found: Findings) -> None:
    """ "a double and a single" are two rooms; "three rooms, two doubles and a single" are three."""
    rooms = [count for count in found.counts if count.kind == "room"]
    articles = [count for count in rooms if count.is_article]
    if articles and not (len(rooms) > 1 and any(count.is_additive for count in rooms)):
        found.counts[:] = [
            count
            for count in found.counts
            if count.kind != "room" or not count.is_article or count.is_negated
        ]
        rooms = [count for count in rooms if not count.is_article]
    is_sum = len(rooms) > 2 and rooms[0].value == sum(count.value for count in rooms[1:])
    # "tre doppie, una tripla e due singole" are six.
    if is_sum and not any(reading.at(rooms[0].place + ahead).has("type") for ahead in (1, 2)):
        found.counts[:] = [count for count in found.counts if count.kind != "room" or count is rooms[0]]


def is_only(reading: Reading, count_at: int, place: int) -> bool:
    """ "solo una habitación", "una camera sola", "con una habitación basta", "basta una camera", "3 adults now, one room": here the article counts."""
    if any(
        word in _ENOUGH
        for at in (count_at - 2, count_at - 1, place + 1, place + 2)
        for word in reading.at(at).text.split()
    ):
        return True
    if _is_all_that_is_counted(reading, count_at, place):
        return True
    around = (reading.at(count_at - 1), *(reading.at(at) for at in range(count_at, place + 2)))
    return any(word in ONLY for item in around for word in item.text.split())


def _is_all_that_is_counted(reading: Reading, count_at: int, place: int) -> bool:
    """ "só 3 adultos agora, um quarto": people and rooms, and nothing else is said."""
    before, after = reading.at(count_at - 1), reading.at(place + 1)
    is_set_off = (before.kind == "mark" or before.has("and", "with")) and after.kind in ("nothing", "mark")
    is_bare = not reading.has(
        "weekday", "month", "unit", "rel", "tonight", "day", "easter", "arrive", "depart"
    )
    counts = reading.has("adult", "person", "couple") and any(
        item.kind == "number" and not item.is_article for item in reading.items
    )
    return is_set_off and is_bare and counts and "?" not in reading.text
