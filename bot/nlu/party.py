"""Who is coming: adults, children with ages, infants, rooms, pets, and totals that need not be split yet.

A number is people only with evidence: a noun ("2 adultos"), a verb ("somos 4"), or "for 2" with nothing else to count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .ages import ADULT_AGE, find_ages, find_ages_one_by_one
from .children_told import find_children_told
from .companions import find_companions
from .counted_people import find_counts
from .families import add_families, in_order
from .grown_children import grow_up
from .head_counts import Count, Findings
from .labelled_people import find_labelled
from .named_people import call_people_by_their_names
from .reading import Item, Reading, Span
from .uncounted_people import find_sums, find_totals

# "Seremos solo 2 adultos" also says that no child comes any more.
_ONLY_ADULTS = re.compile(
    r"\b(?:only|just|solo|solamente|unicamente|so(?=\s(?:\w+\s){1,2}adult[oa])|apenas|somente|seulement|uniquement|nur|soltanto|solamente)\s"
    r"(?:\w+\s)?(?:\d+|\w+)\s(?:adult\w*|erwachsene\w*)\b"
)
_ALL_ADULTS = re.compile(
    r"\b(?:all (?:of us )?adults|all grown ups|tod[oa]s adult[oa]s|tod[oa]s (?:somos|son|sao) adult[oa]s|so adultos|que des adultes|tous(?: des)? adultes|toutes adultes|"
    r"alles erwachsene|alle(?:s|samt)? erwachsene?|nur erwachsene|tutti adulti|tutti grandi|solo adulti)\b"
)


@dataclass
class Party:
    """None is "not said". people: the total said, or the sum of what was said when adults are known."""

    adults: int | None = None
    children: int | None = None
    children_ages: list[int] | None = None
    infants: int | None = None
    people: int | None = None
    rooms: int | None = None
    pets: int | None = None
    is_share: bool = False
    """Children among people whom an earlier message counted: "two of us are kids"."""
    is_pair: bool = False
    """ "She and I": a child who was named before may be one of them."""
    span: Span = (0, 0)

    def to_json(self) -> dict[str, Any]:
        return {
            "adults": self.adults,
            "children": self.children,
            "children_ages": self.children_ages,
            "infants": self.infants,
            "people": self.people,
            "rooms": self.rooms,
            "pets": self.pets,
            **({"children_among": True} if self.is_share else {}),
            **({"is_pair": True} if self.is_pair else {}),
        }


def find_party(reading: Reading, *, asked: str | None = None) -> Party | None:
    """asked: "party" lets short forms such as "2+1" count people."""
    found = Findings()
    grow_up(reading)
    call_people_by_their_names(reading, found)
    find_labelled(reading, found)
    find_children_told(reading, found)
    find_ages(reading, found, asked=asked)
    find_counts(reading, found)
    find_ages_one_by_one(reading, found)
    find_sums(reading, found, asked)
    find_totals(reading, found)
    find_companions(reading, found)
    add_families(reading, found)
    if not found.counts and not found.is_alone and not found.ages and not found.baby_ages:
        return None
    return _party(reading, found)


def _party(reading: Reading, found: Findings) -> Party | None:
    counts = _standing(found.counts)
    party = Party(span=_span(reading, found.places))
    adults = _sum(counts, "adult")
    couples = _sum(counts, "couple")
    if couples is not None:
        adults = (adults or 0) + 2 * couples if adults is None or not _same_people(counts) else adults
    totals = [count for count in counts if count.kind == "person"]
    party.children = _sum(counts, "child")
    party.infants = _sum(counts, "infant")
    party.pets = _sum(counts, "pet")
    party.rooms = _sum(counts, "room")
    if party.children is None and found.ages:
        # Ages alone answer a question about children who were counted before.
        party.children = len(found.ages) if reading.has("child") else None
    elif party.children is not None and found.ages and len(found.ages) > party.children:
        party.children = (
            len(found.ages)
            if all(count.is_article for count in counts if count.kind == "child")
            else party.children
        )
    if party.children is None and adults is not None and _ONLY_ADULTS.search(reading.folded):
        party.children = 0
    if found.is_alone and adults is None and not totals:
        adults = 1
    if adults is not None or totals:
        adults = _with_grown(party, found, adults)
    party.children_ages = (in_order(reading, found.ages, found.counts) + found.baby_ages) or None
    _leave_out_named_again(party, counts, adults, totals)
    small = (party.children or 0) + (party.infants or 0)
    if totals:
        total = totals[-1].value if not _adds_up(totals) else sum(count.value for count in totals)
        is_list = _is_list_of_total(reading, totals[-1], counts)
        adults, total = _split(total, totals[-1], adults if not is_list else None, small, counts, is_list)
        party.people = total
        if total == 1 and not small:
            adults = 1
        if adults is None and not small and _ALL_ADULTS.search(reading.folded):
            adults = total
    elif adults is not None:
        party.people = adults + small
    party.adults = adults
    shares = [count.is_share for count in counts if count.kind == "child"]
    party.is_pair = found.is_pair and not small
    party.is_share = party.people is None and bool(shares) and all(shares)
    said = (
        party.adults,
        party.children,
        party.infants,
        party.people,
        party.rooms,
        party.pets,
        party.children_ages,
    )
    return party if any(value is not None for value in said) else None


def _leave_out_named_again(
    party: Party, counts: list[Count], adults: int | None, totals: list[Count]
) -> None:
    """ "A family of four (two adults, a daughter of 10, a son of 13) and my son likes trains": he is one of the four."""
    if adults is None or not party.children or not party.children_ages or len(totals) != 1:
        return
    left = totals[0].value - adults - (party.infants or 0)
    told = [count for count in counts if count.kind == "child"]
    if (
        totals[0].is_family
        and 0 < left < party.children
        and left == len(party.children_ages)
        and told[-1].value == 1
    ):
        party.children = left


def _is_list_of_total(reading: Reading, said: Count, counts: list[Count]) -> bool:
    """ "somos cuatro: mi marido, yo y dos niños" lists the four; "somos 2 y un bebé" adds one."""
    small = [
        count.place for count in counts if count.kind in ("child", "infant") and count.place > said.place
    ]
    if not small or any(count.kind in ("adult", "couple") for count in counts):
        return False
    between = [reading.at(place) for place in range(said.place + 1, min(small))]
    return any(item.text in (":", "(") or item.has("mate", "kin", "parents", "me") for item in between)


def _with_grown(party: Party, found: Findings, adults: int | None) -> int | None:
    """ "our daughter (19) and our lad (12)": a child of eighteen is an adult for every hotel we know."""
    grown = sum(1 for age in found.ages if age >= ADULT_AGE)
    if not grown or not party.children or grown > party.children:
        return adults
    found.ages[:] = [age for age in found.ages if age < ADULT_AGE]
    party.children = party.children - grown or None
    return None if adults is None else adults + grown


def _split(
    total: int, said: Count, adults: int | None, small: int, counts: list[Count], is_list: bool
) -> tuple[int | None, int]:
    """Total against parts: "somos 2 y un bebé" adds, "4 people, 2 children" divides."""
    if adults is not None:
        leaders = [count for count in counts if count.kind == "adult"]
        if leaders and not small and all(count.is_additive and count.place > said.place for count in leaders):
            return None, total + adults  # "20 students and 2 teachers"
        return adults, max(total, adults + small)
    if not small:
        return None, total
    first_small = min(
        (count for count in counts if count.kind in ("child", "infant")),
        key=lambda count: count.place,
        default=None,
    )
    if first_small is None:
        # "We're four, my kids are 5 and 9 years old": told by their ages alone, they are among the four.
        return (total - small, total) if total > small else (None, total)
    if (
        first_small.is_additive
        and not is_list
        and not first_small.is_share
        and not said.is_family
        and not (first_small.is_told and total > small)
        and first_small.place > said.place
    ):
        return total, total + small
    if total > small:
        return total - small, total
    return None, total


def _standing(counts: list[Count]) -> list[Count]:
    """Without what was taken back ("no son 4, son 2"), as long as something of that kind remains."""
    people = ("adult", "person", "couple")
    kept: list[Count] = []
    for count in counts:
        if count.is_negated:
            rivals = people if count.kind in people else (count.kind,)
            if any(other.kind in rivals and not other.is_negated for other in counts):
                continue
        kept.append(count)
    return sorted(kept, key=lambda count: count.place)


def _sum(counts: list[Count], kind: str) -> int | None:
    """Counts of one kind: those joined by "and" add up, a later one alone corrects."""
    values = [count for count in counts if count.kind == kind]
    if not values:
        return None
    if kind in ("adult", "room") and len(values) > 1 and not any(count.is_additive for count in values[1:]):
        return values[-1].value if kind == "adult" else sum(count.value for count in values)
    return sum(count.value for count in values)


def _adds_up(totals: list[Count]) -> bool:
    return len(totals) > 1 and all(count.is_additive for count in totals[1:])


def _same_people(counts: list[Count]) -> bool:
    """ "una pareja, 2 adultos" says the same two people twice."""
    return any(count.kind == "adult" and not count.is_additive for count in counts)


def _span(reading: Reading, places: list[int]) -> Span:
    if not places:
        return (0, 0)
    last: Item = reading.at(max(places))
    return reading.at(min(places)).start, last.end
