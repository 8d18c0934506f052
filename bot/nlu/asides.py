"""People who are spoken of and do not come: asked first ("I'll talk to my wife"), whose feast it is, who came another time."""

from __future__ import annotations

from .owners import MINE, OWNERS
from .reading import Reading
from .text import split

_TALK_REACH = 6
_OCCASION_REACH = 4
_CLAUSE_REACH = 14
_AWAY_REACH = 8
_VERB_REACH = 4
_COMES = frozenset(
    split(
        "come comes coming join joins joining travel travelling traveling travels "
        "venir viene vienen vendra vendran viajar viaja viajan acompanar acompana ir "
        "vem vira vir viajam viaja acompanha "
        "viennent vient viendra viendront accompagne accompagnera accompagner "
        "kommt kommen mitkommen mitfahren mitreisen dabei "
        "viene vengono verra verranno venire parte partono"
    )
)
_CAN = frozenset(
    split(
        "puede pueden podra podran va van ira iran pode podem podera vai vao peut peuvent pourra pourront kann konnen fahrt "
        "puo possono potra pas this time esta vez desta questa volta cette fois diesmal"
    )
)
_ELDER = frozenset(("mas", "mais", "piu", "plus"))
"""Also "and": "mi hija más grande no viene"."""
SO = frozenset(split("so also asi donc alors quindi entao allora entonces portanto deshalb we wir"))
"""Where what follows from it begins: "my son isn't coming so 2 adults"."""
_CANNOT = frozenset(("can t", "cant", "cannot", "can not", "couldn t", "won t"))
_I_AM = frozenset(("soy", "sou", "sou o", "sou a", "suis", "bin", "sono", "m", "im", "i m", "am", "i am"))
_BREAKS_TALK = (
    "room",
    "unit",
    "type",
    "suites",
    "for",
    "child",
    "infant",
    "person",
    "arrive",
    "weekday",
    "month",
)
_NOW = frozenset(
    split(
        "now ahora esta agora desta dessa cette maintenant diesmal jetzt dieses stavolta adesso ora this these est"
    )
)
"""Where a clause about the past ends without a mark: "we came with my parents last time now it's just us"."""
_HAS = frozenset(
    split(
        "has needs likes tiene necesita quiere tem precisa a ont hat braucht ha wants sleeps duerme dorme dort schlaft"
    )
)
_LIKES = frozenset(
    split("mag mochte liebt likes loves hates odia adora ama detesta aime adore deteste prefiere prefere")
)


def is_aside(reading: Reading, place: int) -> bool:
    """Whether the person at a place is only spoken of."""
    if reading.at(place - 1).has("without") and not reading.at(place - 1).has("with"):
        return True
    if _stays_behind(reading, place):
        return True
    return _is_asked(reading, place) or _is_celebrated(reading, place) or _is_bygone(reading, place)


def is_spoken_of(reading: Reading, place: int) -> bool:
    """ "my daughter has a wheelchair": of her, not that she comes; "has 4" would be her age."""
    after, behind = reading.at(place + 1), reading.at(place + 2)
    if (
        after.has("not")
        and (behind.kind == "word" or behind.text == "~")
        and _begins_sentence(reading, place)
    ):
        return True  # "my son doesn't like noise"
    if after.text in _LIKES and _begins_sentence(reading, place):
        return True
    if after.text not in _HAS:
        return False
    return behind.kind not in ("number", "nothing") or (
        behind.is_article and not reading.at(place + 3).has("years")
    )


def _begins_sentence(reading: Reading, place: int) -> bool:
    """ "mi hijo …", "a mi hijo …" with nothing before it in its sentence."""
    lead = reading.at(place - 2)
    if lead.text in ("a", "ao", "al"):
        lead = reading.at(place - 3)
    return lead.kind in ("nothing", "mark") and lead.text not in ("+", "&", "(")


def _stays_behind(reading: Reading, place: int) -> bool:
    """ "my son isn't coming", "mi hija no puede venir", "die Kinder bleiben bei den Großeltern", "non viene mia suocera"."""
    behind = _until_break(reading, range(place + 1, place + _AWAY_REACH))
    if any(reading.at(at).has("away") for at in behind) or _is_refused(reading, behind):
        return not any(reading.at(at).has("until", "within", "before") for at in behind)
    ahead = _until_break(reading, range(place - 1, place - _AWAY_REACH, -1))
    if any(reading.at(at).has("away") for at in ahead):
        return True  # "… se quedan con los abuelos"
    while ahead and reading.at(ahead[0]).text in OWNERS:
        ahead = ahead[1:]
    # "no viene mi marido"
    return (
        bool(ahead)
        and _is_coming(reading, ahead[0])
        and any(reading.at(at).has("not") for at in ahead[1:_VERB_REACH])
        and not reading.at(ahead[0]).has("igo")
    )


def _is_refused(reading: Reading, places: list[int]) -> bool:
    """ "… can't make it", "… no puede", "… kommt nicht mit": a "not" beside coming or being able to."""
    denied = next((at for at in places if reading.at(at).has("not")), None)
    if denied is None:
        return False
    if any(reading.at(at).kind in ("number", "date") or reading.at(at).has("months") for at in places):
        return False  # "my son is not 4 yet"
    if any(_is_coming(reading, at) for at in places if abs(at - denied) <= _VERB_REACH):
        return True
    rest = [at for at in places if at > denied]
    return all(any(word in _CAN for word in reading.at(at).text.split()) for at in rest) and (
        bool(rest) or reading.at(denied).text in _CANNOT
    )


def _is_coming(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    return item.text.startswith("make it") or any(word in _COMES for word in item.text.split())


def _until_break(reading: Reading, places: range) -> list[int]:
    kept: list[int] = []
    for at in places:
        item = reading.at(at)
        if (item.kind in ("mark", "nothing") and item.text not in ("'", "~")) or item.text in SO:
            break
        if item.has("and", "weare") and not (
            item.has("not") or item.text in _ELDER or _is_coming(reading, at)
        ):
            break
        kept.append(at)
    return kept


def is_who_writes(reading: Reading, place: int) -> bool:
    """ "mi hijo de 16 años y yo, soy su papá", "I'm the dad, me and my 3 kids": the one who writes, named once more."""
    first = reading.at(place).text.split()[0]
    if first in MINE or reading.at(place - 1).text in MINE:
        return False  # "sono mia moglie e mio figlio"
    for at in range(place - 1, place - 4, -1):
        item = reading.at(at)
        if item.text in _I_AM:
            return True
        if item.kind == "mark" or item.has("with", "and", "for", "of") or item.kind == "nothing":
            return False
    return False


def _is_asked(reading: Reading, place: int) -> bool:
    """ "lo hablo con mi mujer", "I'll ask my husband", "muss noch mit meiner Frau reden"."""
    for at in range(place - 1, place - _TALK_REACH, -1):
        item = reading.at(at)
        if item.has("talk"):
            return True
        if item.kind not in ("word", "number") or item.has(*_BREAKS_TALK):
            break
    return any(reading.at(at).has("talk") for at in (place + 1, place + 2)) and not reading.at(place + 1).has(
        "and", "with"
    )


def _is_celebrated(reading: Reading, place: int) -> bool:
    """ "el cumpleaños de mi suegra", "my mother's birthday", "zum Geburtstag meiner Schwiegermutter"."""
    for at in range(place - 1, place - _OCCASION_REACH, -1):
        item = reading.at(at)
        if item.has("occasion"):
            return item.tags["occasion"] == "noun"
        if item.has("with", "and", "for", "me") and not item.has("of"):
            break
        if item.kind != "word" or item.has("child", "mate", "kin"):
            break
    after = reading.at(place + 1)
    if after.text in ("'", "~") or after.text == "s":
        ahead = [reading.at(at) for at in range(place + 1, place + _OCCASION_REACH + 1)]
        return any(item.has("occasion") for item in ahead)
    return after.has("occasion") and after.tags["occasion"] == "noun"


def _is_bygone(reading: Reading, place: int) -> bool:
    """ "estuvimos con mis padres, ahora somos dos": the clause speaks of another time."""
    return any(
        reading.at(at).has("past") and not reading.at(at).has("weare") for at in _clause(reading, place)
    )


def _clause(reading: Reading, place: int) -> range:
    """The places up to the marks or the "now" on both sides."""
    first, last = place, place
    while first > max(0, place - _CLAUSE_REACH) and not _is_bound(reading, first):
        first -= 1
    while last + 1 < min(len(reading.items), place + _CLAUSE_REACH) and not _is_bound(reading, last + 1):
        last += 1
    return range(first, last + 1)


def _is_bound(reading: Reading, place: int) -> bool:
    item = reading.at(place)
    if item.kind == "mark":
        return item.text in ",.;:!?\n-"
    return any(word in _NOW for word in item.text.split())
