"""How a message changes who was named before: "2 more guests", "one of us can't come", "two of us are kids", "without the children".

Read without knowing who that was: what is found is a party's plain JSON with one or more notes, and whoever keeps the party
applies them. `more_people`, `joining`, `fewer_people`, `fewer_children`: so many come on top (`joining`: kin, beside whoever
was counted), or stay away · `is_more`: the children
said come beside those named before ("and another child, 8") · `children_among`: they are some of the people named before ·
`rooms_apart`: a room for everyone ("each"), or "apart" where only two can be meant · `listed`: bare numbers that are ages, if ages are what is missing ·
`total`: the adults said may hold the child who comes too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .bare_numbers import BareNumber, find_bare_number
from .party import Party
from .people_phrases import (
    ALSO,
    AMONG,
    APART,
    ARE,
    COMES,
    COUNT,
    COUNTS,
    EACH,
    EXCUSE,
    JOINS,
    LEADS,
    ONE_AWAY,
    ONE_OF,
    ONE_OF_THE_CHILDREN,
    SOME_OF,
    STAYS_AWAY,
    WITHOUT,
)
from .reading import Item, Reading
from .text import split

_OLDEST_CHILD = 17
_CLAUSE_END = re.compile(
    r"[,.;!?]|\b(?:so|asi que|entao|portanto|donc|also|daher|quindi|percio|allora|me|yo|eu|moi|ich|io)\b"
)
_NEXT_COUNT = "|".join(word for word in COUNTS if len(word) > 1 and word != "an")
_PEOPLE = r"(?:guests?|people|person|adults?|personas?|adultos?|huesped(?:es)?|pessoas?|hospedes?|personnes?|adultes?|personen|erwachsene\w*|persone|adult[oi])"
_MORE = (
    r"(?:more|extra|additional|mas|adicional(?:es)?|mais|a mais|de plus|en plus|mehr|weitere|in piu|de mas)"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{COUNT} {_MORE} {_PEOPLE}\b",
        # "2 adultos más un menor" adds the minor, not the two.
        rf"\b{COUNT} {_PEOPLE} (?:de )?{_MORE}\b(?! (?:\d|(?:{_NEXT_COUNT}|el|la|los|las|mi|mis|o|os|as|meu|minha|le|les|mon|ma)\b))",
        rf"\b{_MORE} {COUNT} {_PEOPLE}\b",
        rf"(?<!nur )(?<!bloss )(?<!jetzt )\b(?:noch|altre|altri|otr[ao]s|outr[ao]s) {COUNT} {_PEOPLE}\b",
        rf"\b{COUNT} (?:autres|altre|altri|otr[ao]s|outr[ao]s|other|others) {_PEOPLE}\b",
        rf"\b(?:another|otr[oa]|outr[oa]|une autre|weitere|un'altra) {_PEOPLE}\b",
    )
)
_LESS = r"(?:less|fewer|menos|a menos|de menos|de moins|en moins|weniger|in meno|di meno)"
_FEWER_FORMS = tuple(
    re.compile(form) for form in (rf"\b{COUNT} {_PEOPLE} {_LESS}\b", rf"\b{COUNT} {_LESS} {_PEOPLE}\b")
)
_MOST_FILLERS = 3


def find_more_people(folded: str) -> int | None:
    """How many come beside those already counted; None when the message says no such thing."""
    for form in _FORMS:
        found = form.search(folded)
        if found:
            return COUNTS[found.group("count")] if "count" in form.groupindex else 1
    return None


def understood_people(
    reading: Reading, party: Mapping[str, Any] | None, *, listed: list[int] | None, names_days: bool
) -> tuple[dict[str, Any] | None, BareNumber | None]:
    """The party with its notes, and a number that nothing beside it counts ("no, 3").

    party: as counted, or None. listed: bare numbers that are the whole message. names_days: whether days are said, too.
    """
    if _LAST_TIME.search(reading.folded) and not _THIS_TIME.search(reading.folded):
        return None, None
    if listed and party is None:
        return {**Party().to_json(), "listed": listed}, None
    if names_days or reading.has(*_COUNTED_ELSE):
        return _with_changes(reading, party, names_days=names_days), None
    bare = None
    is_total = party is not None and _is_only(party, "people")
    if party is None or (_is_only(party, "people", "adults", "rooms") and not reading.has("adult", "couple")):
        bare = find_bare_number(without_rooms(reading), reading.vocabulary.language)
    if is_total and bare is not None and bare.kind != "people":
        # "Make it 3": people, unless nights were counted last.
        is_open = bare.kind == "instead" and bare.number == (party or {}).get("people")
        return _with_changes(reading, party, names_days=False), bare if is_open else None
    if party is not None and is_total and _FAMILY.search(reading.folded) and not names_days:
        return {**party, "is_family": True}, None
    if bare is not None and bare.kind == "people" and bare.number != (party or {}).get("people"):
        counted = {name: value for name, value in (party or {}).items() if name != "is_pair"}
        return {**(counted or Party().to_json()), "adults": None, "people": bare.number}, None
    changed = _with_changes(reading, party, names_days=False)
    return changed, bare if changed is None else None


_LAST_TIME = re.compile(
    r"\b(?:last (?:time|year|summer|winter|visit)|la (?:ultima|otra) vez|el (?:ano|verano) pasado|d?a (?:ultima|outra) vez|(?:no )?(?:ano|verao) passado|la derniere fois|l'an(?:nee)? (?:dernier|derniere|passee?)|l'ete dernier|"
    r"letztes (?:mal|jahr)|letzten sommer|beim letzten mal|l'(?:ultima|altra) volta|l'(?:anno|estate) scors[oa])\b"
)
_THIS_TIME = re.compile(
    r"\b(?:now|this (?:time|year)|ahora|esta vez|este ano|agora|desta vez|maintenant|cette (?:fois|annee)|jetzt|nun|diesmal|dieses (?:mal|jahr)|adesso|ora|questa volta|quest'anno|would|want|like|book|queremos|quiero|queria|voudr\w+|vorre\w+|mochte\w*|wollen|souhait\w+|aimer\w+|hop(?:e|ing)|looking|gustaria|quisier\w+|gostar\w+|queriamos|queriamos|piacerebbe|desider\w+|wurden? gern\w*|gern\w*)\b"
)
"""Who came then is not who comes now."""
_FAMILY = re.compile(r"\b(?:family|familia|famille|familie|famiglia)\b")
_COUNTED_ELSE = ("thing", "money", "hours", "pet", "extra", "type", "child", "infant", "time", "month")
"""A number beside such a word may well count it."""


def _is_only(party: Mapping[str, Any], *counted: str) -> bool:
    """Whether a party counts that, and nothing else."""
    return all(name in (*counted, "is_pair") or value in (None, []) for name, value in party.items())


def without_rooms(reading: Reading) -> str:
    """The folded text without "and two rooms", "so only one room"."""
    text = reading.folded
    for place, item in enumerate(reading.items):
        count = reading.at(place - 1)
        if item.has("room") and count.kind == "number":
            start = count.start
            before = reading.at(place - 2)
            start = before.start if before.has("and") else start
            text = text[:start] + " " * (item.end - start) + text[item.end :]
    return text


def _with_changes(
    reading: Reading, party: Mapping[str, Any] | None, *, names_days: bool
) -> dict[str, Any] | None:
    """names_days: who stays away beside days may do so on those days only."""
    said = dict(party) if party else None
    more = find_more_people(reading.folded)
    if more is not None:
        # People on top of others are no total; children counted beside them are told apart already.
        return {**_without_total(said), "more_people": more}
    fewer = next((found for form in _FEWER_FORMS if (found := form.search(reading.folded))), None)
    if fewer is not None:
        return {**_without_total(said), "fewer_people": COUNTS[fewer.group("count")]}
    if APART.search(reading.folded) and "?" not in reading.text and not reading.has("not", "without"):
        each = "each" if EACH.search(reading.folded) else "apart"
        return {**(said or Party().to_json()), "rooms": None, "rooms_apart": each}
    if names_days:
        return said
    change = _away(reading, said) or _joining(reading, said) or _among(reading, said) or {}
    if not change and said is not None and _adds_children(reading, said):
        change = {"is_more": True}
    if change.get("is_more") and said is not None and not said.get("children_ages"):
        change["children_ages"] = _age_of_the_one(reading, said)
    if not change and said is not None:
        change = _total_with_child(reading, said) or _passing(reading, said)
    if not change:
        return said
    return {**(said or Party().to_json()), **change}


def _total_with_child(reading: Reading, said: Mapping[str, Any]) -> dict[str, Any]:
    """ "There's 3 of us, our lad's coming too": whether he is one of the three, only who knows the two others can tell."""
    small = (said.get("children") or 0) + (said.get("infants") or 0)
    is_total = said.get("adults") is not None and small and not reading.has("adult")
    if not (is_total and COMES.search(reading.folded) and ALSO.search(reading.folded)):
        return {}
    return {"total": said["adults"]}


def _passing(reading: Reading, said: Mapping[str, Any]) -> dict[str, Any]:
    """ "my son is coming by train", "one of the kids is allergic", "two of us are vegetarian": no count of those who come."""
    if _counts_people(said):
        partly = SOME_OF.search(reading.folded)
        # "Same dates but three of us" says how many there are.
        goes_on = partly and re.match(r"[ ]*\w", reading.folded[partly.end() :])
        is_all = (
            said.get("adults") is None
            and partly
            and goes_on
            and COUNTS.get(partly.group("count")) == said.get("people")
        )
        return {"is_part": True} if is_all else {}
    if (said.get("children") or 0) + (said.get("infants") or 0) != 1:
        return {}
    place = next((place for place, item in enumerate(reading.items) if item.has("child", "infant")), None)
    if place is None:
        return {}
    before = [reading.at(at) for at in range(place - 1, max(-1, place - 4), -1)]
    counts = next((at for at, item in enumerate(before) if item.kind == "number"), None)
    is_counted = counts is not None and not any(
        item.has("of") or item.text in _PARTITIVE for item in before[:counts]
    )
    return {} if is_counted else {"is_part": True}


def _without_total(said: Mapping[str, Any] | None) -> dict[str, Any]:
    return {**(said or Party().to_json()), "adults": None, "people": None}


def _counts_people(said: Mapping[str, Any] | None) -> bool:
    return said is not None and (said.get("adults") is not None or said.get("people") is not None)


def _away(reading: Reading, said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """ "without the kids after all", "my son isn't coming", "one of us can't make it", "my brother can't come"."""
    if "?" in reading.text:
        return None  # "No kids allowed?" asks about the house.
    excuse = EXCUSE.search(reading.folded)
    children = [place for place, item in enumerate(reading.items) if item.has("child", "infant")]
    if (
        excuse
        and not children
        and (said or {}).get("children") == 0
        and reading.has("mate", "kin", "parents")
    ):
        return {"children": None}  # "My brother can't come, only two adults now" takes no child away.
    counted = (said or {}).get("children") or (said or {}).get("infants")
    if children and not counted and any(_is_without(reading, place) for place in children):
        return {"children": 0, "children_ages": None, "infants": None}
    if excuse is None:
        return None
    if any(_is_excused(reading, reading.at(place), excuse) for place in children):
        small = (said or {}).get("children") or (said or {}).get("infants")
        one_of = ONE_OF_THE_CHILDREN.search(reading.folded)
        if one_of:
            small = COUNTS[one_of.group("count")]
        if small is None:
            return {"children": 0, "children_ages": None, "infants": None}
        return {"children": None, "children_ages": None, "infants": None, "fewer_children": small}
    absent = _absent(reading, said)
    if absent:
        return {"adults": None, "people": None, "fewer_people": absent}
    if _counts_people(said) and not ONE_OF.search(reading.folded):
        return None  # "Julien isn't coming, so 2 adults" says who remains.
    found = ONE_OF.search(reading.folded) or ONE_AWAY.match(reading.folded)
    if found:
        return {"adults": None, "people": None, "fewer_people": COUNTS[found.group("count")]}
    kin = [item for item in reading.items if item.has("mate", "parents")]
    if not kin:
        return None
    return {"fewer_people": sum(2 if item.has("parents") else 1 for item in kin)}


def _is_excused(reading: Reading, child: Item, excuse: re.Match[str]) -> bool:
    """Whether it is the child who cannot come: "my husband can't come so it's me and my daughter" excuses the husband."""
    between = (child.end, excuse.start()) if child.start < excuse.start() else (excuse.end(), child.start)
    return not _CLAUSE_END.search(reading.folded, *between)


def _absent(reading: Reading, said: Mapping[str, Any] | None) -> int | None:
    """ "one couple dropped out", "2 adults can't come": all that is counted are those who stay away."""
    head = (said or {}).get("adults") or (said or {}).get("people")
    counted = [
        place
        for place, item in enumerate(reading.items)
        if item.kind == "number" or item.has("couple", "headcount")
    ]
    if not head or not counted or (said or {}).get("children") or reading.has("weare", "rooms"):
        return None
    excuse = STAYS_AWAY.search(reading.folded)
    first, last = reading.at(counted[0]), reading.at(counted[-1])
    if excuse is None:
        return None
    start, end = min(first.start, excuse.start()), max(last.end, excuse.end())
    is_subject = not re.search(r"[,.;:!?\n]", reading.folded[start:end])
    return head if is_subject and len(counted) <= 2 and not ONE_OF.search(reading.folded) else None


def _is_without(reading: Reading, place: int) -> bool:
    """ "without the little ones": the word stands close before, and nothing is counted between."""
    for back in range(1, 4):
        item = reading.at(place - back)
        if item.kind not in ("word",):
            return False
        if item.text in WITHOUT:
            return True
    return False


def _joining(reading: Reading, said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """ "and my sister comes too", "meine Eltern kommen auch mit"."""
    if not (COMES.search(reading.folded) and ALSO.search(reading.folded)) and not JOINS.search(
        reading.folded
    ):
        return None
    heads = sum(2 if item.has("parents") else 1 for item in reading.items if item.has("mate", "parents"))
    if _counts_people(said) and ((said or {}).get("people") != heads or reading.has("me", "weare", "alone")):
        return None  # "My sister and I come, too" counts both.
    if heads:
        return {"adults": None, "people": None, "joining": heads}
    small = (said or {}).get("children") or (said or {}).get("infants")
    return {"is_more": True} if small else None


def _adds_children(reading: Reading, said: Mapping[str, Any]) -> bool:
    """ "and a baby", "plus our daughter, 15", "another child of 8"; not "and my child needs a cot"."""
    if _counts_people(said) or not (said.get("children") or said.get("infants")):
        return False
    child = next((place for place, item in enumerate(reading.items) if item.has("child", "infant")), 0)
    before = [item for item in reading.items[:child] if item.kind != "mark"]
    is_led = any(
        item.has("and", "more", "another") or item.text in LEADS for item in before[-_MOST_FILLERS - 1 :]
    )
    return is_led and all(_is_part_of_it(item) for item in reading.items[child + 1 :])


def _is_part_of_it(item: Item) -> bool:
    """What may stand behind an added child: its age, another one, "please"."""
    if item.kind in ("number", "mark"):
        return item.text != "?"
    tags = ("and", "aged", "of", "years", "months", "child", "infant", "correct", "weare", "me", "with")
    return item.has(*tags) or item.text in _COURTESIES or item.text in LEADS


_PARTITIVE = frozenset(split("dei degli delle des der dos das del"))
_COURTESIES = frozenset(split("please por favor bitte svp merci thanks danke grazie per favore too"))


def _among(reading: Reading, said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """ "two of us are kids, 7 and 12", "davon zwei Kinder", "dos son niños"."""
    place = next((place for place, item in enumerate(reading.items) if item.has("child", "infant")), None)
    if place is None:
        return None
    said = said or {}
    counted = [at for at in range(max(0, place - 7), place) if reading.at(at).kind == "number"]
    children = reading.at(counted[-1]).value if counted else said.get("children") or said.get("infants")
    if not children or any(said.get(kind) not in (None, children) for kind in ("adults", "people")):
        return None
    is_said_so = AMONG.search(reading.folded) or (
        counted and any(reading.at(at).text in ARE for at in range(counted[-1] + 1, place))
    )
    if not is_said_so:
        return None
    ages = said.get("children_ages") or _ages_behind(reading, place + 1, children)
    infants = children if reading.at(place).has("infant") and not reading.at(place).has("child") else None
    return {
        "adults": None,
        "people": None,
        "children": None if infants else children,
        "infants": infants,
        "children_ages": ages,
        "children_among": True,
    }


def _age_of_the_one(reading: Reading, said: Mapping[str, Any]) -> list[int] | None:
    """ "plus our daughter, 15", "plus ma nièce de 16 ans": straight behind the child, and nothing else that it counts."""
    if said.get("children") != 1:
        return None
    place = next((place for place, item in enumerate(reading.items) if item.has("child")), None)
    if place is None:
        return None
    for at in range(place + 1, place + 4):
        item, behind = reading.at(at), reading.at(at + 1)
        if item.is_count and 0 <= item.value <= _OLDEST_CHILD:
            is_age = behind.has("years", "correct") or behind.kind in ("mark", "nothing")
            return [reading.at(at).value] if is_age else None
        if not (item.has("aged", "of", "weare", "the") or item.text in (",", "(", ":", "-", "who")):
            return None
    return None


def _ages_behind(reading: Reading, at: int, most: int) -> list[int] | None:
    """Exactly as many numbers as there are children, straight behind them."""
    ages: list[int] = []
    while len(ages) <= most:
        item = reading.at(at)
        if item.kind == "number" and 0 <= item.value <= _OLDEST_CHILD:
            ages.append(item.value)
        elif not (item.has("and", "aged", "of") or item.text in (",", "(", ":")):
            break
        at += 1
    return ages if len(ages) == most else None
