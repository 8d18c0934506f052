"""People named by what they are to the one who writes: "my wife and I", "mum, dad and 3 kids", "con mi esposo y mi hijo".

Names that follow one another are one chain ("me and the missus and our wee one"); a chain says how many grown people it
names, and whether who writes is among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .alone import find_alone
from .asides import is_aside, is_who_writes
from .head_counts import Count, Findings
from .owners import OWNERS, SPOUSES, is_link, is_me, speaks_of_us
from .reading import Reading
from .text import split

_US = frozenset(split("us nosotros nosotras nous uns noi nos"))
_WHO = frozenset(split("que who qui che die der welche welcher"))
""" "dos adultos y mi madre que va en silla de ruedas"."""
_FOR_ME = ("para mi", "pra mi", "pa mi", "pour moi", "per me", "fur mich")
_FOR_ENDS = (" pour", " para", " pra", " per", " fur")
_WITH_ME = frozenset(split("conmigo comigo"))


@dataclass
class _Chain:
    start: int
    end: int
    kin: list[int] = field(default_factory=list)
    """Places of grown people: mates, kin, parents."""
    me: list[int] = field(default_factory=list)
    small: list[int] = field(default_factory=list)
    """Places of children and babies."""


def find_companions(reading: Reading, found: Findings) -> None:
    """Grown people without a number; nothing when some were counted, or when who is named stays open."""
    named_by_age = {count.place for count in found.counts if count.kind == "child"}
    chains = [chain for chain in _chains(reading, named_by_age) if chain.kin or chain.me]
    if _is_counted(found):
        _beside_company(reading, found, chains)
        return
    heads = sum(_heads(reading, chain) for chain in chains)
    named = [chain for chain in chains if _heads(reading, chain)]
    for_one = [chain for chain in chains if chain.kin and chain not in named and _is_for(reading, chain)]
    if (named or for_one) and _writes_for_oneself(reading, chains, [*named, *for_one]):
        heads += 1 + len(for_one)
        named.extend(for_one)
    # "mia sorella … e io con due figli": somebody is named elsewhere, so the parent may not be alone.
    is_torn = any(not chain.kin for chain in named) and any(
        chain.kin for chain in chains if chain not in named
    )
    is_torn = is_torn or (_reaches_us(reading) and any(_is_for(reading, chain) for chain in named))
    if heads and not is_torn and not any(_is_open(reading, found, chain) for chain in named):
        found.counts.append(Count("adult", heads, named[0].start))
        for chain in named:
            found.places.extend((chain.start, chain.end - 1))
    elif not named:
        find_alone(reading, found)


def _is_counted(found: Findings) -> bool:
    return any(count.kind in ("adult", "person", "couple") and not count.is_negated for count in found.counts)


# -- chains -----------------------------------------------------------------------------------------------------------------


def _chains(reading: Reading, named_by_age: set[int]) -> list[_Chain]:
    """named_by_age: places of numbers that stand for children ("my 12 and 14 year olds and me")."""
    chains: list[_Chain] = []
    place = 0
    while place < len(reading.items):
        if not is_link(reading, place):
            place += 1
            continue
        chain = _Chain(place, place)
        while place < len(reading.items) and is_link(reading, place):
            item = reading.at(place)
            if item.has("mate", "parents", "kin") and not item.is_taken:
                if is_who_writes(reading, place):
                    chain.me.append(place)
                elif not is_aside(reading, place):
                    chain.kin.append(place)
            elif is_me(item):
                chain.me.append(place)
            elif (item.has("child", "infant") and item.is_taken) or (
                item.has("age") or place in named_by_age
            ):
                chain.small.append(place)
            place += 1
        chain.end = place
        chains.append(chain)
    return chains


def _heads(reading: Reading, chain: _Chain) -> int:
    """How many grown people a chain names; 0 when that is not sure."""
    named = sum(
        2 if reading.at(place).has("parents") else 1 for place in chain.kin if _counts(reading, chain, place)
    )
    if not named:
        return _parent_alone(reading, chain)
    me = [place for place in chain.me if not _begins_clause(reading, chain, place)]
    if me or _comes_with(reading, chain):
        return named + 1
    if _joins_us(reading, chain):
        return named + 2
    if len(chain.kin) > 1 or reading.at(chain.kin[0]).has("parents", "kin"):
        lead = range(max(0, chain.start - 1), chain.kin[0])
        if any(reading.at(place).has("with", "bring") for place in lead) and speaks_of_us(reading):
            return 0
        is_we = reading.at(chain.start - 1).has("weare") and reading.at(chain.kin[0]).has("mate")
        return (
            named + 1 if is_we and not _is_for(reading, chain) and _first_is_mine(reading, chain) else named
        )
    return 0


def _joins_us(reading: Reading, chain: _Chain) -> bool:
    """ "my parents and us two"."""
    return any(
        reading.at(place).has("twoofus")
        and (reading.at(place - 1).has("and") or reading.at(place + 1).has("and"))
        for place in range(chain.start, chain.end)
    )


def _counts(reading: Reading, chain: _Chain, place: int) -> bool:
    """A bare "mum" or "marido" counts beside others only."""
    item = reading.at(place)
    if item.has("mate") or (item.has("parents") and not item.has("kin")):
        return True
    return len(chain.kin) + len(chain.me) > 1 or bool(chain.small) or _has_pet(reading, chain)


def _has_pet(reading: Reading, chain: _Chain) -> bool:
    return any(reading.at(place).has("pet") for place in range(chain.start, chain.end))


def _is_for(reading: Reading, chain: _Chain) -> bool:
    """ "for my parents": they come, who writes may not."""
    # "pra mim" is one phrase.
    lead = reading.at(chain.start - 1)
    return (
        lead.has("for") or lead.text.endswith(_FOR_ENDS) or reading.at(chain.start).text.startswith(_FOR_ME)
    )


def _begins_clause(reading: Reading, chain: _Chain, place: int) -> bool:
    """ "a room for my parents and I will pay": no third guest."""
    after = reading.at(place + 1)
    return (
        _is_for(reading, chain)
        and reading.at(place).text == "i"
        and after.kind == "word"
        and not after.has("for", "from")
    )


def _comes_with(reading: Reading, chain: _Chain) -> bool:
    """ "viajo con mi esposo y mi hijo", "my wife comes with me": who writes is one of them."""
    first = chain.kin[0]
    lead = [reading.at(at) for at in range(max(chain.start - 1, first - 4), first)]
    if any(item.has("with", "bring") for item in lead):
        # "vamos con mi mujer" are two; "we come with my parents" does not say how many we are.
        words = {word for place in chain.kin for word in reading.at(place).text.split()}
        is_plain = bool(words & SPOUSES) or not speaks_of_us(reading) or _wishes_room_for_two(reading, chain)
        return _first_is_mine(reading, chain) and is_plain
    if len(chain.kin) > 1 or reading.at(first).has("kin"):
        return False
    ahead = range(chain.end, chain.end + 4)
    return any(
        reading.at(at).text in _WITH_ME or (reading.at(at).has("with") and reading.at(at + 1).has("me"))
        for at in ahead
    )


def _wishes_room_for_two(reading: Reading, chain: _Chain) -> bool:
    """ "with my sister, so we'd need a quiet twin room"."""
    if len(chain.kin) != 1 or chain.small or reading.at(chain.kin[0]).has("parents"):
        return False
    kinds = [place for place, item in enumerate(reading.items) if item.tags.get("type")]
    return (
        len(kinds) == 1
        and reading.at(kinds[0]).tags["type"] == "doble"
        and not reading.at(kinds[0]).has("suites")
    )


def _first_is_mine(reading: Reading, chain: _Chain) -> bool:
    item = reading.at(chain.kin[0])
    return item.has("mate", "parents") and not (item.has("kin") and not item.has("mate"))


def _parent_alone(reading: Reading, chain: _Chain) -> int:
    """ "yo y mis 3 hijos": one grown person, the one who writes."""
    if chain.kin or not (chain.small or _has_pet(reading, chain)):
        return 0
    if any(
        reading.at(place - 1).has("and") or reading.at(place + 1).has("and", "with") for place in chain.me
    ):
        return 1
    return 0


def _reaches_us(reading: Reading) -> bool:
    """ "one room for my parents, one for us": how many we are was not said."""
    return any(
        item.text in _US and reading.at(place - 1).has("for") for place, item in enumerate(reading.items)
    )


def _writes_for_oneself(reading: Reading, chains: list[_Chain], named: list[_Chain]) -> bool:
    """ "one room for me and one for my mother": both are guests."""
    if any(chain.me for chain in named):
        return False
    return any(
        _is_for(reading, chain) and not chain.kin and reading.at(chain.start).has("me") for chain in chains
    ) and any(_is_for(reading, chain) for chain in named)


def _is_open(reading: Reading, found: Findings, chain: _Chain) -> bool:
    """ "me, my wife and the kids", "my wife, me and some friends": somebody comes who was not counted."""
    # "mis tres hijos … los nenes tienen 2, 5 y 11": children who were counted may be named again.
    open_kinds = ["company"] + ([] if any(count.kind == "child" for count in found.counts) else ["child"])
    for place in range(chain.start, chain.end):
        item = reading.at(place)
        if item.is_taken or item.kind != "word" or is_aside(reading, place):
            continue
        if item.has(*open_kinds) and not item.has("mate", "kin", "parents"):
            return not _stays_away(reading, place)
    return False


def _stays_away(reading: Reading, place: int) -> bool:
    """ "solo mi marido y yo, los niños se quedan en casa": a comma, and a verb of their own."""
    after = reading.at(place + 1)
    goes_on = after.has("and", "with", "of", "from", "for", "aged", "child", "twins")
    return reading.at(place - 2).text == "," and after.kind == "word" and not goes_on


# -- people beside counted ones -----------------------------------------------------------------------------------------------


def _lists_all(reading: Reading, found: Findings, count: Count, chains: list[_Chain]) -> bool:
    """ "we are three: me, my mother and my brother", "seríamos 3, mi hijo, mi esposa y yo"."""
    small = sum(one.value for one in found.counts if one.kind in ("child", "infant") and not one.is_negated)
    heads = [_heads(reading, chain) for chain in chains if not _holds(chain, count.place)]
    return any(grown and grown + small == count.value for grown in heads)


def _holds(chain: _Chain, place: int) -> bool:
    """Whether the people counted at a place stand among those named, and not before them."""
    return min(chain.kin + chain.me, default=place) < place < chain.end


def _is_beside_me(reading: Reading, place: int) -> bool:
    """ "una pareja de amigos y yo": two and the one who writes."""
    at = place + 1
    while reading.at(at).has("couple", "adult", "person", "company") or reading.at(at).text in (
        "de",
        "d",
        "di",
        "~",
    ):
        at += 1
    return (
        reading.at(at).has("and")
        and is_me(reading.at(at + 1))
        and reading.at(at + 2).kind in ("nothing", "mark")
    )


def _joined_behind(reading: Reading, count: Count, chains: list[_Chain]) -> int:
    """ "we're three sisters and our mum", "zwei Paare und meine Mutter": how many come on top of those counted before them."""
    noun = count.place + 1
    if not reading.at(noun).has("person", "adult", "couple") or reading.at(noun).text == "of us":
        return 0
    for chain in chains:
        first = min(chain.kin, default=0)
        lead = [reading.at(at) for at in range(noun + 1, first)]
        behind = reading.at(max(chain.kin, default=0) + 1)
        is_joined = bool(lead) and lead[0].has("and") and all(item.text in OWNERS for item in lead[1:])
        goes_on = behind.kind in ("nothing", "mark") or behind.text.partition(" ")[0] in _WHO
        if is_joined and not chain.me and goes_on:
            return sum(2 if reading.at(place).has("parents") else 1 for place in chain.kin)
    return 0


def _beside_company(reading: Reading, found: Findings, chains: list[_Chain]) -> None:
    """ "my wife, me and 2 friends", "my wife and I and another couple": those named come on top of those counted."""
    grown = [
        count
        for count in found.counts
        if count.kind in ("adult", "person", "couple") and not count.is_negated
    ]
    if len(grown) != 1:
        return
    count = grown[0]
    if count.kind == "couple" and _is_beside_me(reading, count.place):
        found.counts.append(Count("adult", 1, count.place, is_additive=True))
        return
    if count.kind == "person" and not count.is_additive and _lists_all(reading, found, count, chains):
        if any(one.kind in ("child", "infant") for one in found.counts):
            count.is_family = True
        else:
            count.kind = "adult"
        return
    joined = _joined_behind(reading, count, chains)
    if joined:
        if count.kind == "person":
            count.kind = "adult"
        found.counts.append(Count("adult", joined, count.place + 1, is_additive=True))
        return
    for chain in chains:
        if (
            chain.kin
            and count.kind == "couple"
            and chain.start <= count.place < chain.kin[0]
            and not chain.me
        ):
            # "un casal e os sogros"; "una pareja, mi mujer y yo" says who the couple is.
            if any(reading.at(at).has("and") for at in range(chain.kin[0] - 2, chain.kin[0])):
                heads = sum(2 if reading.at(place).has("parents") else 1 for place in chain.kin)
                found.counts.append(Count("adult", heads, chain.kin[0], is_additive=True))
            return
        if not chain.kin or not chain.kin[0] < count.place < chain.end or not count.is_additive:
            continue
        noun = next(
            (at for at in range(count.place, chain.end) if reading.at(at).has("company", "couple")), None
        )
        heads = _heads(reading, chain)
        if noun is None or not heads:
            continue
        if count.kind == "person":
            count.kind, count.value = "adult", reading.at(count.place).value
        found.counts.append(Count("adult", heads, chain.start, is_additive=True))
        count.is_additive = True
        return
